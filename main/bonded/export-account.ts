import Papa from 'papaparse'
import type { StationStore } from '../store/station-store.ts'
import { lotsOf } from './accounts.ts'
import { type BondedFilter, listItems } from './show-items.ts'

/** Columns of the account that goes to customs, one row a lot. */
const columns = [
  'book',
  'mode',
  'customs_entry',
  'entry_item',
  'hs_code',
  'origin',
  'gtin',
  'lot',
  'name_zh',
  'name_en',
  'announced',
  'short',
  'elsewhere',
  'arriving',
  'received',
  'received_damaged',
  'consumer_return',
  'transferred_in',
  'adjusted_in',
  'shipped',
  'returned_to_sender',
  'destroyed',
  'seized',
  'transferred_out',
  'adjusted_out',
  'over',
  'over_settled',
  'not_admitted',
  'sellable',
  'held',
  'damaged',
  'left',
] as const

/** A cell that a spreadsheet would run is written as text. */
const safe = (value: string | number): string | number =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value

/** The account of the items that a filter finds: CSV with a byte order mark, so that a spreadsheet reads its Chinese. */
export function accountCsv(store: Pick<StationStore, 'bonded'>, filter: BondedFilter): string {
  const rows = listItems(store, filter, Number.POSITIVE_INFINITY).items.flatMap((item) =>
    lotsOf(store, item.customsEntry, item.entryItem).map(({ of, account, facts, arriving }) => {
      const { sellable, held, damaged } = account.left
      const numbers = Object.fromEntries(
        Object.entries({ ...account.in, ...account.out, ...account.told }).map(([name, count]) => [
          name.replaceAll('-', '_'),
          count,
        ]),
      )
      const row: Record<string, string | number> = {
        book: item.book ?? '',
        mode: item.mode,
        customs_entry: of.customsEntry,
        entry_item: of.entryItem,
        hs_code: item.hsCode,
        origin: item.origin,
        gtin: of.gtin,
        lot: of.lot,
        name_zh: item.nameZh,
        name_en: item.nameEn,
        announced: facts.announced,
        short: facts.short,
        elsewhere: facts.elsewhere,
        arriving,
        ...numbers,
        sellable,
        held,
        damaged,
        left: sellable + held + damaged,
      }
      return columns.map((column) => safe(row[column] ?? ''))
    }),
  )
  return `\ufeff${Papa.unparse([[...columns], ...rows], { newline: '\r\n' })}\r\n`
}
