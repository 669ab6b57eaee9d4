import type { LabelState } from './label-life.ts'
import { rowsOf, type Table } from './transition.ts'

export const poolSerialStates = [
  'provisioned',
  'taken',
  'encoded',
  'commissioned',
  'spent',
  'lapsed',
] as const
/**
 * The life of a serial that a brand has drawn. `taken`: a label is reserved with it. `encoded`: it was sent to a printer, so
 * a paper may bear it. `spent`: its label was voided. `lapsed`: its pool has ended, was revoked, or belongs to a key that
 * this station signed with before it was restored.
 */
export type PoolSerialState = (typeof poolSerialStates)[number]

export const poolSerialEvents = ['take', 'encode', 'not-sent', 'commission', 'void', 'lapse'] as const
/** `not-sent`: the driver proves that not one byte of its label went out. `lapse`: the pool counts no more. */
export type PoolSerialEvent = (typeof poolSerialEvents)[number]

const row = rowsOf<PoolSerialState, PoolSerialEvent>(poolSerialEvents)

export const poolSerialLife: Table<PoolSerialState, PoolSerialEvent> = {
  provisioned: row('pool-serial-not-taken', { take: 'taken', lapse: 'lapsed' }),
  // Nothing leads back to `provisioned`: a serial is handed out once, also when nobody has seen it on paper.
  taken: row('pool-serial-not-sent', { encode: 'encoded', void: 'spent' }),
  // A second doubt, or the printer's word, leaves it on paper.
  encoded: row('pool-serial-taken', {
    encode: 'encoded',
    'not-sent': 'taken',
    commission: 'commissioned',
    void: 'spent',
  }),
  commissioned: row('pool-serial-taken', { void: 'spent' }),
  spent: row('pool-serial-spent'),
  lapsed: row('pool-serial-lapsed'),
}

const ofLabel: Readonly<Record<LabelState, PoolSerialState>> = {
  reserved: 'taken',
  sent: 'encoded',
  printed: 'encoded',
  uncertain: 'encoded',
  verified: 'commissioned',
  voided: 'spent',
}

/**
 * Where a serial of a pool stands. It is told by its label, which names it, so that the two cannot disagree; without one,
 * by whether its pool counts now or may count later: what has lapsed never comes back.
 */
export const poolSerialStateOf = (label: LabelState | null, mayPoolCount: boolean): PoolSerialState =>
  label === null ? (mayPoolCount ? 'provisioned' : 'lapsed') : ofLabel[label]
