import type { Database } from 'better-sqlite3'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { openNote, type VerifiedSignature } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { holds, type KnownKey, type KnownKeys, type Report } from './ledger-files.ts'

interface CheckpointRow {
  readonly size: number
  readonly note: string
}

/** The sizes of a log's checkpoints. A log of 100,000 checkpoints has as many numbers here. */
export const checkpointSizes = (db: Database): number[] =>
  db.prepare<[], number>('SELECT size FROM checkpoints ORDER BY size').pluck().all()

/**
 * Every checkpoint: of the size that it is filed under, signed by a key that the own organisation lists for a log, for the root
 * that the entries have, and cosigned by at least one listed witness. A signature of a listed key that is not valid is one of
 * the findings. Answers the origins that the checkpoints name.
 */
export function checkCheckpoints(
  db: Database,
  keys: KnownKeys,
  roots: ReadonlyMap<number, Buffer>,
  report: Report,
): Set<string> {
  const logs = vkeysOf(keys, (key) => key.use === 'log' && key.org === keys.org, noteSignatureTypes.ed25519)
  const witnesses = vkeysOf(keys, (key) => key.use === 'witness', noteSignatureTypes.cosignature)
  const origins = new Set<string>()
  for (const { size, note } of db
    .prepare<[], CheckpointRow>('SELECT size, note FROM checkpoints ORDER BY size')
    .iterate()) {
    const where = `checkpoint ${size}`
    let verified: readonly VerifiedSignature[] = []
    let root: Uint8Array | null = null
    const isRead = holds(() => {
      const opened = openNote(note, [...logs, ...witnesses], verifyEd25519)
      const checkpoint = parseCheckpoint(opened.text)
      verified = opened.verified
      root = checkpoint.root
      const isOwn = verified.some(({ name, timestamp }) => timestamp === null && name === checkpoint.origin)
      if (isOwn) origins.add(checkpoint.origin)
      return isOwn && checkpoint.size === size
    })
    if (!isRead) report('ledger-checkpoint-invalid', where)
    else if (root === null || !roots.get(size)?.equals(root)) report('ledger-checkpoint-differs', where)
    if (!verified.some(({ timestamp }) => timestamp !== null)) report('ledger-cosignature-invalid', where)
  }
  return origins
}

function vkeysOf(
  { byKid }: KnownKeys,
  fits: (key: KnownKey) => boolean,
  type: (typeof noteSignatureTypes)[keyof typeof noteSignatureTypes],
): string[] {
  return [...byKid.values()].filter(fits).map(({ name, publicKey }) => formatVkey(name, type, publicKey))
}

/** What the ledger's own witness remembers, where it has one: of this log, and of none that no member lists. */
export function checkWitness(
  db: Database,
  keys: KnownKeys,
  origins: ReadonlySet<string>,
  entries: number,
  roots: ReadonlyMap<number, Buffer>,
  report: Report,
): void {
  const rows = db.prepare<[], { origin: string; size: number; root: Buffer }>(
    'SELECT origin, size, root FROM logs',
  )
  for (const { origin, size, root } of rows.iterate()) {
    const isListed = [...keys.byKid.values()].some((key) => key.use === 'log' && key.name === origin)
    if (!isListed) report('ledger-witness-differs', `witness of ${origin}`)
    if (!origins.has(origin)) continue
    if (size > entries || !roots.get(size)?.equals(root))
      report('ledger-witness-differs', `witness of ${origin} at ${size}`)
  }
}

/** Sizes that a witness remembers, so that the roots at them are kept on the way. */
export const witnessedSizes = (db: Database): number[] =>
  db.prepare<[], number>('SELECT size FROM logs LIMIT 10000').pluck().all()
