import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { Receipt } from '../../documents/receipts-document.ts'
import type { LedgerContext } from '../ledger-context.ts'
import { receiptsOf } from '../log/receipts.ts'
import { checkBatch, type EntryVerdict, judgeBatch, judgeRun, type OfferedBatch } from './entry.ts'
import { HELD_MS_MAX, type HeldBatch, type HeldRecord, type Missing } from './held-batches.ts'
import { type Refused, refuse, signReason } from './refuse.ts'

/** What entry works on. */
export type EntryContext = Pick<
  LedgerContext,
  'signer' | 'keys' | 'store' | 'publisher' | 'checker' | 'logger' | 'timers' | 'counts'
>

/** A batch that the ledger keeps until what comes before it is there. Times in Unix ms. */
export interface Waiting extends Missing {
  readonly since: number
  readonly until: number
}

/** What a ledger answers to a batch, however it came. */
export interface BatchAnswer {
  /** In chain order, the manifest's last: all that is in the log. */
  readonly receipts: readonly Receipt[]
  readonly refused: readonly Refused[]
  /** The rest of it, when it is neither logged nor refused. */
  readonly waiting: Waiting | null
  /** The newest checkpoint with its signatures; empty before the first. */
  readonly checkpoint: string
}

/**
 * Takes a batch in: checks it, logs what may be logged in one transaction together with what waited for it, publishes a
 * checkpoint, and answers with receipts. What does not connect yet waits on disk, 7 days at most. The same batch again is
 * answered again, and nothing is done twice. Throws what `judgeBatch` and the publisher throw, `disk-full` and the like.
 */
export async function enterBatch(
  batch: OfferedBatch,
  ledger: EntryContext,
  onLogged: (done: number, total: number) => void = () => {},
): Promise<BatchAnswer> {
  const { store, publisher, checker, keys } = ledger
  const checked = await checkBatch(batch, keys, checker)
  refuse(checked.unreadable, batch.kid, store.refusals, ledger.signer, ledger.timers.now())
  endOverdue(ledger)
  // From here to the end of the transaction nothing else happens in this process, which is the log's only writer.
  const verdict = judgeBatch(checked, store, keys, (proof) => {
    store.equivocations.keep(proof)
    ledger.logger.warn({ kid: proof.kid, seq: proof.seq }, 'a key signed two statements for one place')
  })
  const { refused, waiting } = store.transaction(() => settle(batch, verdict, ledger))
  for (const { code } of refused) ledger.counts?.refused(code)
  const total = verdict.logged.length + verdict.refused.length
  onLogged(verdict.logged.length, total)
  await publisher.publish()
  const receipts = receiptsOf(store, verdict.logged)
  return { receipts, refused, waiting, checkpoint: store.latestCheckpoint()?.note ?? '' }
}

function settle(
  batch: OfferedBatch,
  verdict: EntryVerdict,
  ledger: EntryContext,
): Pick<BatchAnswer, 'refused' | 'waiting'> {
  const { store, signer, logger, timers } = ledger
  const { entries, manifest } = verdict
  const refused = refuse(verdict.refused, batch.kid, store.refusals, signer, timers.now())
  const said = { station: batch.station, batch: batch.n, refused: refused.length }
  if (verdict.waiting !== null) {
    const held = holdBack(batch, verdict, verdict.waiting, ledger)
    logger.info(
      { ...said, ...verdict.waiting, holds: held.waiting !== null },
      'batch waits for what is missing',
    )
    return { refused: [...refused, ...held.refused], waiting: held.waiting }
  }
  store.held.remove(manifest.id)
  log(entries, ledger)
  logger.info({ ...said, appended: entries.length }, 'batch logged')
  releaseHeld(ledger)
  return { refused, waiting: null }
}

function log(entries: EntryVerdict['entries'], { store, counts }: EntryContext): void {
  if (entries.length === 0) return
  store.append(entries)
  counts?.entered(entries.length)
}

