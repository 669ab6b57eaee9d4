import type { z } from 'zod'
import { agency, batchFigures, brand, category, certificate, manufacturer, product, seller } from './rows.ts'

const rowsOf = {
  products: product,
  manufacturers: manufacturer,
  certificates: certificate,
  brands: brand,
  sellers: seller,
  agencies: agency,
  categories: category,
  figures: batchFigures,
} as const

export type TableName = keyof typeof rowsOf
/** The row of a table. */
export type RowOf<T extends TableName> = z.infer<(typeof rowsOf)[T]>
export type CatalogueRow = RowOf<TableName>

/** All tables, in the order in which people see them. */
export const tableNames = Object.keys(rowsOf) as readonly TableName[]
export const isTableName = (name: string): name is TableName => Object.hasOwn(rowsOf, name)

/** The schema of a table's rows. */
export const rowSchema = <T extends TableName>(table: T): (typeof rowsOf)[T] => rowsOf[table]

const keys: { readonly [T in TableName]: (row: RowOf<T>) => string } = {
  products: ({ gtin }) => gtin,
  manufacturers: ({ id }) => id,
  certificates: ({ manufacturer, id }) => `${manufacturer}/${id}`,
  brands: ({ id }) => id,
  sellers: ({ id }) => id,
  agencies: ({ id }) => id,
  categories: ({ id }) => id,
  figures: ({ gtin, lot }) => `${gtin}/${lot}`,
}

/** What a row is known by within its table: printable ASCII. */
export const keyOf = <T extends TableName>(table: T, row: RowOf<T>): string => keys[table](row)

/** The name that other papers call it by; null for tables whose rows are only known by their keys. */
export const nameOf = (table: TableName, row: CatalogueRow): string | null =>
  (table === 'manufacturers' || table === 'brands' || table === 'sellers') && 'name' in row ? row.name : null
