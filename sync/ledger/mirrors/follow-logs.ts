import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { parseVkey } from '../../../core/log/vkey.ts'
import { backOffMs } from '../../../platform/clock/back-off.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import type { FetchPage } from '../http/fetch-bounded.ts'
import { readLog } from '../log/log-reader.ts'
import { originHash } from '../witness/witness-pages.ts'
import { type MirroredLog, mirrorLog, refuseFork } from './mirror-log.ts'
import { type MirrorStore, openMirrorStore } from './mirror-store.ts'
import type { Peers } from './peers.ts'

/** From one look to the next while all is well, and while it is not. */
const POLL_MS = 2_000
const RETRY = { firstMs: 1_000, maxMs: 300_000, fixedShare: 0.5 }

/** How a mirror stands. */
export interface MirrorState {
  readonly origin: string
  readonly url: string
  /** Entries that are mirrored. */
  readonly size: number
  /** Unix ms of the last look that went well; null before the first. */
  readonly seenAtMs: number | null
  /** Why the last look did not go well. */
  readonly failure: Failure | null
  /** True when a proof is kept that the log signed two views of itself. */
  readonly forked: boolean
}

/** Another member's log as it is held here. */
export interface Mirror {
  readonly log: MirroredLog
  readonly url: string
  readonly store: MirrorStore
  state(): MirrorState
}

export interface FollowedLogs {
  readonly mirrors: readonly Mirror[]
  close(): Promise<void>
}

export interface FollowOptions {
  readonly peers: Peers
  /** Folder of the mirrors, one database a log. Made when absent. */
  readonly folder: string
  /** This ledger's own origin: it follows no copy of itself. */
  readonly ownOrigin: string
  readonly timers: Timers
  readonly randomBytes: RandomBytes
  readonly fetchPage: FetchPage
  readonly logger: Logger
  /** Called when a mirror has grown. */
  readonly onGrown?: (mirror: Mirror) => void
  readonly openStore?: (file: string) => MirrorStore
  readonly pollMs?: number
}

/**
 * Mirrors the logs of a peers file, each for itself, for as long as it is not closed, and now and then compares what the
 * other peers mirror of the same log. Throws what opening the stores throws.
 */
export function followLogs(options: FollowOptions): FollowedLogs {
  const { peers, folder, ownOrigin, openStore = openMirrorStore } = options
  if (peers.logs.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const logs = mirroredLogs(peers).filter(({ log }) => log.origin !== ownOrigin)
  const followed: ReturnType<typeof follow>[] = []
  try {
    for (const { log, url } of logs) {
      const store = openStore(join(folder, `${originHash(log.origin)}.sqlite`))
      const others = logs.filter((other) => other.log.origin !== log.origin).map((other) => other.url)
      followed.push(follow({ log, url, store, others }, options))
    }
  } catch (error) {
    for (const { mirror } of followed) mirror.store.close()
    throw error
  }
  return {
    mirrors: followed.map(({ mirror }) => mirror),
    async close() {
      await Promise.all(followed.map((each) => each.close()))
    },
  }
}

/** The logs of a peers file, each once, with all its keys. */
export function mirroredLogs(peers: Peers): { log: MirroredLog; url: string }[] {
  const found = new Map<string, { vkeys: string[]; url: string }>()
  for (const { vkey, url } of peers.logs) {
    const origin = parseVkey(vkey).name
    const known = found.get(origin)
    if (known === undefined) found.set(origin, { vkeys: [vkey], url })
    else known.vkeys.push(vkey)
  }
  const witnessVkeys = peers.witnesses.map(({ vkey }) => vkey)
  return [...found].map(([origin, { vkeys, url }]) => ({
    log: { origin, vkeys, witnessVkeys, k: peers.k },
    url,
  }))
}

interface Followed {
  readonly log: MirroredLog
  readonly url: string
  readonly store: MirrorStore
  /** Addresses of peers that may mirror the same log. */
  readonly others: readonly string[]
}

function follow(
  { log, url, store, others }: Followed,
  { timers, randomBytes, fetchPage, logger, onGrown = () => {}, pollMs = POLL_MS }: FollowOptions,
) {
  let failures = 0
  let failure: Failure | null = null
  let seenAtMs: number | null = null
  let turn = 0
  let closed = false
  let cancel = () => {}
  const mirror: Mirror = {
    log,
    url,
    store,
    state: () => ({
      origin: log.origin,
      url,
      size: store.size(),
      seenAtMs,
      failure,
      forked: store.forks().length > 0,
    }),
  }

  async function look(): Promise<void> {
    const before = store.size()
    try {
      await mirrorLog(log, store, readLog(url, fetchPage), () => !closed)
      seenAtMs = timers.now()
      await compareViews()
      failures = 0
      failure = null
    } catch (error) {
      failures += 1
      if (!(error instanceof BondmarkError)) throw error
      const next = error.toFailure()
      if (next.code !== failure?.code)
        logger.warn({ origin: log.origin, ...next }, 'mirroring did not go well')
      failure = next
    } finally {
      if (store.size() > before && !closed) onGrown(mirror)
    }
  }

  /** Asks one of the others in turn what it holds of this log; that it holds nothing, or does not answer, means nothing. */
  async function compareViews(): Promise<void> {
    const other = others[turn % Math.max(1, others.length)]
    turn += 1
    if (other === undefined || closed) return
    const view = readLog(`${other}/mirror/${originHash(log.origin)}`, fetchPage)
    try {
      const note = await view.checkpoint()
      if (note !== null) await refuseFork(log, note, store, view)
    } catch (error) {
      if (error instanceof BondmarkError && error.code !== 'log-forked') return
      throw error
    }
  }

  let looking: Promise<void> = Promise.resolve()
  const next = () => {
    looking = look()
      .catch((error: unknown) => {
        failure = { code: 'internal', detail: { message: 'mirroring failed' } }
        logger.error({ err: error, origin: log.origin }, 'mirroring failed')
      })
      .then(() => {
        if (closed) return
        cancel = timers.after(failures === 0 ? pollMs : backOffMs(failures, RETRY, randomBytes), next)
      })
  }
  cancel = timers.after(0, next)
  return {
    mirror,
    async close() {
      closed = true
      cancel()
      await looking
      store.close()
    },
  }
}
