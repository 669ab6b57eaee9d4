import { Worker } from 'node:worker_threads'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** What a pool is made of, and its bounds. */
export interface WorkerPoolOptions {
  /** The worker's file: it answers each message of its parent port with one message. */
  readonly program: URL
  /** Threads at most; each is started when there is first work for it. */
  readonly threads: number
  /** Tasks that may wait for a thread; one more is refused. */
  readonly waitingMax: number
  /** JavaScript heap of a thread. */
  readonly heapMibMax: number
  /** A thread that works longer on one task is ended, and the task with it. */
  readonly taskMsMax: number
}

/** Threads that do the same work, each one task at a time. */
export interface WorkerPool<Task, Answer> {
  /**
   * Has a thread answer a task; both are structured-cloned, but for the buffers in `transfer`, which are given away.
   * Rejects with `workers-busy` when too many wait, `workers-closed` after `close`, and an Error when the thread died,
   * which ends no other task.
   */
  run(task: Task, transfer?: readonly ArrayBuffer[]): Promise<Answer>
  close(): Promise<void>
}

interface Job<Task, Answer> {
  readonly task: Task
  readonly transfer: readonly ArrayBuffer[]
  readonly answer: PromiseWithResolvers<Answer>
}

/** Opens a pool. Its threads do not keep the process alive while they have nothing to do. */
export function openWorkerPool<Task, Answer>(options: WorkerPoolOptions): WorkerPool<Task, Answer> {
  const waiting: Job<Task, Answer>[] = []
  const idle: Thread<Task, Answer>[] = []
  const all = new Set<Thread<Task, Answer>>()
  let isClosed = false

  function assign(): void {
    while (waiting.length > 0) {
      const thread = idle.pop() ?? (all.size < options.threads ? start() : undefined)
      const job = thread && waiting.shift()
      if (!job) return
      thread.work(job)
    }
  }

  function start(): Thread<Task, Answer> {
    const thread = startThread<Task, Answer>(options, {
      free() {
        idle.push(thread)
        assign()
      },
      ended() {
        all.delete(thread)
        const at = idle.indexOf(thread)
        if (at >= 0) idle.splice(at, 1)
        if (!isClosed) assign()
      },
    })
    all.add(thread)
    return thread
  }

  return {
    run(task, transfer = []) {
      if (isClosed) return Promise.reject(new BondmarkError('workers-closed'))
      if (waiting.length >= options.waitingMax)
        return Promise.reject(new BondmarkError('workers-busy', { waiting: waiting.length }))
      const answer = Promise.withResolvers<Answer>()
      waiting.push({ task, transfer, answer })
      assign()
      return answer.promise
    },
    async close() {
      isClosed = true
      for (const { answer } of waiting.splice(0)) answer.reject(new BondmarkError('workers-closed'))
      await Promise.all([...all].map((thread) => thread.end(new BondmarkError('workers-closed'))))
    },
  }
}

interface Thread<Task, Answer> {
  work(job: Job<Task, Answer>): void
  /** Ends it, whatever it does, and what it was doing with this reason. */
  end(reason: Error): Promise<void>
}

function startThread<Task, Answer>(
  { program, heapMibMax, taskMsMax }: WorkerPoolOptions,
  on: { readonly free: () => void; readonly ended: () => void },
): Thread<Task, Answer> {
  // No execArgv: debuggers and test runners would be inherited.
  const worker = new Worker(program, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heapMibMax } })
  let current: { readonly job: Job<Task, Answer>; readonly late: NodeJS.Timeout } | null = null

  const settle = (take: (job: Job<Task, Answer>) => void) => {
    const settled = current
    current = null
    if (settled === null) return
    clearTimeout(settled.late)
    take(settled.job)
  }
  const fail = (reason: Error) => settle(({ answer }) => answer.reject(reason))

  worker.on('message', (message: Answer) => {
    settle(({ answer }) => answer.resolve(message))
    worker.unref()
    on.free()
  })
  worker.on('error', fail)
  worker.on('exit', (code) => {
    fail(new Error(`a worker thread ended with ${code}`))
    on.ended()
  })
  worker.unref()

  return {
    work(job) {
      worker.ref()
      const late = setTimeout(() => void worker.terminate(), taskMsMax)
      current = { job, late }
      try {
        worker.postMessage(job.task, [...job.transfer])
      } catch (error) {
        // What can't be cloned is the caller's mistake, and the thread is as good as before.
        fail(error as Error)
        worker.unref()
        setImmediate(on.free)
      }
    },
    async end(reason) {
      fail(reason)
      await worker.terminate()
    },
  }
}
