import { existsSync, rmSync } from 'node:fs'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import type { LogStore } from '../log/log-store.ts'
import { AsnsStore } from './asns-store.ts'
import { type SaidOfAsn, saidOfAsn } from './said-of-asn.ts'

/** From one look at the log's newest checkpoint to the next. */
const LOOK_MS = 500
/** The same after the log or the disk could not be read, or a bug was met. */
const RETRY_MS = 60_000
/** Entries that are folded in one transaction, before others get a turn. */
const AT_ONCE = 200

type Log = Pick<LogStore, 'entries' | 'latestCheckpoint'>

/** A fold that follows a log. */
export interface FollowedAsns {
  readonly store: AsnsStore
  /** Calls back when there may be more news. Returns what ends it. */
  watch(onMore: () => void): () => void
  /** Resolves when everything that is published by now is folded. */
  caughtUp(): Promise<void>
  close(): Promise<void>
}

/**
 * Folds what a log says of notices, entry by entry, as far as a checkpoint covers it. A file of another log is made anew. It follows the log
 * by itself: entry, receipts and judging never wait for it.
 */
export function followAsns(
  file: string,
  log: Log,
  { logger, timers }: { readonly logger: Logger; readonly timers: Timers },
): FollowedAsns {
  const store = openFor(log, file)
  const listeners = new Set<() => void>()
  let closed = false
  let waitMs = LOOK_MS
  let running: Promise<void> | null = null

  async function catchUp(): Promise<void> {
    while (!closed) {
      const { size } = store.folded()
      const count = Math.min(AT_ONCE, (log.latestCheckpoint()?.size ?? 0) - size)
      if (count <= 0) return
      store.take(
        log.entries(size, count).map((bytes) => ({ id: sha256Native(bytes), said: said(bytes, logger) })),
      )
      for (const listener of [...listeners]) listener()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  const wake = (): Promise<void> => {
    running ??= catchUp()
      .catch((error: unknown) => {
        waitMs = RETRY_MS
        logger.error({ err: error }, 'notices could not be folded')
      })
      .finally(() => {
        running = null
      })
    return running
  }
  let cancel = () => {}
  const look = () => {
    waitMs = LOOK_MS
    void wake().then(() => {
      if (!closed) cancel = timers.after(waitMs, look)
    })
  }
  look()

  return {
    store,
    watch(onMore) {
      listeners.add(onMore)
      return () => listeners.delete(onMore)
    },
    async caughtUp() {
      await running
      await wake()
    },
    async close() {
      closed = true
      cancel()
      await running
      store.close()
    },
  }
}

/** An entry that cannot be read as a statement of ours says nothing of notices; standing tells what is wrong with it. */
function said(bytes: Uint8Array, logger: Logger): SaidOfAsn | null {
  try {
    return saidOfAsn(bytes)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    logger.debug(error.toFailure(), 'an entry says nothing of notices')
    return null
  }
}

/** Opens the fold of this log. One that is of another log, or knows more of it than there is, is made anew. */
function openFor(log: Log, file: string): AsnsStore {
  const store = new AsnsStore(file)
  const { size, last } = store.folded()
  if (size === 0) return store
  const [entry] = size <= (log.latestCheckpoint()?.size ?? 0) ? log.entries(size - 1, 1) : []
  if (entry && last && Buffer.from(sha256Native(entry)).equals(last)) return store
  store.close()
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) rmSync(file + end)
  return new AsnsStore(file)
}
