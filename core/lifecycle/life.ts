import type { CaseState } from './case-life.ts'
import type { LineState } from './line-life.ts'
import type { PalletState } from './pallet-life.ts'
import type { UnitState } from './unit-life.ts'

/** How far one identity has come, by what has been stated of it. */
export type Life = LifeState & {
  /** What it is in: the EPC of a case or a pallet. */
  readonly parent: string | null
  /** Place of the statement that began it here; null while it is known only from outside. */
  readonly born: number | null
  /** Place of the statement that brought it to this state. */
  readonly since: number
  /** The key (hex kid) by whose statement it became known here: that key has no beginning of it to tell later. */
  readonly kid: string
}

export type LifeState =
  | { readonly kind: 'unit'; readonly state: UnitState }
  | { readonly kind: 'case'; readonly state: CaseState }
  | { readonly kind: 'pallet'; readonly state: PalletState }
  | { readonly kind: 'line'; readonly state: LineState }

/** One thing that a statement says of one identity. */
export interface LifeStep {
  /** An EPC (canonical Digital Link), or the key of a line. */
  readonly key: string
  readonly event: StepEvent
  /** The case or pallet it goes into or comes out of. */
  readonly parent?: string
}

/** `empty` takes everything out, whatever it is. */
export const stepEvents = [
  'commission',
  'void',
  'receive',
  'observe',
  'put-in',
  'take-out',
  'hold',
  'release',
  'ship',
  'unship',
  'decommission',
  'destroy',
  'add',
  'aggregate',
  'stack',
  'remove',
  'empty',
  'close-line',
] as const
/** What can be said of any identity; a unit's or a case's own table has its own name for it. */
export type StepEvent = (typeof stepEvents)[number]

/** A statement as far as lives go. */
export interface TracedStatement {
  /** Its place in the order that counts: the log's, or a station's own. Within one key that is its chain's. */
  readonly place: number
  readonly kid: string
  readonly steps: readonly LifeStep[]
}

/** Something on hold in a case or on a pallet, and the place of the statement that put it on hold. */
export interface Held {
  readonly key: string
  readonly since: number
}

/** States of what is inside of another thing and on hold. */
export const heldInside: readonly string[] = ['packed-held', 'held-on-pallet'] satisfies (
  | UnitState
  | CaseState
)[]

export type Waiting = Pick<TracedStatement, 'place' | 'kid'>

/** What the fold remembers between statements. */
export interface LifeBook {
  life(key: string): Life | null
  put(key: string, life: Life): void
  /** Keys of what is in a case or on a pallet now, sorted. */
  contentsOf(parent: string): readonly string[]
  /** The first, by its key, of what is in a case or on a pallet and on hold, not counting what is in the cases there. */
  heldIn(parent: string): Held | null
  /** Statements that wait for the beginning of `key`, in order. */
  waitingFor(key: string): readonly Waiting[]
  wait(key: string, statement: TracedStatement): void
  /** The statement at `place` no longer waits for `key`: the statement, once it waits for nothing else; null until then. */
  stopWaiting(key: string, place: number): TracedStatement | null
}
