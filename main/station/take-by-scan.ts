import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { type Outcome, refused, say } from './outcome.ts'
import { checkOwnSeal } from './own-seal.ts'
import { takeOffPallet, takeOutUnit, unpack } from './unpack.ts'

type Taking = NonNullable<Desk['taking']>

/** Scans mean again what they say. Two windows may say it at once. */
const takingOver = (): Outcome => ({
  kind: 'ready',
  sentence: say('taking-over'),
  next: say('next-go-on'),
  recent: 'note',
  desk: { taking: null },
})

/** A key that says what the next label under the scanner is for; the newest counts. */
function armTaking(taking: Taking): Outcome {
  // Nothing is done yet, so nothing is called accepted.
  return {
    kind: 'ready',
    sentence: say(taking.what === 'take-out' ? 'take-out-armed' : 'unpack-armed'),
    next: say(taking.what === 'take-out' ? 'next-scan-what-comes-out' : 'next-scan-what-is-unpacked'),
    recent: 'note',
    desk: { taking },
  }
}

/** What a serial or SSCC names comes out; without one, what the next label under the scanner names. */
export function takeOut(
  ctx: StationContext,
  { serial, last, reason, over }: Extract<KeyPress, { key: 'take-out' }>,
): Outcome {
  if (over) return takingOver()
  if (last) return takeLast(ctx, last, reason)
  if (serial === undefined) return armTaking({ what: 'take-out', reason })
  const job = ctx.store.labels.bySerial(serial.toUpperCase())
  if (job?.kind === 'unit') return takeOutUnit(ctx, job, reason)
  if (job === null && ctx.store.plans.sscc(serial) === null)
    throw new BondmarkError('label-not-found', { serial })
  return takeOffPallet(ctx, serial, reason)
}

/** What was put in last, while somebody still has it in hand; of what is closed, for a reason. */
function takeLast(ctx: StationContext, of: 'case' | 'pallet', reason: string | undefined): Outcome {
  const { cases, pallets, labels } = ctx.store
  if (of === 'pallet') {
    const built = pallets.opened() ?? pallets.newestClosed()
    const sscc = built && pallets.contents(built.number).at(-1)
    if (!sscc) throw new BondmarkError('pallet-not-open', {})
    return takeOffPallet(ctx, sscc, reason)
  }
  const packed = cases.opened() ?? cases.newestClosed()
  const job = packed && cases.lastIn(packed.number)
  const label = job && labels.get(job)
  if (!label) throw new BondmarkError('case-not-open', {})
  return takeOutUnit(ctx, label, reason)
}

/** A case or pallet that a key names is taken apart; without a name, the one whose label is scanned next. */
export function takeApart(
  ctx: StationContext,
  { sscc, last, reason }: Extract<KeyPress, { key: 'unpack' }>,
): Outcome {
  if (sscc !== undefined) return unpack(ctx, sscc, reason)
  if (last === undefined) return armTaking({ what: 'unpack', reason })
  const newest = (last === 'case' ? ctx.store.cases : ctx.store.pallets).newestClosed()
  if (!newest?.sscc) throw new BondmarkError(last === 'case' ? 'case-not-open' : 'pallet-not-open', {})
  return unpack(ctx, newest.sscc, reason)
}

/** The label that a person has pressed the key for: what it names comes out, or is taken apart. Once; what cannot be is said and changes nothing. */
export function takeByScan(
  ctx: StationContext,
  { what, reason }: Taking,
  scanned: { readonly job: LabelJob | null; readonly sscc: string | null; readonly text: string },
): Outcome {
  const { job, sscc, text } = scanned
  const over = { taking: null }
  // What is refused half way leaves nothing: the scan goes on, and its transaction with it.
  const whole = (work: () => Outcome): Outcome => ctx.store.transaction(work)
  try {
    if (sscc) {
      const outcome = whole(() =>
        what === 'take-out' ? takeOffPallet(ctx, sscc, reason) : unpackAsked(ctx, sscc, reason),
      )
      return { ...outcome, desk: { ...outcome.desk, ...over } }
    }
    if (job === null || what !== 'take-out')
      return refused(
        say('taking-other-label'),
        say(`next-scan-what-${what === 'take-out' ? 'comes-out' : 'is-unpacked'}`),
      )
    const seal = checkOwnSeal(ctx, text)
    if (!seal.ok) return { ...refused(say(seal.code, seal.detail), say('next-set-aside')), desk: over }
    const outcome = whole(() => takeOutUnit(ctx, job, reason))
    return { ...outcome, desk: { ...outcome.desk, ...over } }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    return { ...refused(error.toFailure(), say('next-go-on')), desk: over }
  }
}

function unpackAsked(ctx: StationContext, sscc: string, reason: string | undefined): Outcome {
  if (reason === undefined) throw new BondmarkError('unpack-needs-reason', {})
  return unpack(ctx, sscc, reason)
}
