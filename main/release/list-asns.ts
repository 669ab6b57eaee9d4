import type { AsnAnswer, AsnsAnswer, InboundAsn, InboundLine } from '../../core/contract/release.ts'
import { type Decision, reasonSentence } from '../../core/decision/decision.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { waivableOf } from '../../core/release/waivable.ts'
import { openOrders } from '../bonded/customs-holds.ts'
import { whySealStops } from '../bonded/seal-in-question.ts'
import { planOf } from '../station/planned-line.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'
import type { LineDemand, StoredWord } from './release-book.ts'
import { wasSeized } from './seized.ts'
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
  const { db } = store.releases
  const isCustomsQuiet = openOrders(db).length === 0 && !wasSeized(db)
  return {
    format: 'bondmark/asns/1',
    asns: names.map((asn) => asnOf(store, asn, summedLines(store, asn, isCustomsQuiet))),
    total: store.plans.asnCount(),
  }
}

/** One notice with its lines. Throws `asn-missing`. */
export function showAsn(store: Source, asn: string): AsnAnswer {
  const lines = linesOf(store, asn)
  if (lines.length === 0) throw new BondmarkError('asn-missing', { asn })
  return { format: 'bondmark/asn/1', asn: asnOf(store, asn, lines), lines }
}

/** What of a line its notice is summed up from. */
type SummedLine = Pick<InboundLine, 'planned' | 'received' | 'labeled' | 'state' | 'why' | 'closed'> & {
  readonly demands: readonly Pick<InboundLine['demands'][number], 'demand' | 'ended'>[]
}

const key = ({ line, lot }: { line: string; lot: string }) => JSON.stringify([line, lot])

/**
 * The lines of a notice as far as a list needs them. It is asked for again after every scan while somebody looks at it, and
 * plans have thousands of lines: what nothing can hold is neither read through nor asked about.
 */
function summedLines(store: Source, asn: string, isCustomsQuiet: boolean): SummedLine[] {
  const demands = Map.groupBy(store.releases.ofAsn(asn), key)
  const isReleased = isReleasedNow(store, asn)
  const isQuiet = isCustomsQuiet && whySealStops(store, asn) === null
  return store.plans.linesOfAsn(asn).map((line) => {
    const { planned, received, labeled, verdict, held, closedAt } = line
    const isFree = isQuiet && held === 0 && verdict !== 'hold' && verdict !== 'refuse'
    const why = isFree ? [] : whyHeld(store, line)
    const own = demands.get(key(line)) ?? []
    const { reasons } = own.length > 0 ? (JSON.parse(line.decision) as Decision) : { reasons: [] }
    return {
      ...{ planned, received, labeled, why, closed: closedAt !== null },
      state: stateOf(line, why, isReleased),
      demands: own.map((of) => ({ demand: of.demand, ended: endOf(of, reasons) })),
    }
  })
}

const isReleasedNow = ({ releases }: Source, asn: string): boolean =>
  releases.releases(asn).length > 0 && !releases.isWaiting(asn)

function stateOf(
  { decision }: Pick<StoredLine, 'decision'>,
  why: readonly unknown[],
  isReleased: boolean,
): InboundLine['state'] {
  if (why.length > 0) return 'held'
  // As it is stored, by JSON.stringify: no value within it can hold bare quotation marks.
  if (decision.includes('"rule":"override"')) return 'overridden'
  return isReleased ? 'released' : 'free'
}

function linesOf(store: Source, asn: string): InboundLine[] {
  const demands = Map.groupBy(store.releases.ofAsn(asn), key)
  const words = Map.groupBy(store.releases.words(asn), key)
  const isReleased = isReleasedNow(store, asn)
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
  const isOpen = stored.closedAt === null
  return {
    ...{ line, lot, gtin, nameEn, nameZh, planned, received, labeled },
    decision: verdict,
    decisionHash,
    ruleSet,
    reasons: reasons.map((reason) => plain(reasonSentence(reason))),
    state: stateOf(stored, why, isReleased),
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

function asnOf({ plans, releases }: Source, asn: string, lines: readonly SummedLine[]): InboundAsn {
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
