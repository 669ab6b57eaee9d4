import type { LabelKind } from './template/label-kind.ts'
import type { LabelTemplate } from './template/template-schema.ts'

/** What a printer may be set up to hold, as its setting says it. */
export const printerStocks = ['unit', 'unit-40x30', 'case', 'pallet', 'both'] as const
export type PrinterStock = (typeof printerStocks)[number]

/** Label stock by its size in millimetres: `60x40`. */
export type StockSize = '60x40' | '40x30' | '100x150'

/** The stock that labels of a kind may be printed on, the usual one first. */
export const stockSizes: Readonly<Record<LabelKind, readonly [StockSize, ...StockSize[]]>> = {
  unit: ['60x40', '40x30'],
  case: ['100x150'],
  pallet: ['100x150'],
}

const holders: Readonly<Record<LabelKind, readonly PrinterStock[]>> = {
  unit: ['unit', 'unit-40x30', 'both'],
  case: ['case', 'both'],
  pallet: ['pallet', 'case', 'both'],
}

/** Whether a printer set up so gets labels of a kind. */
export const holdsLabels = (stock: PrinterStock, kind: LabelKind): boolean => holders[kind].includes(stock)

/**
 * The one of these printers that gets a kind of label: the first that holds them; for pallets, one that is there for
 * pallets alone before any other.
 */
export function holderOf<Setting extends { readonly stock: PrinterStock }>(
  printers: readonly Setting[],
  kind: LabelKind,
): Setting | undefined {
  const own = kind === 'pallet' ? printers.find(({ stock }) => stock === 'pallet') : undefined
  return own ?? printers.find(({ stock }) => holdsLabels(stock, kind))
}

/** The size of the labels for a kind that are in a printer set up so. */
export const sizeIn = (stock: PrinterStock, kind: LabelKind): StockSize =>
  kind === 'unit' && stock === 'unit-40x30' ? '40x30' : stockSizes[kind][0]

/** The stock that a template is for; null for a size that no printer can be set up with. */
export function stockOf({ kind, size }: Pick<LabelTemplate, 'kind' | 'size'>): StockSize | null {
  const named = `${size.width}x${size.height}`
  return stockSizes[kind].find((stock) => stock === named) ?? null
}
