import { lotClassEpc } from '../../core/gs1/epc.ts'
import {
  type Because,
  inNameOrder,
  linesHashOf,
  RELEASE_CITED_MAX,
  RELEASED_LINES_LISTED,
  type ReleasedLine,
} from '../../core/release/release-records.ts'
import { customsHolds } from '../bonded/customs-holds.ts'
import { whySealStops } from '../bonded/seal-in-question.ts'
import { appendEvent, appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { releasingOf } from '../station/line-events.ts'
import { seizedBy, wasSeized } from './seized.ts'
import { whyHeld } from './why-held.ts'

/** Lines, conclusions and overrides that the message to other systems lists: its bytes are bounded. */
const TOLD_LINES = 60
const TOLD_CITED = 40

/**
 * Looks at a notice again after something that held it may have gone, or come: frees the goods of lines that nothing holds
 * any more, and releases the notice when that goes for all of it. Answers whether it was released now. Call it inside the
 * transaction of what has changed.
 */
export function lookAgain(ctx: StationContext, asn: string, because: Because): boolean {
  const { store, clock } = ctx
  const t = clock.now()
  for (const line of store.plans.heldLines(asn)) {
    if (whyHeld(store, line).length > 0) continue
    const quantity = releasingOf(ctx, line, t, because)
    if (quantity) appendEvent(ctx, quantity, t, [lotClassEpc(line.gtin, line.lot)])
    store.plans.unhold(line)
  }
  if (isHeld(ctx, asn)) {
    store.releases.wait(asn, t)
    return false
  }
  if (!store.releases.isWaiting(asn)) return false
  release(ctx, asn, t, because)
  return true
}

/** Whether a decision, somebody's word, customs or a seal in question holds anything of the notice. */
function isHeld({ store }: StationContext, asn: string): boolean {
  const { db } = store.releases
  return (
    store.plans.isBlocked(asn) ||
    customsHolds(db, { asn }).length > 0 ||
    whySealStops(store, asn) !== null ||
    (wasSeized(db) &&
      store.plans.linesOfAsn(asn).some((line) => line.closedAt === null && seizedBy(db, line).length > 0))
  )
}

function release(ctx: StationContext, asn: string, t: string, because: Because): void {
  const { store, identity } = ctx
  const plan = store.plans.newest(asn)
  if (!plan) throw new Error(`a notice without a plan: ${asn}`)
  const all = store.plans.linesOfAsn(asn)
  const open = all.filter(({ closedAt }) => closedAt === null)
  const lines: ReleasedLine[] = open
    .map(({ line, lot, decisionHash }) => ({ line, lot, decision: decisionHash }))
    .sort(inNameOrder)
  const kept = all.filter(
    ({ closedAt, verdict, held }) =>
      closedAt !== null && (verdict === 'hold' || verdict === 'refuse' || held === 1),
  ).length
  const said = {
    asn,
    t,
    revision: plan.revision,
    release: store.releases.releases(asn).length + 1,
    count: lines.length,
    linesHash: linesHashOf(lines),
  }
  const conclusions = conclusionsCited(open.map(({ decision }) => decision))
  const overrides = store.releases
    .words(asn)
    .filter(({ kind }) => kind === 'override')
    .map(({ id }) => id)
  const { n, id } = appendRecord(
    ctx,
    'asn-released',
    {
      ...said,
      station: identity.issuer,
      plan: plan.hash,
      lines: lines.slice(0, RELEASED_LINES_LISTED),
      kept,
      conclusions: conclusions.slice(0, RELEASE_CITED_MAX),
      overrides: overrides.slice(0, RELEASE_CITED_MAX),
      because,
    },
    t,
  )
  store.releases.release(asn, t, n)
  store.messages.add({
    t,
    kind: 'asn-released',
    body: {
      format: 'bondmark/asn-released/1',
      ...said,
      lines: lines.slice(0, TOLD_LINES).map((line) => ({ ...line })),
      conclusions: conclusions.slice(0, TOLD_CITED),
      overrides: overrides.slice(0, TOLD_CITED),
      statement: id,
    },
  })
}

/** Ids of the conclusions that decisions went by, each once, in order. */
function conclusionsCited(decisions: readonly string[]): string[] {
  const cited = new Set<string>()
  for (const json of decisions) {
    const { reasons } = JSON.parse(json) as { reasons: { saw: Record<string, unknown> }[] }
    for (const { saw } of reasons) if (typeof saw.conclusion === 'string') cited.add(saw.conclusion)
  }
  return [...cited].sort()
}
