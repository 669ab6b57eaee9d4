import type { Failure } from '../../core/errors/bondmark-error.ts'
import { keepCarried } from './carried.ts'
import { waitingSentence } from './keep-answer.ts'
import type { Station } from './station.ts'
import type { SyncDesk } from './sync-desk.ts'

/**
 * A sealed batch as a file for the window to save; the batch stays as unsent as it was. Throws what `exportFile` throws,
 * `disk-full` and the like.
 */
export function carryOut(
  sync: Pick<SyncDesk, 'exportFile'>,
  station: Pick<Station, 'ctx' | 'changed'>,
  batch: number,
): { readonly file: string; readonly bytes: Uint8Array } {
  const { store, clock, identity } = station.ctx
  const { bytes } = sync.exportFile(batch)
  const file = `bondmark-${nameOf(identity.issuer)}-batch-${batch}.bin`
  keepCarried(store, batch, { at: clock.now(), file })
  station.changed()
  return { file, bytes }
}

/** The station's own name at the end of its issuer URI, as any file system takes it. */
const nameOf = (issuer: string): string =>
  (issuer.split(/[/:]/).at(-1) ?? '').replace(/[^A-Za-z0-9-]/g, '').slice(0, 32) || 'station'

/** Takes a ledger's answer to a batch that was carried there, and says what became of it. Throws what `importReceipts` throws. */
export function takeCarriedAnswer(
  sync: Pick<SyncDesk, 'importReceipts'>,
  bytes: Uint8Array,
): { readonly ok: boolean; readonly sentences: readonly Failure[] } {
  const { batch, answer } = sync.importReceipts(bytes)
  const { n, receipts, statements } = batch
  const { refused, waiting } = answer
  const sentences: Failure[] = [{ code: 'batch-imported', detail: { batch: n, receipts, statements } }]
  if (refused.length > 0) sentences.push({ code: 'sync-refused', detail: { count: refused.length } })
  if (waiting) sentences.push(waitingSentence(n, waiting))
  return { ok: batch.state === 'receipted', sentences }
}
