import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { LineName } from '../store/plans.ts'
import type { Settings } from '../store/settings.ts'

export type StateKind = 'signed-out' | 'ready' | 'accepted' | 'duplicate' | 'refused' | 'pick-lot' | 'stop'

/** What the screen says: the word, what happened, and what the operator's hands do next. */
export interface DeskState {
  readonly kind: StateKind
  readonly sentence: Failure
  readonly next: Failure
  readonly at: string
  /** Grows with every answer, so that the same answer twice is seen and heard twice. */
  readonly count: number
}

/** What a scanner read last. */
export interface LastSymbol {
  readonly text: string
  readonly instantMs: number
  /** By a scanner in keyboard mode that the station hears itself. */
  readonly isTyped?: boolean
  /** It was taken from another that heard the same pull. */
  readonly isEcho?: boolean
}

/**
 * What lies on the operator's desk between two scans. It is written in the same transaction as the effects of each scan,
 * so that a killed station wakes up knowing which goods were last in hand and which STOP nobody has acknowledged.
 */
export interface Desk {
  /** Badge of who is signed in. */
  readonly person: string | null
  readonly state: DeskState
  /** The goods last scanned: a label must be of the same GTIN; the lot, where the code or a person said it of these very goods. */
  readonly binding: { readonly gtin: string; readonly lot?: string | null } | null
  /** The lot a person has read off the goods, for codes that carry none. */
  readonly confirmed: ({ readonly gtin: string } & LineName) | null
  /** A goods scan that waits for its lot. */
  readonly pending: { readonly gtin: string; readonly text: string; readonly device: string } | null
  /** After a STOP with labels outstanding, the next goods scan only says what is in hand. */
  readonly rebind: boolean
  /** What a person has pressed the key for: the next label of ours under the scanner comes out of its case or off its pallet, or is taken apart. */
  readonly taking?: { readonly what: 'take-out' | 'unpack'; readonly reason?: string | undefined } | null
  /** The newest symbol of each scanner, to tell one trigger pull that arrived twice; by the steady clock. */
  readonly last: Readonly<Record<string, LastSymbol>>
}

export const emptyDesk = (at: string): Desk => ({
  person: null,
  state: {
    kind: 'signed-out',
    sentence: { code: 'signed-out', detail: {} },
    next: { code: 'next-sign-in', detail: {} },
    at,
    count: 0,
  },
  binding: null,
  confirmed: null,
  pending: null,
  rebind: false,
  last: {},
})

const NAME = 'desk'

export const readDesk = (settings: Settings, at: string): Desk => settings.get<Desk>(NAME) ?? emptyDesk(at)

export const writeDesk = (settings: Settings, desk: Desk): void => settings.set(NAME, desk)
