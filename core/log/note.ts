import { toBase64 } from '../encoding/base64.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import { cosignatureTimestamp } from './cosignature.ts'
import { type NoteSignature, parseNote, parseSignatureLine, requireNoteText } from './note-text.ts'
import { isKeyName, keyId, noteSignatureTypes, parseVkey, type Vkey } from './vkey.ts'

/** A key that signs notes: its public name, its raw public key, and the signature itself. */
export interface NoteSigner {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly sign: Sign
}

/** A signature that was verified, by which key. `timestamp` (Unix seconds) for cosignatures. */
export interface VerifiedSignature {
  readonly name: string
  readonly vkey: Vkey
  readonly timestamp: number | null
  readonly line: string
}

/** A note whose text may be trusted, because at least one known key signed it. */
export interface OpenedNote {
  readonly text: string
  /** one for each known key that signed, in the note's order */
  readonly verified: readonly VerifiedSignature[]
  /** all lines, unknown ones included */
  readonly signatures: readonly NoteSignature[]
}

/**
 * Opens a signed note with the keys it is trusted by (C2SP signed-note, "Signatures"): unknown keys are ignored, a
 * known key's signature must verify, and at least one must be there. A key that signed twice counts once.
 * @param vkeys verifier keys as text, all different
 * @throws BondmarkError `note-malformed`, `vkey-malformed`, `note-signature-invalid` `{name}`, `note-unsigned`
 */
export function openNote(note: string, vkeys: readonly string[], verify: Verify): OpenedNote {
  const keys = vkeys.map(parseVkey)
  const { text, signatures } = parseNote(note)
  const verified = new Map<Vkey, VerifiedSignature>()
  for (const signature of signatures) {
    const known = keys.filter((key) => isBy(signature, key))
    if (known.length > 1) throw new BondmarkError('vkey-malformed', { reason: 'two keys of one name and ID' })
    const [vkey] = known
    if (vkey === undefined) continue
    const timestamp = verifySignature(text, signature, vkey, verify)
    if (!verified.has(vkey)) verified.set(vkey, { name: vkey.name, vkey, timestamp, line: signature.line })
  }
  if (verified.size === 0) throw new BondmarkError('note-unsigned')
  return { text, verified: [...verified.values()], signatures }
}

/** Whether a signature line claims to be by this key. */
export function isBy(signature: NoteSignature, vkey: Vkey): boolean {
  return signature.name === vkey.name && equalBytes(signature.hash, vkey.hash)
}

function verifySignature(text: string, signature: NoteSignature, vkey: Vkey, verify: Verify): number | null {
  if (vkey.type === noteSignatureTypes.cosignature) {
    const timestamp = cosignatureTimestamp(text, signature.signature, vkey.publicKey, verify)
    if (timestamp !== null) return timestamp
  } else if (signature.signature.length === 64 && verify(vkey.publicKey, toUtf8(text), signature.signature)) {
    return null
  }
  throw new BondmarkError('note-signature-invalid', { name: vkey.name })
}

/**
 * A note of this text (ending in a newline), signed with Ed25519 by each signer in turn.
 * @throws BondmarkError `note-malformed` `{reason}`
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (signers.length === 0) throw new RangeError('a note has at least one signature')
  requireNoteText(text)
  const lines = signers.map(({ name, publicKey, sign }) =>
    formatSignatureLine(name, keyId(name, noteSignatureTypes.ed25519, publicKey), sign(toUtf8(text))),
  )
  const note = `${text}\n${lines.join('')}`
  parseNote(note)
  return note
}

/**
 * The note with one more signature line (with its newline) at its end. The line is not verified.
 * @throws BondmarkError `note-malformed` `{reason}`
 */
export function appendSignature(note: string, line: string): string {
  parseSignatureLine(line)
  const longer = note + line
  parseNote(note)
  parseNote(longer)
  return longer
}

/** `— name base64(key ID ‖ signature)` and a newline. Throws RangeError when the name cannot be one. */
export function formatSignatureLine(name: string, id: Uint8Array, signature: Uint8Array): string {
  if (!isKeyName(name)) throw new RangeError(`not a key name: ${JSON.stringify(name)}`)
  return `— ${name} ${toBase64(concatBytes(id, signature))}\n`
}
