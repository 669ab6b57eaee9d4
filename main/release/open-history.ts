import Sqlite from 'better-sqlite3'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { type RememberedHistory, rememberHistory } from './remember-history.ts'

/** History in another thread or process than the store's. */
export interface OpenHistory {
  /** History as it is now, for some lines or one question: what is written later may not be seen in it. */
  now(): RememberedHistory
  close(): void
}

/** Opens connections of its own, which `close` ends. */
export function openHistory(database: string, catalogueFile: string): OpenHistory {
  const db = new Sqlite(database, { readonly: true, fileMustExist: true })
  const sources = { db, catalogue: openCatalogue(catalogueFile) }
  return {
    now: () => rememberHistory(sources),
    close: () => {
      sources.catalogue.close()
      db.close()
    },
  }
}
