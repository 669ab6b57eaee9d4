import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { expectedInOrder, labelOrderOf } from './label-order.ts'
import { stopFor } from './label-stop.ts'
import { lookUp } from './look-up.ts'
import { duplicate, type Outcome, refused, say } from './outcome.ts'

/** Our own label whose life forbids the scan, whatever the goods are: given up, or not printed yet. */
export function whyNotAlive(ctx: StationContext, job: LabelJob): Outcome | null {
  const { serial, state } = job
  if (state === 'reserved') return stopFor('not-printed', { serial })
  if (state !== 'voided') return null
  if (job.kind !== 'unit') return stopFor('voided', { serial })
  const { standing } = lookUp(ctx, serial)
  if (standing === 'destroyed') return stopFor('destroyed', { serial })
  return stopFor(standing === 'decommissioned' ? 'decommissioned' : 'voided', { serial })
}

/**
 * Our own unit label that is out and must not be taken now: it is on the wrong goods, another one is due, or it is not its
 * turn. What a label speaks of comes before whose turn it is, because it is the costlier mistake.
 */
export function whyNotNow(ctx: StationContext, desk: Desk, job: LabelJob): Outcome | null {
  const { gtin, serial, lot } = job
  const { binding } = desk
  if (binding === null) return stopFor('goods-not-scanned', { gtin, serial })
  // The costliest mistake there is: a label on goods it does not speak of.
  if (binding.gtin !== gtin) return stopFor('other-product', { gtin, serial, binding: binding.gtin })
  const due = dueLabel(ctx, desk)
  if (due && due.kind !== 'unit') return stopFor('unit-for-case', { serial, sscc: due.serial })
  // After a STOP nobody can be sure what is in hand: the goods come first, then their label.
  if (desk.rebind) return refused(say('goods-first', { gtin }), say('next-scan-goods-then-label'))
  const isStrict = labelOrderOf(ctx) === 'strict'
  const expected = isStrict ? expectedInOrder(ctx, job) : null
  if (expected && expected.job !== job.job)
    return stopFor('out-of-order', { serial, expected: expected.serial })
  const inHand = binding.lot ?? null
  if ((isStrict || job.run === 1) && inHand !== null && inHand !== lot)
    return stopFor('other-lot', { serial, lot, inHand })
  return null
}

/** The label of a case or pallet while the goods in hand wait for theirs, which is out. */
export function whyNotCarrier(ctx: StationContext, desk: Desk, job: LabelJob): Outcome | null {
  const isOut = job.state === 'sent' || job.state === 'printed' || job.state === 'uncertain'
  if (!isOut) return null
  const due = dueLabel(ctx, desk)
  if (due?.kind === 'unit') return stopFor('case-for-unit', { sscc: job.serial, serial: due.serial })
  const expected = labelOrderOf(ctx) === 'strict' ? expectedInOrder(ctx, job) : null
  return expected && expected.job !== job.job
    ? stopFor('out-of-order', { serial: job.serial, expected: expected.serial })
    : null
}

/** What was done last, and so which kind of label the hands are to hold to the scanner next. */
const dueAfter: Readonly<Record<string, LabelJob['kind']>> = {
  'goods-accepted': 'unit',
  'binding-set': 'unit',
  'case-closing': 'case',
  'pallet-closing': 'pallet',
}

/** The label that what was done last waits for, once it has come out of its printer. */
function dueLabel({ store }: StationContext, { state, binding }: Desk): LabelJob | null {
  const kind = state.kind === 'accepted' ? dueAfter[state.sentence.code] : undefined
  if (kind === undefined) return null
  const printed = store.labels.inState('printed').filter((label) => label.kind === kind)
  return kind === 'unit'
    ? (printed.find((label) => label.gtin === binding?.gtin) ?? null)
    : (printed.find((label) => label.serial === state.sentence.detail.sscc) ?? null)
}

/**
 * A verified label that nothing is left to be done with. Held to the scanner again with nothing in between it is a
 * DUPLICATE; later, it is a second paper, a photocopy, or goods that were done before.
 */
export function doubleLabel(ctx: StationContext, desk: Desk, job: LabelJob): Outcome {
  const { store } = ctx
  const { serial } = job
  // A printer in doubt may have put out a second paper (decision 0032): only one of the two counts.
  if (job.doubt !== null) return stopFor('double-paper', { serial })
  const packed = store.cases.caseOf(job.job)
  const where = packed?.sscc ?? packed?.number
  if (isSaidLast(desk, serial))
    return packed
      ? duplicate(say('unit-already-packed', { serial, case: packed.number }))
      : duplicate(say('label-already-verified', { serial }), say('next-destroy-second'))
  if (lookUp(ctx, serial).standing === 'destroyed') return stopFor('destroyed', { serial })
  if (where !== undefined) return stopFor('double-packed', { serial, case: where })
  const shift = store.shifts.current()?.n ?? null
  return job.endedShift !== null && job.endedShift !== shift
    ? stopFor('double-earlier-shift', { serial, shift: job.endedShift })
    : stopFor('double', { serial })
}

/** The label of a case or pallet that is on record, once more. */
export function doubleCarrier(desk: Desk, { kind, serial, doubt }: LabelJob): Outcome {
  if (doubt !== null) return stopFor('double-paper', { serial })
  return isSaidLast(desk, serial)
    ? duplicate(say(kind === 'pallet' ? 'duplicate-pallet' : 'duplicate-sscc', { sscc: serial }))
    : stopFor('double-case', { sscc: serial })
}

/** Whether the station's last word was about this label. */
function isSaidLast({ state }: Desk, serial: string): boolean {
  const { detail } = state.sentence
  const isAbout = detail.serial === serial || detail.sscc === serial
  return isAbout && (state.kind === 'accepted' || state.kind === 'duplicate')
}

/** Labels of a product that are on paper and not on their goods yet. */
export const labelsOut = ({ store }: StationContext, gtin: string): LabelJob[] =>
  store.labels
    .inState('sent', 'printed', 'uncertain')
    .filter((label) => label.kind === 'unit' && label.gtin === gtin)
