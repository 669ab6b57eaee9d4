import type { AsnAnswer, AsnsAnswer, InboundAsn, InboundLine } from '../../core/contract/release.ts'
import { type Decision, reasonSentence } from '../../core/decision/decision.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { planOf } from '../station/planned-line.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'
import { whyHeld } from './why-held.ts'

/** Notices that a screen lists. */
const ASNS_MAX = 200
/** Reasons that are told of a whole notice. */
const WHY_MAX = 20

/** Every notice that is worked on, then those done last. */
export function listAsns({ plans }: StationStore): AsnsAnswer {
  const names = plans.asnsInWork(ASNS_MAX)
  return {
    format: 'bondmark/asns/1',
    asns: names.map((asn) => asnOf(plans, asn, plans.linesOfAsn(asn).map(lineOf))),
    total: plans.asnCount(),
  }
}

/** One notice with its lines. Throws `asn-missing`. */
export function showAsn({ plans }: StationStore, asn: string): AsnAnswer {
  const lines = plans.linesOfAsn(asn).map(lineOf)
  if (lines.length === 0) throw new BondmarkError('asn-missing', { asn })
  return { format: 'bondmark/asn/1', asn: asnOf(plans, asn, lines), lines }
}

function lineOf(stored: StoredLine): InboundLine {
  const { line, lot, gtin, planned, received, labeled, verdict, decisionHash, ruleSet } = stored
  const { nameEn, nameZh } = planOf(stored)
  const why = whyHeld(stored)
  return {
    ...{ line, lot, gtin, nameEn, nameZh, planned, received, labeled },
    decision: verdict,
    decisionHash,
    ruleSet,
    reasons: (JSON.parse(stored.decision) as Decision).reasons.map((reason) => {
      const { code, detail } = reasonSentence(reason)
      return { code, detail: { ...detail } }
    }),
    state: why.length > 0 ? 'held' : 'free',
    why,
    closed: stored.closedAt !== null,
  }
}

function asnOf(plans: StationStore['plans'], asn: string, lines: readonly InboundLine[]): InboundAsn {
  const plan = plans.newest(asn)
  const sum = (of: 'planned' | 'received' | 'labeled') => lines.reduce((n, line) => n + line[of], 0)
  const count = (state: InboundLine['state']) => lines.filter((line) => line.state === state).length
  const held = count('held')
  return {
    asn,
    seller: plan ? (JSON.parse(plan.json) as { seller: string }).seller : '',
    revision: plan?.revision ?? 1,
    lines: lines.length,
    planned: sum('planned'),
    received: sum('received'),
    labeled: sum('labeled'),
    held,
    free: count('free'),
    released: count('released'),
    overridden: count('overridden'),
    demands: 0,
    met: 0,
    state: held > 0 ? 'held' : 'free',
    why: lines.flatMap(({ why }) => why).slice(0, WHY_MAX),
  }
}
