import { z } from 'zod'
import { words } from '../fields.ts'
import type { CatalogueRow, TableName } from '../tables.ts'

const table = z.enum([
  'products',
  'manufacturers',
  'certificates',
  'brands',
  'sellers',
  'agencies',
  'categories',
  'figures',
])

const areDistinct = (all: readonly string[]) => new Set(all).size === all.length

/** Of what a publisher is believed: of some tables or all (null), of goods of some brands, as plans call them, or all (null). */
export const publisherScope = z.strictObject({
  tables: z.array(table).min(1).max(8).refine(areDistinct, 'named twice').nullable(),
  brands: z.array(words(100)).min(1).max(200).refine(areDistinct, 'named twice').nullable(),
})
export type PublisherScope = z.infer<typeof publisherScope>

/** Believed of everything. */
export const everything: PublisherScope = { tables: null, brands: null }

/** Tables that can be told by brand. */
const branded: ReadonlySet<TableName> = new Set(['products', 'brands', 'figures'])

/** Whether any row of a table can count. */
export const coversTable = ({ tables, brands }: PublisherScope, name: TableName): boolean =>
  (tables === null || tables.includes(name)) && (brands === null || branded.has(name))

/**
 * Whether a row counts. With brands named these are products that say so of themselves, rows of these brands, and figures of
 * products of theirs: `brandOf` says of which brand a product (GTIN-14) is, as far as anybody knows.
 */
export function coversRow(
  scope: PublisherScope,
  name: TableName,
  row: CatalogueRow,
  brandOf: (gtin: string) => string | undefined,
): boolean {
  if (!coversTable(scope, name)) return false
  if (scope.brands === null) return true
  const brand = brandIn(name, row, brandOf)
  return brand !== undefined && scope.brands.includes(brand)
}

function brandIn(
  name: TableName,
  row: CatalogueRow,
  brandOf: (gtin: string) => string | undefined,
): string | undefined {
  if (name === 'brands') return 'name' in row ? row.name : undefined
  if (name === 'products') return 'brand' in row ? row.brand : undefined
  return 'gtin' in row ? brandOf(row.gtin) : undefined
}
