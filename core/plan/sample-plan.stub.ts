import { planColumns } from './plan-row.ts'

/** A row that is right in every cell; tests change the cell they are about. */
export const goodRow = {
  asn: 'ASN-7',
  line: '1',
  customs_entry: '422720261000000007',
  entry_item: '1',
  supervision_mode: '1210',
  container: 'BMKU2046318',
  container_seal: 'S-1',
  seller: 'Seller Ltd',
  brand: 'Brand',
  manufacturer: 'Maker Ltd',
  gtin: '9506000110011',
  name_zh: '奶粉',
  name_en: 'Milk powder',
  category: 'infant-formula',
  hs_code: '1901101000',
  origin: 'AU',
  lot: 'L1',
  expiry: '2028-02-29',
  quantity: '12',
  units_per_case: '6',
  sscc: '',
  report_id: 'FE-1',
  report_expires: '2027-01-31',
  refund_ratio: '0.01',
} satisfies Record<string, string>

export type SampleRow = Partial<Record<keyof typeof goodRow, string>>

/** CSV of rows that differ from the good one only where it is said. */
export function sampleCsv(changes: readonly SampleRow[], separator = ','): string {
  const rows = changes.map((change) => ({ ...goodRow, ...change }))
  const quoted = (cell: string) => (/[",;\t\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  return [
    planColumns.join(separator),
    ...rows.map((row) => planColumns.map((c) => quoted(row[c])).join(separator)),
  ].join('\n')
}
