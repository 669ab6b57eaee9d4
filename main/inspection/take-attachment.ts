import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readResult } from '../../core/inspection/inspection-result.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationContext } from '../station/context.ts'
import { ATTACHMENTS_BYTES_MAX, ATTACHMENTS_MAX, type Attachments, attachmentsNamed } from './attachments.ts'
import type { Mover } from './move-task.ts'

/** Results that are looked through for a file's hash, the newest first. */
const LOOKED_THROUGH_MAX = 1000

/**
 * A report or a photograph: taken when a result that fits names its hash and size, and on disk before its row is. Answers the
 * task. Throws `inspection-attachment-unawaited` `{sha256}`, `inspection-attachments-full` `{max, files}`.
 */
export function takeAttachment(
  ctx: StationContext,
  attachments: Attachments,
  bytes: Uint8Array,
  by: Mover,
  write: (work: () => void) => void,
): string {
  const rows = ctx.store.inspections.attachments
  const sha256 = toHex(sha256Native(bytes))
  const named = whoNames(ctx, sha256, bytes.length)
  if (!named) throw new BondmarkError('inspection-attachment-unawaited', { sha256: sha256.slice(0, 16) })
  const kept = rows.total()
  if (!rows.get(sha256) && (kept.bytes + bytes.length > ATTACHMENTS_BYTES_MAX || kept.n >= ATTACHMENTS_MAX))
    throw new BondmarkError('inspection-attachments-full', {
      max: ATTACHMENTS_BYTES_MAX,
      files: ATTACHMENTS_MAX,
    })
  attachments.write(sha256, bytes)
  write(() =>
    rows.add({
      sha256,
      bytes: bytes.length,
      mediaType: named.mediaType,
      cameAt: by.t,
      badge: by.badge,
    }),
  )
  return named.task
}

function whoNames(
  { store }: StationContext,
  sha256: string,
  bytes: number,
): { readonly task: string; readonly mediaType: string } | null {
  for (const stored of store.inspections.results.newest(LOOKED_THROUGH_MAX)) {
    const { result } = readResult(stored.bytes, sha256Native)
    const found = attachmentsNamed(result).find((one) => one.sha256 === sha256 && one.bytes === bytes)
    if (found) return { task: stored.task, mediaType: found.mediaType }
  }
  return null
}
