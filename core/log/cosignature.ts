import { toBase64 } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { parseSignatureLine } from './note-text.ts'
import { isKeyName, keyId, noteSignatureTypes, parseVkey } from './vkey.ts'

/** A `timestamped_signature`: 8 bytes of time, 64 of Ed25519 (C2SP tlog-cosignature, "Format"). */
const COSIGNATURE_LENGTH = 72
/** The last second of which there is a date (ECMA-262 §21.4.1.1): nobody can say a later one. */
const TIME_MAX_S = 8_640_000_000_000n

/** What a witness is asked to cosign, and as whom. */
export interface CosignRequest {
  /** the text of a checkpoint's note, newline at its end, without signatures */
  readonly noteText: string
  readonly name: string
  readonly publicKey: Uint8Array
  readonly sign: Sign
  /** Unix seconds */
  readonly timestamp: number
}

/**
 * A witness's signature line (cosignature/v1, with its newline) for a checkpoint that it found consistent.
 * @throws BondmarkError `checkpoint-malformed`, `note-malformed`: only checkpoints are cosigned
 */
export function cosign({ noteText, name, publicKey, sign, timestamp }: CosignRequest): string {
  parseCheckpoint(noteText)
  if (!isKeyName(name)) throw new RangeError(`not a key name: ${JSON.stringify(name)}`)
  if (!Number.isSafeInteger(timestamp) || timestamp < 0)
    throw new RangeError(`not Unix seconds: ${timestamp}`)
  const time = new Uint8Array(8)
  new DataView(time.buffer).setBigUint64(0, BigInt(timestamp))
  const signature = sign(cosignedMessage(noteText, timestamp))
  const id = keyId(name, noteSignatureTypes.cosignature, publicKey)
  return `— ${name} ${toBase64(concatBytes(id, time, signature))}\n`
}

/**
 * Checks one witness's signature line over a checkpoint's note text.
 * @throws BondmarkError `cosignature-invalid` `{name}`, `note-malformed`, `vkey-malformed`
 */
export function verifyCosignature(cosignature: {
  readonly noteText: string
  readonly line: string
  readonly vkey: string
  readonly verify: Verify
}): { timestamp: number } {
  const vkey = parseVkey(cosignature.vkey)
  const { name, hash, signature } = parseSignatureLine(cosignature.line)
  const timestamp =
    vkey.type === noteSignatureTypes.cosignature && name === vkey.name && equalBytes(hash, vkey.hash)
      ? cosignatureTimestamp(cosignature.noteText, signature, vkey.publicKey, cosignature.verify)
      : null
  if (timestamp === null) throw new BondmarkError('cosignature-invalid', { name: vkey.name })
  return { timestamp }
}

/** When (Unix seconds) a `timestamped_signature` over this text was made by this key, or null when it was not. */
export function cosignatureTimestamp(
  noteText: string,
  signature: Uint8Array,
  publicKey: Uint8Array,
  verify: Verify,
): number | null {
  if (signature.length !== COSIGNATURE_LENGTH) return null
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)
  if (time > TIME_MAX_S) return null
  const timestamp = Number(time)
  return verify(publicKey, cosignedMessage(noteText, timestamp), signature.subarray(8)) ? timestamp : null
}

/** The bytes a witness signs (C2SP tlog-cosignature, "Ed25519 signed message"). */
function cosignedMessage(noteText: string, timestamp: number): Uint8Array {
  return toUtf8(`cosignature/v1\ntime ${timestamp}\n${noteText}`)
}
