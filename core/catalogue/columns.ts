import { z } from 'zod'
import { code, country, date, gtin, hsCode, lot, required, text } from '../plan/cell-checks.ts'
import { picture } from './fields.ts'
import { agencyReaches, certificateKinds, inspectionKinds } from './rows.ts'
import type { RowOf, TableName } from './tables.ts'

/**
 * The columns of a file of each table: cells are text, and checking a row of them gives the row. The message of each check
 * is the code of its words.
 */

/** Ids of manufacturers, brands and others: without `/`, which stands between the parts of a key. */
const id = required
  .max(64, code('plan-value-too-long'))
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, code('plan-reference-malformed'))

/** A value out of a short list. */
const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, code('catalogue-value-unlisted'))

/** Several values with `|` between. */
const list = (max: number, lengthMax: number) =>
  z
    .string()
    .transform((cell) => cell.split('|').map((one) => one.trim()))
    .pipe(z.array(text(lengthMax)).min(1).max(max, code('catalogue-list-too-long')))

const sha256Cell = z.string().regex(/^[0-9a-f]{64}$/, code('catalogue-hash-malformed'))

/** A picture in a cell: `sha256 mediaType bytes [url]`; several with `|` between. */
const pictures = z
  .string()
  .transform((cell, context) => {
    const read = cell.split('|').map((one) => {
      const [sha256, mediaType, bytes, url, ...more] = one.trim().split(/\s+/)
      const said = { sha256, mediaType, bytes: Number(bytes), ...(url === undefined ? {} : { url }) }
      return more.length > 0 ? null : (picture.safeParse(said).data ?? null)
    })
    if (read.some((one) => one === null)) {
      context.addIssue({ code: 'custom', message: code('catalogue-picture-malformed') })
      return z.NEVER
    }
    return read.filter((one) => one !== null)
  })
  .pipe(z.array(picture).max(20, code('catalogue-list-too-long')))

const units = required
  .regex(/^(?:0|[1-9]\d{0,9})$/, code('catalogue-number-malformed'))
  .transform(Number)
  .refine((n) => n <= 1_000_000_000, code('catalogue-number-malformed'))

/** `name_en`, `name_zh` (as plans call it), `name_ja`, `name_zh_tw`: any language, one column each. */
const nameColumn = /^name_([a-z]{2,3})(?:_([a-z]{2}))?$/

/** The language that a column of names is for; null for another column. */
export function languageOfColumn(column: string): string | null {
  const found = nameColumn.exec(column)
  if (!found) return null
  const [, language, region] = found
  if (language === 'zh' && region === undefined) return 'zh-CN'
  return region === undefined ? (language ?? null) : `${language}-${region.toUpperCase()}`
}

const shapes = {
  products: z.strictObject({
    gtin,
    category: text(64),
    hs_code: hsCode,
    country,
    brand: text(100).optional(),
    manufacturer: text(200).optional(),
    ingredients: list(200, 200).optional(),
    pictures: pictures.optional(),
  }),
  manufacturers: z.strictObject({
    id,
    name: text(200),
    country,
    address: text(300).optional(),
    photos: pictures.optional(),
  }),
  certificates: z.strictObject({
    manufacturer: id,
    id,
    kind: oneOf(certificateKinds),
    category: text(64).optional(),
    scope: text(300).optional(),
    from: date,
    until: date,
    report: sha256Cell.optional(),
  }),
  brands: z.strictObject({
    id,
    name: text(100),
    owner: text(200),
    gtin_prefix: z
      .string()
      .regex(/^\d{4,12}$/, code('catalogue-prefix-malformed'))
      .optional(),
  }),
  sellers: z.strictObject({ id, name: text(200), country }),
  agencies: z.strictObject({
    id,
    name: text(200),
    inspections: z
      .string(code('plan-value-missing'))
      .transform((cell) => [...new Set(cell.split('|').map((one) => one.trim()))])
      .pipe(z.array(oneOf(inspectionKinds))),
    reach: oneOf(agencyReaches),
    org: id,
  }),
  categories: z.strictObject({ id, parent: id.optional() }),
  figures: z.strictObject({ gtin, lot, sold: units, refunded: units, complaints: units, as_of: date }),
} as const satisfies Record<TableName, z.ZodObject>

/** Tables whose rows have names in several languages. */
const named: ReadonlySet<TableName> = new Set(['products', 'categories'])
/** Which columns a table's template has for them. */
const templateNames = ['name_zh', 'name_en', 'name_ja', 'name_ko'] as const

/** Every column of a table's template, in its order; the languages of names may be others. */
export function columnsOf(table: TableName): readonly string[] {
  const [first = '', ...rest] = Object.keys(shapes[table].shape)
  return named.has(table) ? [first, ...templateNames, ...rest] : [first, ...rest]
}

/** Whether a file of the table may have such a column. */
export const isColumnOf = (table: TableName, name: string): boolean =>
  Object.hasOwn(shapes[table].shape, name) || (named.has(table) && languageOfColumn(name) !== null)

/** Columns that a file of the table may leave out. */
export function optionalColumnsOf(table: TableName): ReadonlySet<string> {
  const shape: Readonly<Record<string, z.ZodType>> = shapes[table].shape
  return new Set(columnsOf(table).filter((name) => shape[name]?.safeParse(undefined).success ?? true))
}

/** What is wrong with one cell: the code of its words. */
export interface CellIssue {
  readonly column: string
  readonly code: string
}

/** A row of cells as a row of the table, or what is wrong with it: the first issue of each column. */
export function rowOfCells<T extends TableName>(
  table: T,
  cells: Readonly<Record<string, string>>,
): { readonly row: RowOf<T> } | { readonly issues: readonly CellIssue[] } {
  const issues = new Map<string, string>()
  const find = (column: string, code: string) => {
    if (!issues.has(column)) issues.set(column, code)
  }
  const plain: Record<string, string> = {}
  const names: Record<string, string> = {}
  for (const [column, cell] of Object.entries(cells)) {
    const language = named.has(table) ? languageOfColumn(column) : null
    if (language === null) plain[column] = cell
    else {
      names[language] = cell
      for (const { message } of text(200).safeParse(cell).error?.issues ?? []) find(column, message)
    }
  }
  if (named.has(table) && Object.keys(names).length === 0) find('name_en', code('catalogue-name-missing'))
  const read = shapes[table].safeParse(plain)
  for (const { path, message } of read.error?.issues ?? []) find(String(path[0] ?? ''), message)
  if (!read.success || issues.size > 0)
    return { issues: [...issues].map(([column, code]) => ({ column, code })) }
  const { hs_code, gtin_prefix, as_of, ...rest } = read.data as Record<string, unknown>
  const said = {
    ...rest,
    ...(named.has(table) ? { names } : {}),
    ...(hs_code === undefined ? {} : { hsCode: hs_code }),
    ...(gtin_prefix === undefined ? {} : { gtinPrefix: gtin_prefix }),
    ...(as_of === undefined ? {} : { asOf: as_of }),
  } as RowOf<T>
  const wrong = whyInconsistent(table, said)
  return wrong ? { issues: [wrong] } : { row: said }
}

/** What only shows when the cells of a row are looked at together. */
function whyInconsistent(table: TableName, row: object): CellIssue | null {
  if (table === 'certificates') {
    const { from, until } = row as RowOf<'certificates'>
    if (until < from) return { column: 'until', code: code('catalogue-days-reversed') }
  }
  if (table === 'figures') {
    const { sold, refunded } = row as RowOf<'figures'>
    if (refunded > sold) return { column: 'refunded', code: code('catalogue-refunds-over') }
  }
  return null
}
