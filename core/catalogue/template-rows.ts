import { columnsOf } from './columns.ts'
import type { TableName } from './tables.ts'

const hash = (digit: string) => digit.repeat(64)

/** One row of each table that is right, so that a person sees what a column wants. Columns that are not here are empty. */
export const exampleRows: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  products: {
    gtin: '9506000110011',
    name_zh: '考拉牧场婴儿配方奶粉1段 900克',
    name_en: 'Koala Meadow Infant Formula, Stage 1, 900 g',
    category: 'infant-formula',
    hs_code: '1901101000',
    country: 'AU',
    brand: 'Koala Meadow',
    manufacturer: 'Gippsland Dairy Works Pty Ltd',
    ingredients: 'skimmed milk | lactose | vegetable oils',
    pictures: `${hash('a')} image/jpeg 48213 https://pictures.example/9506000110011.jpg`,
  },
  manufacturers: {
    id: 'gippsland-dairy',
    name: 'Gippsland Dairy Works Pty Ltd',
    country: 'AU',
    address: '1 Creamery Road, Warragul VIC',
    photos: `${hash('b')} image/jpeg 91230`,
  },
  certificates: {
    manufacturer: 'gippsland-dairy',
    id: 'FE-2025-0147',
    kind: 'factory-evaluation',
    category: 'infant-formula',
    scope: 'spray drying, blending, canning',
    from: '2025-07-01',
    until: '2027-06-30',
    report: hash('c'),
  },
  brands: {
    id: 'koala-meadow',
    name: 'Koala Meadow',
    owner: 'Koala Meadow Pty Ltd',
    gtin_prefix: '950600011',
  },
  sellers: { id: 'southern-cross', name: 'Southern Cross Parallel Trading Pty Ltd', country: 'AU' },
  agencies: {
    id: 'bondmark-training-inspection',
    name: 'Bondmark Training Inspection',
    inspections: 'factory-evaluation | ingredient-inspection',
    reach: 'file',
    org: 'training-inspection',
  },
  categories: { id: 'infant-formula', name_zh: '婴儿配方奶粉', name_en: 'Infant formula', parent: 'dairy' },
  figures: {
    gtin: '9506000110011',
    lot: 'KM1-2608A',
    sold: '12000',
    refunded: '48',
    complaints: '3',
    as_of: '2026-11-01',
  },
}

/** A table's columns and one example row, as CSV with the mark by which spreadsheets know UTF-8. */
export function templateCsv(table: TableName): string {
  const columns = columnsOf(table)
  const cells = columns.map((column) => quoted(exampleRows[table][column] ?? ''))
  return `\ufeff${columns.join(',')}\r\n${cells.join(',')}\r\n`
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