/** Has a batch wait, or says of each of its statements what is missing when its time is over or there is no room. */
function holdBack(
  { kid, station, n }: OfferedBatch,
  { entries, manifest }: EntryVerdict,
  missing: Missing,
  { store, signer, timers }: EntryContext,
): Pick<BatchAnswer, 'refused' | 'waiting'> {
  const now = timers.now()
  const known = store.held.record(manifest.id)
  if (known !== null && known.expired === null) {
    return { refused: [], waiting: { ...missing, since: known.since, until: known.since + HELD_MS_MAX } }
  }
  const statements = entries.flatMap(({ seq, bytes }) => (seq === undefined ? [] : [{ seq, bytes }]))
  const batch: HeldBatch = { kid, station, n, manifest, statements, missing, since: now }
  if (known === null && store.held.hold(batch))
    return { refused: [], waiting: { ...missing, since: now, until: now + HELD_MS_MAX } }
  const detail = { kid, batch: n, ...missing }
  const at = known?.expired ?? now
  const refused = entries.map(({ id }): Refused => {
    const reason = { id, code: 'chain-missing' as const, detail, final: false }
    return { ...reason, signed: signReason(reason, signer.name, signer.sign, { at, kept: false }) }
  })
  return { refused, waiting: null }
}

/** Logs what waited for what is logged now, batch after batch; whoever brought it gets the receipts at the next session. */
function releaseHeld(ledger: EntryContext): void {
  const { store, keys, signer, logger, timers } = ledger
  for (;;) {
    const held = store.held.connectable()
    if (held === null) return
    store.held.remove(held.manifest.id)
    const manifest = readStatement(held.manifest.bytes, sha256Native)
    const checked = held.statements.map(({ bytes }) => {
      return { statement: readStatement(bytes, sha256Native), isSigned: true }
    })
    const said = { station: held.station, batch: held.n }
    // While it waited, the key of the person who sealed it may have ended.
    const unlisted = keys.mayState(manifest)
    if (unlisted !== null) {
      const reason = { id: manifest.id, ...unlisted, final: false }
      refuse([reason], held.kid, store.refusals, signer, timers.now())
      logger.warn({ ...said, code: unlisted.code }, 'a batch that waited has no valid manifest any more')
      continue
    }
    const verdict = judgeRun({ ...held, checked }, manifest, store, keys)
    refuse(verdict.refused, held.kid, store.refusals, signer, timers.now())
    if (verdict.waiting !== null) {
      logger.error({ ...said, ...verdict.waiting }, 'a batch that waited does not connect after all')
      continue
    }
    log(verdict.entries, ledger)
    const numbers = { appended: verdict.entries.length, refused: verdict.refused.length }
    logger.info({ ...said, ...numbers }, 'batch that waited logged')
  }
}

/** Ends the time of batches that have waited too long; the sender is told what is missing when it comes again. */
export function endOverdue({
  store,
  logger,
  timers,
}: Pick<EntryContext, 'store' | 'logger' | 'timers'>): void {
  const now = timers.now()
  for (const { kid, n, statements, missing } of store.held.expire(now - HELD_MS_MAX, now))
    logger.warn(
      { kid, batch: n, statements, ...missing },
      'batch let go: what is missing did not come in time',
    )
}

/** How long what waits may be overdue before anybody notices. */
const LOOK_MS = 15 * 60_000

/** Looks for overdue batches from time to time, by the injected clock. Answers what ends it. */
export function watchOverdue(ledger: Pick<EntryContext, 'store' | 'logger' | 'timers'>): () => void {
  let cancel = () => {}
  const look = () => {
    try {
      endOverdue(ledger)
    } catch (error) {
      // A full disk or the like: what waits goes on waiting, which harms nobody.
      if (!(error instanceof BondmarkError)) throw error
      ledger.logger.error(error.toFailure(), 'what is overdue could not be let go')
    }
    cancel = ledger.timers.after(LOOK_MS, look)
  }
  look()
  return () => cancel()
}

/** What is on record of a batch that waits or waited, as pages tell it. */
export function tellHeld({ kid, n, statements, missing, since, expired }: HeldRecord) {
  const until = new Date(since + HELD_MS_MAX).toISOString()
  const gone = expired === null ? null : new Date(expired).toISOString()
  return { kid, batch: n, statements, ...missing, since: new Date(since).toISOString(), until, expired: gone }
}
