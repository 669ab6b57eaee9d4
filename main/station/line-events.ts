import { bizTransactionUri, despatchAdvice } from '../../core/epcis/biz-transaction.ts'
import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import { decommissioningEvent } from '../../core/epcis/decommissioning.ts'
import type { EpcisEvent, EventBasis } from '../../core/epcis/event-basis.ts'
import { holdingEvent } from '../../core/epcis/holding.ts'
import { type InspectingInput, inspectingEvent } from '../../core/epcis/inspecting.ts'
import { type PackingInput, packingEvent } from '../../core/epcis/packing.ts'
import { receivingEvent } from '../../core/epcis/receiving.ts'
import { releasingEvent } from '../../core/epcis/releasing.ts'
import { type SamplingInput, samplingEvent } from '../../core/epcis/sampling.ts'
import { type UnpackingInput, unpackingEvent } from '../../core/epcis/unpacking.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import type { Because } from '../../core/release/release-records.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { operatorOf } from './operator.ts'
import { planOf } from './planned-line.ts'

/** What every event of a line cites: who, where, by which decision under which rules, with what right to mint. */
function basisOf(
  ctx: StationContext,
  line: StoredLine,
  eventTime: string,
  serialAuthority: string | null = null,
): EventBasis {
  const { profile, identity } = ctx
  return {
    eventTime,
    readPoint: `https://id.gs1.org/414/${profile.gln}/254/${profile.station}`,
    bizLocation: `https://id.gs1.org/414/${profile.gln}`,
    operator: operatorOf(ctx, eventTime),
    station: identity.issuer,
    decision: line.decisionHash,
    ruleSet: line.ruleSet,
    serialAuthority: serialAuthority ?? profile.serialAuthority,
  }
}

const asnOf = (ctx: StationContext, line: StoredLine) => ({ gln: ctx.profile.gln, number: line.asn })

export interface Received {
  readonly units: number
  readonly sscc: string | null
  readonly epc: string | null
}

/** Goods scanned in: a unit, a whole case, or a unit that its maker has serialised. */
export function receivingOf(
  ctx: StationContext,
  line: StoredLine,
  t: string,
  received: Received,
): EpcisEvent {
  const { customsEntry, entryItem } = planOf(line)
  const quantity = { gtin: line.gtin, lot: line.lot, quantity: received.units }
  const goods = received.sscc
    ? { sscc: received.sscc, contents: quantity }
    : received.epc
      ? { epcs: [received.epc] }
      : quantity
  return receivingEvent(basisOf(ctx, line, t), { goods, asn: asnOf(ctx, line), customsEntry, entryItem })
}

/** Units of a line that are neither labeled, passed on, damaged nor missing: what may be held. */
export const unitsToHold = (line: StoredLine): number =>
  line.planned - line.labeled - line.passed - line.damaged - line.short

/** What is left of a line goes to the inspection area. */
export function holdingOf(ctx: StationContext, line: StoredLine, t: string, reason: string): EpcisEvent {
  const quantity = unitsToHold(line)
  return holdingEvent(basisOf(ctx, line, t), {
    goods: { gtin: line.gtin, lot: line.lot, quantity },
    reason,
    bizTransactions: [despatchAdvice(asnOf(ctx, line))],
  })
}

/**
 * What was held of a line goes on, by what set it free: an inspection's conclusion, customs' release, a supervisor's word. Null
 * when nothing of it is left.
 */
export function releasingOf(
  ctx: StationContext,
  line: StoredLine,
  t: string,
  { kind, id }: Because,
): EpcisEvent | null {
  const quantity = unitsToHold(line)
  if (quantity <= 0) return null
  const document = id ?? line.decisionHash
  return releasingEvent(basisOf(ctx, line, t), {
    goods: { gtin: line.gtin, lot: line.lot, quantity },
    release: {
      type: kind === 'conclusion' || kind === 'report' ? 'testres' : 'bm:release',
      bizTransaction: bizTransactionUri({ gln: ctx.profile.gln, number: `${kind}:${document}` }),
    },
    releaseHash: /^[0-9a-f]{64}$/.test(document) ? document : line.decisionHash,
  })
}

/** A label scanned back: its unit begins to exist. */
export function commissioningOf(
  ctx: StationContext,
  line: StoredLine,
  t: string,
  job: LabelJob,
  bindingScan: string,
): EpcisEvent {
  const { expiry, origin } = planOf(line)
  if (!job.pinCommitment) throw new Error(`label ${job.job} has no PIN commitment`)
  return commissioningEvent(basisOf(ctx, line, t, job.authority), {
    gtin: job.gtin,
    serial: job.serial,
    lot: job.lot,
    expiry,
    origin,
    labelTemplate: job.template,
    pinCommitment: job.pinCommitment,
    bindingScan,
  })
}

/** A label voided after its unit lived. */
export function decommissioningOf(
  ctx: StationContext,
  line: StoredLine,
  t: string,
  job: LabelJob,
  { reason, operator }: { readonly reason: string; readonly operator: string },
): EpcisEvent {
  const basis = { ...basisOf(ctx, line, t, job.authority), operator }
  return decommissioningEvent(basis, { epcs: [unitEpc(job.gtin, job.serial)], reason })
}

/** A case or a pallet closed, of goods of these lines. */
export function packingOf(
  ctx: StationContext,
  lines: readonly StoredLine[],
  t: string,
  packed: PackingInput,
): EpcisEvent {
  return packingEvent(basisOfAll(ctx, lines, t), packed)
}

/** Goods of these lines out of a case, or off a pallet. */
export function unpackingOf(
  ctx: StationContext,
  lines: readonly StoredLine[],
  t: string,
  unpacked: UnpackingInput,
): EpcisEvent {
  return unpackingEvent(basisOfAll(ctx, lines, t), unpacked)
}

/** Samples taken of goods of these lines. */
export function samplingOf(
  ctx: StationContext,
  lines: readonly StoredLine[],
  t: string,
  sampled: SamplingInput,
): EpcisEvent {
  return samplingEvent(basisOfAll(ctx, lines, t), sampled)
}

/** Goods of these lines, and what their inspection came to. */
export function inspectingOf(
  ctx: StationContext,
  lines: readonly StoredLine[],
  t: string,
  inspected: InspectingInput,
): EpcisEvent {
  return inspectingEvent(basisOfAll(ctx, lines, t), inspected)
}

/** What an event of several lines cites: each line's decision and rule set, once. */
function basisOfAll(ctx: StationContext, lines: readonly StoredLine[], t: string): EventBasis {
  const [first] = lines
  if (!first) throw new Error('an event of goods that are of no line')
  const once = (values: readonly string[]) => {
    const all = [...new Set(values)].sort()
    return all.length === 1 && all[0] !== undefined ? all[0] : all
  }
  return {
    ...basisOf(ctx, first, t),
    decision: once(lines.map((line) => line.decisionHash)),
    ruleSet: once(lines.map((line) => line.ruleSet)),
  }
}
