import type { Asn, PlanLine } from './asn.ts'
import type { PlanColumn } from './plan-row.ts'

/** A field of a consignment or of one of its lines. */
export type PlanField = Exclude<keyof Asn, 'lines'> | keyof PlanLine

const columns = {
  asn: 'asn',
  supervisionMode: 'supervision_mode',
  container: 'container',
  containerSeal: 'container_seal',
  seller: 'seller',
  line: 'line',
  lot: 'lot',
  customsEntry: 'customs_entry',
  entryItem: 'entry_item',
  brand: 'brand',
  manufacturer: 'manufacturer',
  gtin: 'gtin',
  nameZh: 'name_zh',
  nameEn: 'name_en',
  category: 'category',
  hsCode: 'hs_code',
  origin: 'origin',
  expiry: 'expiry',
  quantity: 'quantity',
  unitsPerCase: 'units_per_case',
  ssccs: 'sscc',
  reportId: 'report_id',
  reportExpires: 'report_expires',
  refundRatio: 'refund_ratio',
} as const satisfies Record<PlanField, PlanColumn>

/** The column that a field is read from: the name that whoever wrote the file knows it by. */
export const columnOf = (field: PlanField): PlanColumn => columns[field]
