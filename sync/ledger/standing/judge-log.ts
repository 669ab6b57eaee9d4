import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import { systemTimers, type Timers } from '../../../platform/clock/timers.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import type { LogStore } from '../log/log-store.ts'
import { judgeEntries } from './judge-entries.ts'
import type { StandingStore } from './standing-store.ts'

/** From a judging that failed to the next attempt that nobody asks for. */
const RETRY_MS = 60_000

/** Statements judged in one transaction, before others get a turn. */
const JUDGED_AT_ONCE = 100

/** Judges a log's statements after their entry, in the log's order; entry and receipts never wait for it. */
export interface LogJudge {
  /** Judges what has been published since, in the background. */
  wake(): void
  /** Resolves when nothing that is published is left to be judged, or judging has failed. */
  idle(): Promise<void>
  /** True after a bug met in judging: nothing more is judged until the ledger is started again. */
  hasStopped(): boolean
  close(): Promise<void>
}

/**
 * Standing (DESIGN §9) of every logged statement that a checkpoint covers. A verdict says how much of the log it has
 * seen; a later statement may change it, and then there are two. Everything follows from the log and its key alone; with
 * `marks`, lives that change are marked for whoever compares them with other logs.
 */
export function startLogJudge(
  log: Pick<LogStore, 'entries' | 'latestCheckpoint'>,
  standing: StandingStore,
  signer: NoteSigner,
  logger: Logger,
  turn: () => Promise<void> = nextTurn,
  marks = false,
  timers: Pick<Timers, 'after'> = systemTimers,
): LogJudge {
  let cancelRetry = () => {}
  let running: Promise<void> | null = null
  let closed = false
  let stopped = false

  async function catchUp(): Promise<void> {
    while (!closed && !stopped) {
      const from = standing.size()
      const count = Math.min(JUDGED_AT_ONCE, (log.latestCheckpoint()?.size ?? 0) - from)
      if (count <= 0) return
      judgeEntries(log, standing, signer, from, count, marks)
      await turn()
    }
  }

  const wake = () => {
    cancelRetry()
    running ??= catchUp()
      .catch((error: unknown) => {
        // A full disk or the like: what is logged stays logged, and is judged when it is tried again.
        if (error instanceof BondmarkError) {
          if (!closed) cancelRetry = timers.after(RETRY_MS, wake)
          return logger.error({ code: error.code, detail: error.detail }, 'statements could not be judged')
        }
        // A bug that one logged statement brings out would end the ledger at every start, for everybody and for good.
        // Entry and receipts do not need judging, so they go on; health and this line say that it does not.
        stopped = true
        logger.fatal({ err: error, from: standing.size() }, 'judging has stopped: report this')
      })
      .finally(() => {
        running = null
      })
  }
  return {
    wake,
    idle: async () => {
      wake()
      await running
    },
    hasStopped: () => stopped,
    async close() {
      closed = true
      cancelRetry()
      await running
    },
  }
}

/** Lets whatever else waits have its turn. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))
