import type { AsnState } from '../../../core/contract/decision-service.ts'
import { type DecisionHistory, noHistory } from '../../../core/decision/history.ts'
import type { RuleSet } from '../../../core/decision/rule-set.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type Language, wordsFor } from '../../../core/errors/words.ts'
import type { Asn, PlanLine } from '../../../core/plan/asn.ts'
import { answerLines } from '../../../core/service/answer-lines.ts'
import { FIRST_CURSOR } from '../../../core/service/cursor.ts'
import { catalogueHistory } from '../../../platform/catalogue/catalogue-history.ts'
import type { CatalogueReader } from '../../../platform/catalogue/catalogue-reader.ts'
import type { DecisionSource } from '../../../platform/service/decision-source.ts'
import type { StandingStore } from '../standing/standing-store.ts'
import type { LineByStation } from './asns-store.ts'
import type { FollowedAsns } from './follow-asns.ts'

/** Lines of a notice in one answer, and statements whose standing is counted. */
const LINES_SHOWN = 2_000
const STATEMENTS_COUNTED = 20_000

/** What a ledger decides by. */
export interface LedgerRules {
  readonly set: RuleSet
  readonly hash: string
  /** First day on which they count, `YYYY-MM-DD`; null where they always do. */
  readonly validFrom: string | null
}

/**
 * A ledger as the decision service answers from it: it decides by the rules and the
 * catalogue that it was started with (inspections of stations it does not know), and tells of notices what its log
 * says. What no station has stated (planned quantities, decisions in their own words) it does not know, and says null.
 */
export function ledgerSource(
  asns: FollowedAsns,
  standing: Pick<StandingStore, 'standing'>,
  decidedBy: { readonly rules: LedgerRules | null; readonly catalogue: CatalogueReader | null },
  now: () => string,
): DecisionSource {
  const { rules, catalogue } = decidedBy
  const { store } = asns
  const historyOf = (_: Asn, line: PlanLine): DecisionHistory =>
    catalogue === null ? noHistory : { ...noHistory, ...catalogueHistory(catalogue, line) }
  const counting = (at: string) => (rules && (rules.validFrom ?? '') <= at.slice(0, 10) ? rules : null)
  return {
    program: 'ledger',
    ruleSet: () => counting(now())?.hash ?? null,
    decide(plans, language) {
      const at = now()
      const counted = counting(at)
      if (counted === null) throw new BondmarkError('service-rules-missing', {})
      const { set, hash } = counted
      return answerLines(plans, { ruleSet: set, ruleSetHash: hash, at, historyOf }, language)
    },
    asn: (id, language) => asnOf(asns, standing, id, language),
    changes: {
      after: (n, limit) => store.newsAfter(n, limit),
      newest() {
        const newest = store.newestNews()
        return newest ? `${newest.n}.${newest.digits}` : FIRST_CURSOR
      },
      checkAt: (n) => store.digitsAt(n),
      watch: (onMore) => asns.watch(onMore),
    },
  }
}

function asnOf(
  { store }: FollowedAsns,
  standing: Pick<StandingStore, 'standing'>,
  id: string,
  language: Language,
): AsnState | null {
  const said = store.ofAsn(id)
  if (said.length === 0) return null
  const lines = withTheirLines(store.linesOf(id, LINES_SHOWN))
  // Several stations may have taken one plan: the highest revision is the plan in force.
  const plan = said.reduce((best, each) => ((each.revision ?? 0) > (best.revision ?? 0) ? each : best))
  const released = said.find((each) => each.released !== null) ?? null
  // Of all of them, also those that are not shown.
  const { lines: all, held } = store.countOf(id)
  return {
    format: 'bondmark/asn-state/1',
    asn: id,
    state: held > 0 ? 'held' : released ? 'released' : 'known',
    revision: plan.revision,
    plan: plan.plan || null,
    lines: lines.slice(0, LINES_SHOWN).map((line) => lineOf(line, plan.ruleSet, language)),
    more: Math.max(0, all - LINES_SHOWN),
    release:
      released?.released && released.releasedAt
        ? { at: released.releasedAt, body: JSON.parse(released.released) as Record<string, unknown> }
        : null,
    stations: stationsOf(store.placesOf(id, STATEMENTS_COUNTED), standing),
  }
}

/**
 * Events name goods and lot, the record that closes a line names line and lot: where one station has one of each for a lot,
 * they are one line.
 */
function withTheirLines(said: readonly LineByStation[]): LineByStation[] {
  const keyOf = ({ lot, station }: LineByStation) => JSON.stringify([lot, station])
  const closings = Map.groupBy(
    said.filter(({ gtin }) => gtin === ''),
    keyOf,
  )
  const goods = Map.groupBy(
    said.filter(({ gtin }) => gtin !== ''),
    keyOf,
  )
  const isPair = (line: LineByStation) =>
    closings.get(keyOf(line))?.length === 1 && goods.get(keyOf(line))?.length === 1
  return said.flatMap((line) => {
    if (!isPair(line)) return [line]
    const [closing] = closings.get(keyOf(line)) ?? []
    return line.gtin === ''
      ? []
      : [
          {
            ...line,
            ...{ line: closing?.line ?? '', closed: closing?.closed ?? line.closed },
            ...{
              decision: closing?.decision ?? null,
              decisionHash: closing?.decisionHash ?? null,
              ruleSet: closing?.ruleSet ?? null,
            },
          },
        ]
  })
}

function lineOf(line: LineByStation, ruleSet: string | null, language: Language): AsnState['lines'][number] {
  const { held } = line
  const hold = { code: 'held-by-station', detail: { reason: held ?? '' } } as const
  return {
    ...{ line: line.line || null, lot: line.lot, gtin: line.gtin, planned: null },
    ...{ received: line.received, labeled: line.labeled, closed: line.closed === 1 },
    state: held === null ? 'known' : 'held',
    ...{
      decision: line.decision,
      decisionHash: line.decisionHash,
      ruleSet: line.ruleSet ?? (ruleSet || null),
      openDemands: [],
    },
    holds: held === null ? [] : [{ by: 'station', ...hold, words: wordsFor(hold, language), demand: null }],
  }
}

/** Statements about a notice by whose word they are, and how many of them have which standing. */
function stationsOf(
  places: readonly { readonly place: number; readonly station: string }[],
  standing: Pick<StandingStore, 'standing'>,
): AsnState['stations'] {
  const found = new Map<string, { statements: number; standing: Record<string, number> }>()
  for (const { place, station } of places) {
    const of = found.get(station) ?? { statements: 0, standing: {} }
    const worth = standing.standing(place) ?? 'not-yet-judged'
    of.statements++
    of.standing[worth] = (of.standing[worth] ?? 0) + 1
    found.set(station, of)
  }
  return [...found].map(([station, of]) => ({ station, ...of }))
}
