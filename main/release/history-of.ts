import type { Conclusion, DecisionHistory, KnownSeverity } from '../../core/decision/history.ts'
import type { Asn, PlanLine } from '../../core/plan/asn.ts'
import { catalogueHistory } from '../../platform/catalogue/catalogue-history.ts'
import type { CatalogueReader } from '../../platform/catalogue/catalogue-reader.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'
import { conclusionsFor, type InspectedGoods } from '../inspection/conclusions.ts'

/** What history is read from: a store, by any connection to it, and the catalogue. */
export interface HistorySources {
  readonly db: Database
  readonly catalogue: CatalogueReader
}

/** What of a line its history depends on. */
export type OfLine = Pick<PlanLine, 'manufacturer' | 'category' | 'gtin' | 'lot'>
export type OfAsn = Pick<Asn, 'container'>

/**
 * All that the station knows of a line when it is decided: reports and figures of the catalogue, conclusions of inspections
 * and where their switching stands. Only what the rules may ask about this line is read. For many lines at a time there is
 * `rememberHistory`, which answers the same.
 *
 * @param asOf RFC 3339: what was concluded by then; all when absent. The catalogue keeps no past: it answers as it is.
 */
export function historyOf(
  { db, catalogue }: HistorySources,
  line: OfLine,
  { container }: OfAsn,
  asOf?: string,
): DecisionHistory {
  const { manufacturer, gtin, lot } = line
  return {
    ...catalogueHistory(catalogue, line),
    ...concludedOf(db, { gtin, lot, manufacturer, container }, asOf),
    severities: severitiesOf(db, gtin, manufacturer, asOf),
  }
}

/** Conclusions that bear on goods. Their lot is not looked at: who asks compares it. */
export function concludedOf(
  db: Database,
  goods: InspectedGoods,
  asOf: string | undefined,
): Pick<DecisionHistory, 'supervisions' | 'inspections'> {
  const by = asOf?.slice(0, 10)
  const concluded = conclusionsFor(db, goods)
    .filter(({ on }) => by === undefined || on <= by)
    .map(
      ({ isContested, isRepeated, lotSize, ...one }): Conclusion => ({
        id: one.id,
        kind: one.kind,
        subject: one.subject,
        outcome: one.outcome,
        conditions: one.conditions,
        on: one.on,
        until: one.until,
        refundRatio: one.refundRatio,
        ...(isContested && { isContested }),
        ...(isRepeated && { isRepeated }),
        ...(lotSize !== null && { lotSize }),
      }),
    )
  const isLoading = ({ kind }: Conclusion) => kind === 'container-loading-supervision'
  return {
    supervisions: concluded.filter(isLoading),
    inspections: concluded.filter((one) => !isLoading(one)),
  }
}

const newestSwitching = preparedOnce<
  [string, string, string | null, string | null],
  { rule: string; json: string }
>(
  `SELECT rule, json FROM inspection_switching WHERE n IN (SELECT max(n) FROM inspection_switching
     WHERE gtin = ? AND manufacturer = ? AND (? IS NULL OR unixepoch(t) <= unixepoch(?)) GROUP BY rule)`,
)

/** Where the switching of a product of a maker stands, under each rule that it was ever sampled by. */
export function severitiesOf(
  db: Database,
  gtin: string,
  manufacturer: string,
  asOf: string | undefined,
): KnownSeverity[] {
  return newestSwitching(db)
    .all(gtin, manufacturer, asOf ?? null, asOf ?? null)
    .map(({ rule, json }) => {
      const { severity, discontinued } = JSON.parse(json) as KnownSeverity
      return { gtin, manufacturer, rule, severity, discontinued }
    })
}
