import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Database } from './open-database.ts'

/** Pages that a large transaction may keep in memory, in KiB: what does not fit is written to the log before its time, and again. */
const CACHE_KIB = 128 * 1024

/**
 * Does `work`, which writes far more than a scan does. What it has written is moved from the log to the database by another
 * thread, so that neither its own commit nor the next scan's waits for that. Not inside a transaction. A thread that fails
 * costs nothing but that: the log is emptied later, as ever.
 */
export async function writingMuch<T>(db: Database, file: string, work: () => Promise<T>): Promise<T> {
  const pages = db.pragma('wal_autocheckpoint', { simple: true })
  const cache = db.pragma('cache_size', { simple: true })
  db.pragma('wal_autocheckpoint = 0')
  db.pragma(`cache_size = -${CACHE_KIB}`)
  try {
    const result = await work()
    db.pragma(`cache_size = ${cache}`)
    await once(
      new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: file }),
      'exit',
    ).catch(() => {})
    return result
  } finally {
    db.pragma(`cache_size = ${cache}`)
    db.pragma(`wal_autocheckpoint = ${pages}`)
  }
}
