import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { type LineElsewhere, shareLine } from '../../core/lifecycle/line-elsewhere.ts'
import { whyNotReconciled } from '../../core/lifecycle/line-quantities.ts'
import { countedOn } from '../progress/others-look.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import { appendRecord } from './append-statement.ts'
import type { StationContext } from './context.ts'
import { demand, whyNotLine } from './lives.ts'
import { operatorOf } from './operator.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { nameOf, planOf } from './planned-line.ts'
import { openLine } from './shift.ts'
import { othersOfLine } from './together.ts'

/**
 * Closes a line when its quantities reconcile: received = labeled + passed + damaged, nothing outstanding, and what was
 * planned came, is missing, or is elsewhere. `seen`: units that are elsewhere, as the person saw it; null when nobody says so.
 */
export function closeLine(ctx: StationContext, name: LineName, seen: number | null): Outcome {
  const { store, clock, identity } = ctx
  const line = openLine(ctx, name)
  const outstanding = store.labels
    .outstanding()
    .filter((job) => job.asn === name.asn && job.line === name.line && job.lot === name.lot).length
  if (outstanding > 0) throw new BondmarkError('labels-outstanding', { count: outstanding })
  demand(whyNotLine(line, 'close'))
  const { asn, lot, planned, received, labeled, passed, short, damaged, verdict } = line
  const isKept = line.held === 1 || verdict === 'hold' || verdict === 'refuse'
  const elsewhere = seen === null ? null : elsewhereOf(ctx, line, seen)
  const quantities = { planned, received, commissioned: labeled, exempt: passed, damaged, short }
  const accounted = elsewhere === null ? quantities : { ...quantities, elsewhere: unitsOf(elsewhere) }
  demand(whyNotReconciled(accounted, isKept, nameOf(line)))
  const t = clock.now()
  const { customsEntry, entryItem } = planOf(line)
  if (elsewhere !== null)
    store.plans.note(name, { kind: 'elsewhere', quantity: unitsOf(elsewhere), reason: 'told-by-others' })
  const { reasons } = openLine(ctx, name)
  const record = {
    station: identity.issuer,
    t,
    asn,
    line: line.line,
    lot,
    customsEntry,
    entryItem,
    decision: verdict,
    planned,
    received,
    commissioned: labeled,
    exempt: passed,
    short,
    damaged,
    held: line.held === 1,
    ...(elsewhere && { elsewhere }),
    reasons: JSON.parse(reasons) as unknown,
    operator: operatorOf(ctx, t),
  }
  appendRecord(ctx, 'line-closed', record, t, [lotClassEpc(line.gtin, lot)])
  store.plans.close(name, t)
  const closed = elsewhere
    ? say('line-part-closed', { ...nameOf(line), elsewhere: unitsOf(elsewhere) })
    : say('line-closed', { ...nameOf(line) })
  return accepted(closed, say('next-scan-goods'), 'note')
}

/** Planned units that a closing says are not this station's to account for. */
const unitsOf = ({ received, short }: LineElsewhere): number => received + short

/**
 * What others have told of the line, to be cited. Throws `elsewhere-unknown` when they have told of none of its planned
 * units, `elsewhere-changed` `{seen, now}` when that is not what the person saw.
 */
function elsewhereOf(ctx: StationContext, line: StoredLine, seen: number): LineElsewhere {
  const others = othersOfLine(ctx, line)
  const words = countedOn(others?.stations ?? [])
  const { received, short, over } = shareLine(line, words)
  if (received + short === 0) throw new BondmarkError('elsewhere-unknown', { ...nameOf(line) })
  if (received + short !== seen)
    throw new BondmarkError('elsewhere-changed', { ...nameOf(line), seen, now: received + short })
  const told = words.map(({ kid, station, received, short, seq, head, at }) => ({
    ...{ kid, station, received, short, seq, head, at },
  }))
  return { received, short, over, told }
}
