import { Worker } from 'node:worker_threads'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { CatalogueThreadData, FromCatalogueThread } from './catalogue-thread.ts'
import type { ImportedTables, ImportProgress, ImportTask } from './import-file.ts'
import type { AppliedSnapshot } from './snapshot/apply-snapshot.ts'
import type { ApplyTask } from './snapshot/apply-task.ts'

/** Heap of the thread: a file of text is in memory whole, its rows are not. */
const HEAP_MIB_MAX = 1536
/** How often the screen is told, in milliseconds. */
const TELL_MS = 150

/** What is told of an import that runs. */
export interface RunningCatalogueImport extends ImportProgress {
  readonly file: string
}

/** Takes files of goods data, one at a time, in a thread and a database of their own: scans never wait for it. */
export class CatalogueImports {
  readonly #changed
  #running: RunningCatalogueImport | null = null
  #wish: Int32Array | null = null
  #ended: Promise<unknown> = Promise.resolve()

  /** `changed` is called when there is something new to tell of an import. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get running(): RunningCatalogueImport | null {
    return this.#running
  }

  /** Ends the import that runs, unless it is being stored already. Whether there was one to end. */
  cancel(): boolean {
    return this.#wish !== null && Atomics.compareExchange(this.#wish, 0, 0, 1) === 0
  }

  /**
   * Throws `catalogue-import-running`, `catalogue-import-cancelled`, `catalogue-import-needs-memory`, and what
   * `importFile` throws.
   */
  async take(
    bytes: Uint8Array,
    task: ImportTask,
    onProgress: (progress: ImportProgress) => void = () => {},
  ): Promise<ImportedTables> {
    const said = await this.#work(bytes, task, onProgress)
    if (!('imported' in said)) throw new Error('the thread has applied a version')
    return said.imported
  }

  /** Applies a signed version. Throws as `take`, and what `applyBytes` throws. */
  async apply(bytes: Uint8Array, task: ApplyTask): Promise<AppliedSnapshot> {
    const said = await this.#work(bytes, task, () => {})
    if (!('applied' in said)) throw new Error('the thread has taken a file')
    return said.applied
  }

  async #work(
    bytes: Uint8Array,
    task: ImportTask | ApplyTask,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<Ended> {
    if (this.#running) throw new BondmarkError('catalogue-import-running', { file: this.#running.file })
    const wish = new SharedArrayBuffer(4)
    this.#wish = new Int32Array(wish)
    this.#running = { file: task.fileName, stage: 'read', rows: 0, done: 0, total: 0 }
    let toldAtMs = Number.NEGATIVE_INFINITY
    const work = inThread({ bytes, task, wish }, (progress) => {
      this.#running = { file: task.fileName, ...progress }
      onProgress(progress)
      if (performance.now() - toldAtMs < TELL_MS) return
      toldAtMs = performance.now()
      this.#changed()
    }).finally(() => {
      this.#wish = null
      this.#running = null
      this.#changed()
    })
    this.#ended = work.catch(() => {})
    return work
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    this.cancel()
    await this.#ended
  }
}

type Ended = Extract<FromCatalogueThread, { readonly imported: unknown } | { readonly applied: unknown }>

async function inThread(
  data: CatalogueThreadData,
  onProgress: (progress: ImportProgress) => void,
): Promise<Ended> {
  const file = data.task.fileName
  const thread = new Worker(new URL('./catalogue-thread.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
  })
  const ended = Promise.withResolvers<Ended>()
  thread.on('message', (said: FromCatalogueThread) => {
    if ('progress' in said) onProgress(said.progress)
    else if ('imported' in said || 'applied' in said) ended.resolve(said)
    else ended.reject(new BondmarkError(said.failure.code, said.failure.detail))
  })
  thread.on('error', (error: NodeJS.ErrnoException) =>
    ended.reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? new BondmarkError('catalogue-import-needs-memory', { file })
        : error,
    ),
  )
  thread.on('exit', (code) => ended.reject(new Error(`the catalogue's thread ended with ${code}`)))
  try {
    return await ended.promise
  } finally {
    await thread.terminate()
  }
}
