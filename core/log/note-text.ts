import { fromBase64 } from '../encoding/base64.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { isKeyName } from './vkey.ts'

/** Bounds of a note that is read at all. C2SP asks for at least 16 signatures. */
export const NOTE_BYTES_MAX = 65_536
export const NOTE_SIGNATURES_MAX = 16

/** One signature line as it stands in a note, not verified. */
export interface NoteSignature {
  readonly name: string
  /** key ID, 4 bytes */
  readonly hash: Uint8Array
  /** what follows the key ID */
  readonly signature: Uint8Array
  /** the whole line with its newline */
  readonly line: string
}

/** A signed note taken apart. `text` ends in a newline; the blank line belongs to neither part. */
export interface ParsedNote {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/**
 * Takes a signed note apart (C2SP signed-note, "Format"). Nothing is verified.
 * @throws BondmarkError `note-malformed` `{reason}`
 */
export function parseNote(note: string): ParsedNote {
  if (note.length > NOTE_BYTES_MAX) malformed('too long')
  requirePlainText(note)
  if (toUtf8(note).length > NOTE_BYTES_MAX) malformed('too long')
  const split = note.lastIndexOf('\n\n')
  if (split < 0) malformed('no blank line')
  const text = note.slice(0, split + 1)
  const block = note.slice(split + 2)
  if (block === '') malformed('no signature')
  if (!block.endsWith('\n')) malformed('no newline at the end')
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > NOTE_SIGNATURES_MAX) malformed('too many signatures')
  return { text, signatures: lines.map((line) => parseSignatureLine(`${line}\n`)) }
}

/**
 * Reads `— name base64(key ID ‖ signature)` with its newline.
 * @throws BondmarkError `note-malformed` `{reason}`
 */
export function parseSignatureLine(line: string): NoteSignature {
  if (line.length > NOTE_BYTES_MAX) malformed('too long')
  const match = /^— ([^ \n]+) ([^ \n]+)\n$/u.exec(line)
  const [, name = '', encoded = ''] = match ?? malformed('not a signature line')
  if (!isKeyName(name)) malformed('not a key name')
  const bytes = decode(encoded)
  if (bytes.length < 5) malformed('signature too short')
  return { name, hash: bytes.slice(0, 4), signature: bytes.slice(4), line }
}

/**
 * Whether a text can be signed: not empty, well-formed, no control character but newline, ends in one.
 * @throws BondmarkError `note-malformed` `{reason}`
 */
export function requireNoteText(text: string): void {
  requirePlainText(text)
  if (!text.endsWith('\n')) malformed('no newline at the end')
}

function requirePlainText(text: string): void {
  if (!text.isWellFormed()) malformed('not UTF-8')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\x00-\x09\x0b-\x1f]/.test(text)) malformed('control character')
}

function decode(encoded: string): Uint8Array {
  try {
    return fromBase64(encoded)
  } catch (error) {
    if (error instanceof BondmarkError) malformed('not base64')
    throw error
  }
}

function malformed(reason: string): never {
  throw new BondmarkError('note-malformed', { reason })
}
