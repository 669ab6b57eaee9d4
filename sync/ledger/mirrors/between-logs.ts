import type { LogConflictRecord } from '../../../core/contract/log-conflict.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type Claims, claimsOf, conflictsBetween } from '../../../core/lifecycle/between-logs.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { systemTimers, type Timers } from '../../../platform/clock/timers.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import { signLogConflict } from '../../replication/signed-standing.ts'
import type { StandingStore } from '../standing/standing-store.ts'
import type { BetweenStore } from './between-store.ts'
import { type FoldedMirror, foldMirror } from './fold-mirror.ts'

/** Entries folded, and lives compared, in one transaction, before others get a turn. */
const FOLDED_AT_ONCE = 100
const COMPARED_AT_ONCE = 200
/** How long statements of unlisted keys hold their log's lives back, all in a row together, and how often they are looked at. */
const HELD_MS_MAX = 60 * 60_000
const LOOK_AGAIN_MS = 30_000
/** What a thing may be in: a unit in a case on a pallet. */
const DEPTH_MAX = 3

/** A mirrored log with its lives. */
export interface ComparedLog extends FoldedMirror {
  readonly origin: string
}

export interface BetweenLogs {
  /** Folds and compares what has come since, in the background. */
  wake(): void
  /** Resolves when nothing is left to be compared, or comparing has failed. */
  idle(): Promise<void>
  close(): Promise<void>
}

export interface BetweenOptions {
  readonly own: StandingStore
  readonly logs: readonly ComparedLog[]
  readonly store: BetweenStore
  readonly signer: NoteSigner
  readonly memberships: () => readonly Membership[]
  readonly logger: Logger
  /** Lets whatever else waits have its turn. */
  readonly turn?: () => Promise<void>
  readonly timers?: Timers
}

/**
 * Compares the lives that this log tells with those that mirrored logs tell, and publishes what contradicts as signed
 * records. Which statements conflict follows from what each log says by itself, never from which was heard first: both are
 * conflicted, here and, by the other ledger's own record, there.
 */
export function compareLogs(options: BetweenOptions): BetweenLogs {
  const { own, logs, store, logger, turn = nextTurn, timers = systemTimers } = options
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  let cancelLook = () => {}
  /**
   * Where the folding of a log waits for a list of members, and since when. Once that is over, it waits for nothing more
   * before it has caught up: else a log would put off what contradicts it by an hour a stranger's statement.
   */
  const held = new Map<string, { readonly place: number; readonly sinceMs: number }>()
  // Records that are gone, or never were: everything that a mirror tells is compared anew.
  if (store.next() === 0) for (const { standing } of logs) standing.touchAll()

  /** Folds a log as far as its keys are listed. One that is not may be in a list that has not come yet. */
  async function foldLog(log: ComparedLog): Promise<void> {
    while (!closed) {
      const waited = held.get(log.origin)
      const patient = waited === undefined || timers.now() - waited.sinceMs < HELD_MS_MAX
      if (foldMirror(log, options.memberships(), FOLDED_AT_ONCE, patient) > 0) await turn()
      else break
    }
    const place = log.standing.size()
    if (closed || place >= log.store.size()) return void held.delete(log.origin)
    // A list has come for the one before.
    if (held.get(log.origin)?.place !== place) held.set(log.origin, { place, sinceMs: timers.now() })
    cancelLook()
    cancelLook = timers.after(LOOK_AGAIN_MS, wake)
  }

  async function catchUp(): Promise<void> {
    for (const log of logs) await foldLog(log)
    while (!closed && compareSome(options, own, null) > 0) await turn()
    for (const log of logs) while (!closed && compareSome(options, log.standing, log) > 0) await turn()
  }

  const wake = () => {
    again = running !== null
    running ??= catchUp()
      .catch((error: unknown) => {
        if (error instanceof BondmarkError)
          return logger.error({ code: error.code, detail: error.detail }, 'logs could not be compared')
        logger.error({ err: error }, 'comparing logs failed: report this')
      })
      .finally(() => {
        running = null
        if (again && !closed) wake()
      })
  }
  return {
    wake,
    async idle() {
      wake()
      while (running !== null) await running
    },
    async close() {
      closed = true
      cancelLook()
      await running
    },
  }
}

/** Lets whatever else waits have its turn. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Compares some of the lives that `changed` has marked, with the one log it is of or with all. Answers how many. */
function compareSome(options: BetweenOptions, changed: StandingStore, log: ComparedLog | null): number {
  const keys = changed.touched(COMPARED_AT_ONCE)
  if (keys.length === 0) return 0
  options.store.transaction(() => {
    for (const key of keys)
      for (const each of log === null ? options.logs : [log]) compareLife(options, each, key)
  })
  // Only after the records are durable: what is compared twice says nothing twice.
  changed.transaction(() => {
    changed.untouch(keys)
    // A case that leaves takes along what is in it: that is compared in a later turn, however much it is.
    for (const key of keys) changed.touchContents(key)
  })
  return keys.length
}

/** Publishes what contradicts now and did not before, and settles what no longer does. */
function compareLife({ own, store, signer }: BetweenOptions, log: ComparedLog, about: string): void {
  // Most of what a log tells, no other has heard of.
  const there = claimsIn(log.standing, about)
  const here = there === null ? null : claimsIn(own, about)
  if (here === null || there === null) return
  const open = store.openAbout(about, log.origin)
  const found = conflictsBetween(here, there).map(
    ({ code, ...at }): Omit<LogConflictRecord, 'n'> => ({
      format: 'bondmark/log-conflict/1',
      open: true,
      about,
      code,
      here: {
        origin: signer.name,
        statement: own.statement(at.here).id,
        leaf: at.here,
        size: own.size(),
      },
      there: {
        origin: log.origin,
        statement: log.standing.statement(at.there).id,
        leaf: at.there,
        size: log.standing.size(),
      },
    }),
  )
  const add = (conflict: Omit<LogConflictRecord, 'n'>, settles: number | null) => {
    const record: LogConflictRecord = { ...conflict, n: store.next() }
    store.add(record, signLogConflict(record, signer.sign), own.statement(record.here.leaf).kid, settles)
  }
  for (const conflict of found) if (!open.some((known) => isSame(known, conflict))) add(conflict, null)
  for (const { n, ...known } of open) {
    if (found.some((conflict) => isSame(known, conflict))) continue
    const here = { ...known.here, size: own.size() }
    const there = { ...known.there, size: log.standing.size() }
    add({ ...known, open: false, here, there }, n)
  }
}

const isSame = (a: Omit<LogConflictRecord, 'n'>, b: Omit<LogConflictRecord, 'n'>): boolean =>
  a.code === b.code && a.here.leaf === b.here.leaf && a.there.leaf === b.there.leaf

/** What a log's own statements claim of an identity. */
function claimsIn(standing: StandingStore, key: string): Claims | null {
  const life = standing.life(key)
  let parent = life?.parent ?? null
  for (let depth = 0; parent !== null && depth < DEPTH_MAX; depth += 1) {
    const carrier = standing.life(parent)
    if (carrier?.state === 'shipped') return claimsOf(life, true)
    parent = carrier?.parent ?? null
  }
  return claimsOf(life, false)
}
