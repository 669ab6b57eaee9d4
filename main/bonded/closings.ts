import type { StationStore } from '../store/station-store.ts'
import type { LotNow } from './accounts.ts'
import type { StoredRecord } from './bonded-store.ts'

type Source = Pick<StationStore, 'bonded'>

export const itemSubject = (customsEntry: string, entryItem: string): string =>
  JSON.stringify([customsEntry, entryItem])

/** When an item was closed for good, the newest first. */
export const closingsOf = ({ bonded }: Source, customsEntry: string, entryItem: string): StoredRecord[] =>
  bonded.records('close', itemSubject(customsEntry, entryItem))

/** Whether an item is closed for good, and nothing has come into it since. */
export function isClosedForGood(source: Source, { of, moves }: Pick<LotNow, 'of' | 'moves'>): boolean {
  const [newest] = closingsOf(source, of.customsEntry, of.entryItem)
  return newest !== undefined && moves.every(({ statement }) => statement < newest.statement)
}
