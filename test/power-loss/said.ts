import { openSync, writeSync } from 'node:fs'
import type { InputAnswer } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'
import type { DecisionFacts } from './decision-facts.ts'
import type { DiskOperation } from './disk-operation.ts'

/** An input as a window would send it. */
export interface SentInput {
  readonly n: number
  readonly press?: KeyPress
  readonly scan?: { readonly device: string; readonly bytes: string }
}

/** What stands in the store when an answer is given: all of it must survive. */
export interface StoreFacts {
  readonly statements: number
  /** Id of the newest statement. */
  readonly head: string | null
  readonly scans: number
  /** State by serial. */
  readonly labels: Readonly<Record<string, string>>
  readonly receipts: number
}

/** What a recorded program says to the world, in the order of the log. */
export type Said =
  | { readonly kind: 'made' }
  | { readonly kind: 'sent'; readonly input: SentInput }
  | { readonly kind: 'refused'; readonly n: number }
  | {
      readonly kind: 'answered'
      readonly n: number
      readonly outcomes: InputAnswer['outcomes']
      readonly facts: StoreFacts
    }
  | { readonly kind: 'stands'; readonly facts: StoreFacts }
  | {
      readonly kind: 'decided'
      /** What was answered last. */
      readonly what: string
      readonly facts: StoreFacts
      readonly decisions: DecisionFacts
    }

/** Says it, at this place of the log. Does nothing where nobody records. */
export function speaker(): (said: Said) => void {
  const file = process.env.DISKLOG_MARKS
  if (file === undefined) return () => {}
  const fd = openSync(file, 'a')
  return (said) => void writeSync(fd, JSON.stringify(said))
}

export const saidIn = ({ kind, data }: DiskOperation): Said | null =>
  kind === 'mark' ? (JSON.parse(data.toString('utf8')) as Said) : null
