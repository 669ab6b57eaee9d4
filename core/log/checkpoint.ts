import { fromBase64, toBase64 } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { requireNoteText } from './note-text.ts'
import { emptyRoot, HASH_LENGTH } from './tree-hash.ts'
import { isKeyName } from './vkey.ts'

/** What a checkpoint says: this log, at this size, has this root. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/**
 * The note text of a checkpoint (C2SP tlog-checkpoint), three lines, without extension lines. The origin is a key name,
 * since the log signs under it.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new RangeError(`not a log's origin: ${JSON.stringify(origin)}`)
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`not a tree size: ${size}`)
  if (root.length !== HASH_LENGTH) throw new RangeError(`a root has ${HASH_LENGTH} bytes`)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/**
 * Reads the note text of a checkpoint, not the signatures below it. Extension lines are refused: no log of a
 * consortium writes any, and nobody could audit them.
 * @throws BondmarkError `checkpoint-malformed` `{reason}`, `note-malformed` `{reason}`
 */
export function parseCheckpoint(text: string): Checkpoint {
  requireNoteText(text)
  const lines = text.slice(0, -1).split('\n')
  if (lines.length !== 3) malformed(lines.length > 3 ? 'extension lines' : 'fewer than three lines')
  const [origin = '', size = '', root = ''] = lines
  if (!isKeyName(origin)) malformed('not an origin')
  const checkpoint = {
    origin,
    size: parseCount(size) ?? malformed('not a tree size'),
    root: decodeRoot(root),
  }
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot()))
    malformed('not the root of no leaves')
  return checkpoint
}

/** A count in ASCII decimal without leading zeros and within 53 bits, or null. */
export function parseCount(text: string): number | null {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null
  const count = Number(text)
  return Number.isSafeInteger(count) ? count : null
}

function decodeRoot(encoded: string): Uint8Array {
  const root = decodeHash(encoded)
  return root ?? malformed('not a root hash')
}

/** A hash in base64, or null. */
export function decodeHash(encoded: string): Uint8Array | null {
  if (encoded.length !== 44) return null
  try {
    const hash = fromBase64(encoded)
    return hash.length === HASH_LENGTH ? hash : null
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

function malformed(reason: string): never {
  throw new BondmarkError('checkpoint-malformed', { reason })
}
