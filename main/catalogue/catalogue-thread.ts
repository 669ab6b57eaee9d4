import { parentPort, workerData } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type ImportedTables, type ImportProgress, type ImportTask, importFile } from './import-file.ts'
import { cancelled } from './take-tables.ts'

/** What the thread is started with. */
export interface CatalogueThreadData {
  readonly bytes: Uint8Array
  readonly task: ImportTask
  /** One number, shared: 1 when somebody wants it to end; 2 once it is too late for that. */
  readonly wish: SharedArrayBuffer
}

/** What it tells. */
export type FromCatalogueThread =
  | { readonly progress: ImportProgress }
  | { readonly imported: ImportedTables }
  | { readonly failure: Failure }

const tell = (said: FromCatalogueThread) => parentPort?.postMessage(said)
const { bytes, task, wish } = workerData as CatalogueThreadData
const wished = new Int32Array(wish)
try {
  const imported = await importFile(bytes, task, (progress) => {
    // The wish is taken or refused in one step: nothing is stored that was answered as cancelled.
    const isWished =
      progress.stage === 'store'
        ? Atomics.compareExchange(wished, 0, 0, 2) === 1
        : Atomics.load(wished, 0) === 1
    if (isWished) throw cancelled(task.fileName)
    tell({ progress })
  })
  tell({ imported })
} catch (error) {
  // A bug ends the thread, and is thrown where it was started.
  if (!(error instanceof BondmarkError)) throw error
  tell({ failure: error.toFailure() })
}
