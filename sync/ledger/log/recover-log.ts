import { equalBytes } from '../../../core/encoding/equal-bytes.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parseCheckpoint } from '../../../core/log/checkpoint.ts'
import { parseNote } from '../../../core/log/note-text.ts'
import { rootFrom } from '../../../core/log/stored-tree.ts'
import { TILE_WIDTH } from '../../../core/log/tiles.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { type MirroredLog, mirrorLog } from '../mirrors/mirror-log.ts'
import type { MirrorStore } from '../mirrors/mirror-store.ts'
import { checkRecovered, type EverListed } from './check-recovered.ts'
import type { LogReader } from './log-reader.ts'
import type { LogStore, StoredCheckpoint } from './log-store.ts'

/** What a recovery is doing: reading the copy, or filing what it brought. */
export type RecoverStage = 'read' | 'file'

export interface RecoverRun {
  /** This log, as whoever mirrors it knows it. */
  readonly log: MirroredLog
  readonly store: LogStore
  /** Where the copy is put together and held against its checkpoint before anything of it is filed. */
  readonly staging: MirrorStore
  readonly reader: LogReader
  readonly listed: EverListed
  /** Asked before each bundle; false stops, and the next run goes on there. */
  readonly goOn: () => boolean
  readonly onProgress: (stage: RecoverStage, done: number, total: number) => void
}

/**
 * Brings a log that was put back forward again by a copy of its own later entries: a checkpoint of its own key with k cosignatures
 * that extends what is here, and entries that lead to its root. They are read into `staging` first, then filed as entry filed them:
 * in order, each checked, a bundle whole or not at all. The checkpoint comes last. Nothing is signed. Answers whether it came to the
 * end. Throws `log-forked` (the proof is in `staging`), `log-tail-differs` `{leaf, size}` when entries that no checkpoint covers
 * contradict the copy, `ledger-checkpoint-differs` when what is here is damaged, and what `mirrorLog` and `checkRecovered` throw.
 */
export async function recoverLog(run: RecoverRun): Promise<boolean> {
  const { log, store, staging, reader, goOn, onProgress } = run
  const own = store.latestCheckpoint()
  if (own !== null && !stageOwn(own, run)) return false
  const known = await reader.checkpoint()
  const total = known === null ? 0 : parseCheckpoint(parseNote(known).text).size
  let isStopped = false
  const size = await mirrorLog(log, staging, reader, () => {
    onProgress('read', staging.taken(), total)
    isStopped = !goOn()
    return !isStopped
  })
  const target = staging.latestCheckpoint()
  if (isStopped) return false
  if (target === null || size <= (own?.size ?? 0)) return true
  requireSameTail(own?.size ?? 0, target.size, store, staging)
  return fileEntries(target, run)
}

/** Copies what the newest own checkpoint covers into the staging, where the copy is held against it. False when stopped. */
function stageOwn(own: StoredCheckpoint, { store, staging, goOn, onProgress }: RecoverRun): boolean {
  while (staging.taken() < own.size) {
    if (!goOn()) return false
    staging.append(store.entries(staging.taken(), Math.min(TILE_WIDTH, own.size - staging.taken())))
    onProgress('read', staging.taken(), own.size)
  }
  const { root } = parseCheckpoint(parseNote(own.note).text)
  if (!equalBytes(rootFrom(staging.node, own.size), root))
    throw new BondmarkError('ledger-checkpoint-differs', { where: `checkpoint ${own.size}` })
  if (staging.size() < own.size) staging.addCheckpoint(own)
  return true
}

/** Entries that were logged and not signed yet when the folder was put back, or since, must be those that were signed. */
function requireSameTail(from: number, to: number, store: LogStore, staging: MirrorStore): void {
  const end = Math.min(store.size(), to)
  for (let at = from; at < end; at += TILE_WIDTH) {
    const count = Math.min(TILE_WIDTH, end - at)
    const copied = staging.entries(at, count)
    for (const [i, bytes] of store.entries(at, count).entries()) {
      const other = copied[i]
      if (other === undefined || !equalBytes(bytes, other))
        throw new BondmarkError('log-tail-differs', { leaf: at + i, size: from })
    }
  }
}

function fileEntries(target: StoredCheckpoint, run: RecoverRun): boolean {
  const { store, staging, listed, goOn, onProgress } = run
  while (store.size() < target.size) {
    if (!goOn()) return false
    const from = store.size()
    const count = Math.min(TILE_WIDTH - (from % TILE_WIDTH), target.size - from)
    store.transaction(() => {
      for (const [i, bytes] of staging.entries(from, count).entries()) {
        const statement = checkRecovered(bytes, from + i, store, listed)
        store.append([statement])
        // What waited for its chain when the folder was backed up was logged later.
        if (statement.contentType === contentTypes.manifest) store.held.remove(statement.id)
      }
    })
    onProgress('file', store.size(), target.size)
  }
  const { root } = parseCheckpoint(parseNote(target.note).text)
  if (!equalBytes(rootFrom(store.node, target.size), root))
    throw new BondmarkError('ledger-checkpoint-differs', { where: `checkpoint ${target.size}` })
  store.addCheckpoint(target)
  return true
}
