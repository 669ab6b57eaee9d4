import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { TILE_WIDTH } from '../../core/log/tiles.ts'
import { verifyCheckpoint } from '../../core/log/tlog-proof.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { LogReader } from '../../sync/ledger/log/log-reader.ts'
import { type MirroredLog, mirrorLog, refuseFork } from '../../sync/ledger/mirrors/mirror-log.ts'
import type { MirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { Findings, type FsckProblem } from '../fsck/fsck-answer.ts'
import { auditEntry, auditManifest, type LoggedBetween } from './audit-entry.ts'
import type { AuditStore } from './audit-store.ts'
import { auditTiles } from './audit-tiles.ts'
import type { ListedKeys } from './listed-keys.ts'

export type AuditStage = 'entries' | 'views' | 'tiles' | 'statements'

/** What an audit reads, what it is held against, and what it remembers. */
export interface AuditRun {
  readonly log: MirroredLog
  readonly reader: LogReader
  readonly keys: ListedKeys
  /** The auditor's copy of the log. */
  readonly copy: MirrorStore
  readonly store: AuditStore
  /** The same log as others show it: mirrors, or a checkpoint out of a receipt. */
  readonly views: readonly LogView[]
  /** Every page is read anew, also those that were found right before. */
  readonly again: boolean
  /** Asked between two pages; false stops, and the next run goes on there. */
  readonly goOn: () => boolean
  readonly onProgress: (stage: AuditStage, done: number, total: number) => void
}

/** A checkpoint, and the hashes below it where it is larger than what is known here. */
export type LogView = Pick<LogReader, 'checkpoint' | 'cut'>

/** The answer of `ledger verify --json`. */
export interface LedgerAudit {
  readonly format: 'bondmark/ledger-audit/1'
  readonly ok: boolean
  readonly origin: string
  /** Entries that its newest checkpoint covers, and how many of their statements are checked. */
  readonly size: number
  readonly checked: number
  /** Unix seconds, the latest that a counted witness gives. */
  readonly cosignedAt: number | null
  /** Statements of keys that have ended since, of which it cannot be shown that they were logged before. */
  readonly unproven: number
  /**
   * Manifests that name statements which are not in the log as they name them: refused, or left out. Who holds the log's
   * signed refusal, or no receipt, knows which; the pages do not tell.
   */
  readonly unfulfilled: number
  readonly chains: readonly { readonly kid: string; readonly headSeq: number }[]
  readonly problems: readonly FsckProblem[]
  /** Whether the log has been found to have signed two views; the files of the proofs are beside the copy. */
  readonly forked: boolean
  /** Whether everything was read; false when it was stopped on the way. */
  readonly finished: boolean
}

/**
 * Audits a log by its static pages alone: signature and cosignatures of the newest checkpoint, that it only ever grew since the
 * last run and shows others the same, every entry and every hash tile, and what each statement is by itself and in its chain.
 * Throws `log-unreachable`, `witnesses-missing`, and what `openNote` throws; findings are in the answer and stay.
 */
export async function auditLog(asked: AuditRun): Promise<LedgerAudit> {
  let isStopped = false
  const goOn = () => {
    isStopped ||= !asked.goOn()
    return !isStopped
  }
  const run = { ...asked, goOn }
  const { log, reader, copy, store, onProgress } = run
  const findings = new Findings()
  const noted = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof BondmarkError) || !OF_THE_LOG.has(error.code)) throw error
      // A fork is told by its proof; what a log answers wrongly today it may answer rightly tomorrow.
      if (error.code !== 'log-forked') findings.add(error.code, String(error.detail.reason ?? log.origin))
      return false
    }
  }
  onProgress('entries', copy.taken(), copy.taken())
  // Where the log tells another story now, its pages are of that one.
  const isSame = await noted(() => mirrorLog(log, copy, reader, goOn))
  await noted(async () => {
    const note = await reader.checkpoint()
    if (note !== null && parseCheckpoint(parseNote(note).text).size < copy.size())
      findings.add('log-shows-less', `${copy.size()}`)
  })
  for (const [n, view] of run.views.entries()) {
    onProgress('views', n, run.views.length)
    await noted(async () => {
      const note = await view.checkpoint()
      if (note !== null) await refuseFork(log, note, copy, view)
    })
  }
  const size = copy.size()
  let isRead = false
  if (isSame)
    await noted(async () => {
      const tiles = { ...run, onProgress: (done: number, total: number) => onProgress('tiles', done, total) }
      isRead = await auditTiles(size, reader, copy, store, tiles)
    })
  const cosignedAt = timeOf(log, copy)
  auditStatements(run, size, cosignedAt)
  const checked = store.position()
  const isWhole = !isStopped && isRead && checked === size
  if (isWhole) store.step(() => store.finish({ size, cosignedAt }))
  for (const { code, where } of store.findings()) findings.add(code, where)
  const problems = findings.all()
  const forked = copy.forks().length > 0
  return {
    format: 'bondmark/ledger-audit/1',
    ok: isWhole && problems.length === 0 && !forked,
    origin: log.origin,
    size,
    checked,
    cosignedAt,
    unproven: store.unproven(),
    unfulfilled: store.waiting().length,
    chains: store.chains(),
    problems,
    forked,
    finished: isWhole,
  }
}

/** What a log does wrong, and not the way to it. */
const OF_THE_LOG: ReadonlySet<string> = new Set(['log-forked', 'log-answer-wrong'])

/** Checks the statements that no earlier run has, bundle by bundle and durably. */
function auditStatements(run: AuditRun, size: number, cosignedAt: number | null): void {
  const { keys, copy, store, goOn, onProgress } = run
  const logged: LoggedBetween = { after: store.latest()?.cosignedAt ?? null, by: cosignedAt }
  for (let from = store.position(); from < size && goOn(); from = store.position()) {
    const entries = copy.entries(from, Math.min(TILE_WIDTH, size - from))
    store.step(() => {
      for (const [i, bytes] of entries.entries()) auditEntry(bytes, from + i, keys, logged, store)
    })
    onProgress('statements', from + entries.length, size)
  }
  store.step(() => {
    for (const leaf of store.waiting()) {
      const [bytes] = copy.entries(leaf, 1)
      if (bytes !== undefined) auditManifest(readStatement(bytes), leaf, store)
    }
  })
}

/** When the newest checkpoint of the copy was cosigned. */
function timeOf({ vkeys, witnessVkeys }: MirroredLog, copy: MirrorStore): number | null {
  const checkpoint = copy.latestCheckpoint()?.note
  if (checkpoint === undefined) return null
  for (const logVkey of vkeys) {
    try {
      return verifyCheckpoint({ checkpoint, logVkey, witnessVkeys, k: 0, verify: verifyEd25519 }).cosignedAt
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
    }
  }
  return null
}
