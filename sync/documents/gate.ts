import {
  type ChangeMetadata,
  type DecodedChange,
  decodeChange,
  getChanges,
  getChangesMetaSince,
  getHeads,
} from '@automerge/automerge'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { EvidenceDoc } from './evidence-document.ts'

/** What may be written in an evidence document, and by whom. */
export interface DocumentLaw {
  /** The document's name, for the words of a refusal. */
  readonly document: string
  /** The one Automerge actor (hex) that may write. */
  readonly actor: string
  readonly entriesMax: number
  readonly valueBytesMax: number
  readonly totalBytesMax: number
  readonly keyFits: (key: string, value: Uint8Array) => boolean
}

/** The change that was not lawful, by its Automerge hash (hex), and why. */
export interface Unlawful {
  readonly change: string | null
  readonly failure: Failure
}

/**
 * Whether everything that `clone` has beyond `trusted` is lawful: the author's own changes, each a first write of a
 * key of the root map, with a byte string that fits its key (DESIGN §9). `clone` is a clone of `trusted`, which holds
 * only what an earlier call let in, after sync messages were received into it. Returns null, or the first bad change.
 *
 * Decoding turns each byte into a JavaScript number (1.1 s for 5,000 statements), so the lawful case is decided by
 * counting: a document whose root has as many keys as it has operations, each a byte string, cannot hold an
 * overwrite, a deletion or a nested object, since each of these takes an operation that adds no such key. Only when
 * the count fails is every change decoded, to name the first bad one.
 */
export function checkChanges(trusted: EvidenceDoc, clone: EvidenceDoc, law: DocumentLaw): Unlawful | null {
  const changes = getChangesMetaSince(clone, getHeads(trusted))
  for (const each of changes) {
    const failure = checkMetadata(each, law)
    if (failure) return { change: each.hash, failure }
  }
  const before = Object.keys(trusted).length
  const operations = changes.reduce((sum, { startOp, maxOp }) => sum + (maxOp - startOp + 1), 0)
  const keys = Object.keys(clone)
  if (before + operations !== keys.length || keys.some((key) => !(clone[key] instanceof Uint8Array))) {
    return findUnlawful(trusted, clone, law)
  }
  let bytes = 0
  for (const key of keys) {
    const value = clone[key]
    if (value === undefined) continue
    bytes += value.length
    if (Object.hasOwn(trusted, key)) continue
    const failure = checkValue(key, value, law)
    if (failure) return findUnlawful(trusted, clone, law)
  }
  return checkSize(keys.length, bytes, law)
}

function checkSize(entries: number, bytes: number, law: DocumentLaw): Unlawful | null {
  const { document } = law
  if (entries > law.entriesMax) {
    return tooLarge(document, law.entriesMax, 'entries')
  }
  return bytes > law.totalBytesMax ? tooLarge(document, law.totalBytesMax, 'bytes') : null
}

function tooLarge(document: string, limit: number, unit: string): Unlawful {
  return { change: null, failure: { code: 'document-too-large', detail: { document, limit, unit } } }
}

function checkMetadata(each: ChangeMetadata, { document, actor }: DocumentLaw): Failure | null {
  if (each.actor !== actor) return { code: 'change-wrong-author', detail: { document } }
  // Anything beside the entries would travel and be stored unseen.
  const field = (each.message && 'message') || (each.extraBytes && 'extraBytes') || (each.author && 'author')
  if (field) return { code: 'change-carries-metadata', detail: { document, field } }
  if (each.time !== 0) return { code: 'change-carries-metadata', detail: { document, field: 'time' } }
  return null
}

function checkValue(key: string, value: Uint8Array, law: DocumentLaw): Failure | null {
  const { document, valueBytesMax: limit } = law
  if (value.length > limit) {
    return {
      code: 'change-value-too-large',
      detail: { document, key: shown(key), size: value.length, limit },
    }
  }
  return law.keyFits(key, value)
    ? null
    : { code: 'change-key-mismatch', detail: { document, key: shown(key) } }
}

/** Goes through the changes one by one, decoded, and names the first that is not lawful. */
function findUnlawful(trusted: EvidenceDoc, clone: EvidenceDoc, law: DocumentLaw): Unlawful {
  const written = new Set(Object.keys(trusted))
  for (const bytes of getChanges(trusted, clone)) {
    const decoded = decodeChange(bytes)
    for (const operation of decoded.ops) {
      const failure = checkOperation(operation, written, law)
      if (failure) return { change: decoded.hash, failure }
      written.add(operation.key)
    }
  }
  // The count said no and the changes say yes: the two readings of the bytes disagree, so they are not let in.
  const detail = { document: law.document, reason: 'changes and content disagree' }
  return { change: null, failure: { code: 'document-malformed', detail } }
}

function checkOperation(
  operation: DecodedChange['ops'][number],
  written: ReadonlySet<string>,
  law: DocumentLaw,
): Failure | null {
  const { document } = law
  const { action, obj, key, pred } = operation
  const detail = { document, key: shown(key) }
  if (action === 'del') return { code: 'change-deletes', detail }
  if (action !== 'set' || obj !== '_root' || typeof key !== 'string') {
    return { code: 'change-nested', detail: { document } }
  }
  if (pred.length > 0 || written.has(key)) return { code: 'change-not-first-write', detail }
  // Byte strings are decoded as arrays of numbers, though the package's types say otherwise.
  const value: unknown = operation.value
  if (!Array.isArray(value)) return { code: 'change-value-not-bytes', detail }
  return checkValue(key, Uint8Array.from(value), law)
}

/** A key as it may be shown: a hostile one can be of any length. */
function shown(key: unknown): string {
  const text = String(key)
  return text.length <= 64 ? text : `${text.slice(0, 64)}…`
}
