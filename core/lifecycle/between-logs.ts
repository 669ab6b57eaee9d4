import type { Code } from '../errors/codes.ts'
import type { Life } from './life.ts'

/** What one log's own statements, folded by themselves, claim of one identity: places of the statements that say so. */
export interface Claims {
  readonly kind: Life['kind']
  /** It began here: commissioned, or its number was given to goods. */
  readonly born: number | null
  /** Its life ended here. */
  readonly ended: number | null
  /** It is here, alive, and has not left. */
  readonly present: number | null
  /** The goods may still be destroyed elsewhere: only their label was given up. */
  readonly labelOnly: boolean
}

/** Two statements of two logs that cannot both be so. */
export interface LogConflict {
  readonly code: Extract<
    Code,
    'unit-begun-at-two-logs' | 'sscc-used-at-two-logs' | 'ended-at-two-logs' | 'lives-after-its-end'
  >
  /** Places in the one log and in the other. */
  readonly here: number
  readonly there: number
}

const ended: ReadonlySet<string> = new Set(['voided', 'decommissioned', 'destroyed', 'emptied', 'cancelled'])

/**
 * What a log claims of an identity whose life there is `life`; `hasLeft` says whether what it is in has been shipped.
 * Null when the log knows nothing of it, or only its line.
 */
export function claimsOf(life: Life | null, hasLeft: boolean): Claims | null {
  if (life === null || life.kind === 'line') return null
  const { kind, state, born, since } = life
  const isEnded = ended.has(state)
  const isPresent = !isEnded && state !== 'shipped' && !hasLeft
  return {
    kind,
    born,
    ended: isEnded ? since : null,
    present: isPresent ? since : null,
    labelOnly: state === 'decommissioned',
  }
}

/**
 * Which claims of two logs contradict each other. Between logs there is no order: the answer follows from what both have
 * said so far, whichever was heard first, and it is the same seen from either side. What one of them says later (that the
 * goods were shipped, say) may settle it.
 */
export function conflictsBetween(here: Claims, there: Claims): LogConflict[] {
  const found: LogConflict[] = []
  if (here.born !== null && there.born !== null) {
    const code =
      here.kind === 'unit' || there.kind === 'unit' ? 'unit-begun-at-two-logs' : 'sscc-used-at-two-logs'
    found.push({ code, here: here.born, there: there.born })
  }
  if (here.ended !== null && there.ended !== null && here.labelOnly === there.labelOnly)
    found.push({ code: 'ended-at-two-logs', here: here.ended, there: there.ended })
  if (here.ended !== null && there.present !== null)
    found.push({ code: 'lives-after-its-end', here: here.ended, there: there.present })
  if (here.present !== null && there.ended !== null)
    found.push({ code: 'lives-after-its-end', here: here.present, there: there.ended })
  return found
}
