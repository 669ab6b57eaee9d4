import type { DecisionHistory } from '../../core/decision/history.ts'
import type { PlanLine } from '../../core/plan/asn.ts'
import type { CatalogueReader } from './catalogue-reader.ts'

/** What a catalogue says of a line when it is decided: reports of its factory and figures of its batch. */
export function catalogueHistory(
  catalogue: Pick<CatalogueReader, 'factoryReports' | 'figures'>,
  { manufacturer, category, gtin, lot }: Pick<PlanLine, 'manufacturer' | 'category' | 'gtin' | 'lot'>,
): Pick<DecisionHistory, 'factoryReports' | 'figures'> {
  const figures = catalogue.figures(gtin, lot)
  return {
    factoryReports: catalogue.factoryReports(manufacturer, category),
    figures: figures
      ? [{ gtin, lot, sold: figures.sold, refunded: figures.refunded, complaints: figures.complaints }]
      : [],
  }
}
