import type { CatalogueAnswer } from '../../core/contract/catalogue.ts'
import type { CatalogueOverview } from '../../platform/catalogue/catalogue-reader.ts'

/** What is known of goods as the contract says it. */
export const catalogueAnswerOf = (
  { tables, snapshot, publishers, imports }: CatalogueOverview,
  running: CatalogueAnswer['running'],
): CatalogueAnswer => ({
  format: 'bondmark/catalogue/1',
  tables: [...tables],
  snapshot,
  publishers: publishers.map((one) => ({ ...one, tables: [...one.tables] })),
  imports: [...imports],
  running,
})
