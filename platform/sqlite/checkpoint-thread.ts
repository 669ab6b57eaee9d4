import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

/** Moves what the log of a database holds into the file, as far as readers let it; writers go on meanwhile. */
const db = new Sqlite(workerData as string, { fileMustExist: true })
try {
  db.pragma('wal_checkpoint(PASSIVE)')
} finally {
  db.close()
}
