import { parentPort, workerData } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type ImportedTables, type ImportProgress, type ImportTask, importFile } from './import-file.ts'
import type { AppliedSnapshot } from './snapshot/apply-snapshot.ts'
import { type ApplyTask, applyBytes } from './snapshot/apply-task.ts'
import { cancelled } from './take-tables.ts'

/** What the thread is started with. */
export interface CatalogueThreadData {
  readonly bytes: Uint8Array
  readonly task: ImportTask | ApplyTask
  /** One number, shared: 1 when somebody wants it to end; 2 once it is too late for that. */
  readonly wish: SharedArrayBuffer
}

/** What it tells. */
export type FromCatalogueThread =
  | { readonly progress: ImportProgress }
  | { readonly imported: ImportedTables }
  | { readonly applied: AppliedSnapshot }
  | { readonly failure: Failure }

const tell = (said: FromCatalogueThread) => parentPort?.postMessage(said)
const { bytes, task, wish } = workerData as CatalogueThreadData
const wished = new Int32Array(wish)
try {
  const onProgress = (progress: ImportProgress) => {
    // The wish is taken or refused in one step: nothing is stored that was answered as cancelled.
    const isWished =
      progress.stage === 'store'
        ? Atomics.compareExchange(wished, 0, 0, 2) === 1
        : Atomics.load(wished, 0) === 1
    if (isWished) throw cancelled(task.fileName)
    tell({ progress })
  }
  if ('kind' in task) tell({ applied: await applyBytes(bytes, task, onProgress) })
  else tell({ imported: await importFile(bytes, task, onProgress) })
} catch (error) {
  // A bug ends the thread, and is thrown where it was started.
  if (!(error instanceof BondmarkError)) throw error
  tell({ failure: error.toFailure() })
}
