import type { AsnAnswer, AsnsAnswer, InboundAsn, InboundLine } from '../../core/contract/release.ts'
import { type Decision, reasonSentence } from '../../core/decision/decision.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { waivableOf } from '../../core/release/waivable.ts'
import { planOf } from '../station/planned-line.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'
import type { LineDemand, StoredWord } from './release-book.ts'
import { demandSentence, isHeldByPerson, whyHeld } from './why-held.ts'

/** Notices that a screen lists. */
const ASNS_MAX = 200
/** Reasons that are told of a whole notice. */
const WHY_MAX = 20

type Source = Pick<StationStore, 'plans' | 'releases' | 'bonded'>

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** Every notice that is worked on, then those done last. */
export function listAsns(store: Source): AsnsAnswer {
  const names = store.plans.asnsInWork(ASNS_MAX)
  return {
    format: 'bondmark/asns/1',
    asns: names.map((asn) => asnOf(store, asn, linesOf(store, asn))),
    total: store.plans.asnCount(),
  }
}

/** One notice with its lines. Throws `asn-missing`. */
export function showAsn(store: Source, asn: string): AsnAnswer {
  const lines = linesOf(store, asn)
  if (lines.length === 0) throw new BondmarkError('asn-missing', { asn })
  return { format: 'bondmark/asn/1', asn: asnOf(store, asn, lines), lines }
}

function linesOf(store: Source, asn: string): InboundLine[] {
  const key = ({ line, lot }: { line: string; lot: string }) => JSON.stringify([line, lot])
  const demands = Map.groupBy(store.releases.ofAsn(asn), key)
  const words = Map.groupBy(store.releases.words(asn), key)
  const isReleased = store.releases.releases(asn).length > 0 && !store.releases.isWaiting(asn)
  return store.plans
    .linesOfAsn(asn)
    .map((line) => lineOf(store, line, demands.get(key(line)) ?? [], words.get(key(line)) ?? [], isReleased))
}

function lineOf(
  store: Source,
  stored: StoredLine,
  demands: readonly LineDemand[],
  words: readonly StoredWord[],
  isReleased: boolean,
): InboundLine {
  const { line, lot, gtin, planned, received, labeled, verdict, decisionHash, ruleSet } = stored
  const { nameEn, nameZh } = planOf(stored)
  const { reasons } = JSON.parse(stored.decision) as Decision
  const why = whyHeld(store, stored)
  const isOverridden = reasons.some(({ rule }) => rule === 'override')
  const isOpen = stored.closedAt === null
  return {
    ...{ line, lot, gtin, nameEn, nameZh, planned, received, labeled },
    decision: verdict,
    decisionHash,
    ruleSet,
    reasons: reasons.map((reason) => plain(reasonSentence(reason))),
    state: why.length > 0 ? 'held' : isOverridden ? 'overridden' : isReleased ? 'released' : 'free',
    why,
    demands: demands.map((of) => ({
      demand: of.demand,
      kind: of.kind,
      sentence: plain(demandSentence(of)),
      since: of.since,
      ended: endOf(of, reasons),
      endedAt: of.endedAt,
    })),
    words: words.map(({ id, kind, t, badge, reason }) => ({ id, kind, t, badge, reason })),
    closed: !isOpen,
    mayOverride:
      isOpen &&
      waivableOf(JSON.parse(stored.decision) as Decision) !== null &&
      !why.some(({ by }) => by === 'customs' || by === 'seal'),
    mayLift: isOpen && isHeldByPerson(stored),
  }
}

/** A demand that was concluded is met only where the goods conformed; and waived where a supervisor answers for them. */
function endOf({ kind, ended }: LineDemand, reasons: Decision['reasons']) {
  const hasFailed = reasons.some(({ rule, said }) => rule === kind && said.endsWith('-nonconformant'))
  if (!hasFailed) return ended
  return reasons.some(({ rule }) => rule === 'override') ? 'overridden' : 'failed'
}

function asnOf({ plans, releases }: Source, asn: string, lines: readonly InboundLine[]): InboundAsn {
  const plan = plans.newest(asn)
  const sum = (of: 'planned' | 'received' | 'labeled') => lines.reduce((n, line) => n + line[of], 0)
  const count = (state: InboundLine['state']) => lines.filter((line) => line.state === state).length
  const asked = new Map(lines.flatMap(({ demands }) => demands).map((of) => [of.demand, of]))
  const release = releases.releases(asn).at(-1)
  const isWaiting = releases.isWaiting(asn) || lines.some(({ closed, state }) => !closed && state === 'held')
  const overridden = count('overridden')
  return {
    asn,
    seller: plan ? (JSON.parse(plan.json) as { seller: string }).seller : '',
    revision: plan?.revision ?? 1,
    lines: lines.length,
    planned: sum('planned'),
    received: sum('received'),
    labeled: sum('labeled'),
    held: count('held'),
    free: count('free'),
    released: count('released'),
    overridden,
    demands: asked.size,
    met: [...asked.values()].filter(({ ended }) => ended === 'met').length,
    state: isWaiting ? 'held' : !release ? 'free' : overridden > 0 ? 'overridden' : 'released',
    releasedAt: release?.t ?? null,
    why: lines.flatMap(({ why }) => why).slice(0, WHY_MAX),
  }
}
