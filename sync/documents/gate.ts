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

/** The change that was not lawful, by its Automerge hash (hex), why, and the last lawful one before it. */
export interface Unlawful {
  /** Null when it can't be told which: the bytes are not those of a document. */
  readonly change: string | null
  readonly failure: Failure
  /** Heads of the document up to there: none, or one hash, since a lawful document is a straight line. */
  readonly heads: readonly string[]
}

/**
 * Whether everything that `clone` has beyond `trusted` is lawful: the author's own changes, each a first write of a
 * key of the root map, with a byte string that fits its key (DESIGN §9). `clone` is a clone of `trusted`, which holds
 * only what an earlier call let in, after sync messages were received into it. Returns null, or the first bad change.
 *
 * Decoding turns each byte into a JavaScript number (1.1 s for 5,000 statements), so the lawful case is decided by
 * counting: a document whose root has as many keys as it has operations, each a byte string, cannot hold an
 * overwrite, a deletion or a nested object, since each of these takes an operation that adds no such key. Only when
 * the count fails is every change decoded, to name the first bad one. A document beyond its size is refused by its last
 * change.
 */
export function checkChanges(trusted: EvidenceDoc, clone: EvidenceDoc, law: DocumentLaw): Unlawful | null {
  const before = getHeads(trusted)
  const changes = getChangesMetaSince(clone, before)
  const hashes = changes.map(({ hash }) => hash)
  /** The failure of the change at a place, or of the last one. */
  const unlawful = (failure: Failure, change: string | null = hashes.at(-1) ?? null): Unlawful => {
    const at = change === null ? 0 : hashes.indexOf(change)
    return { change, failure, heads: at > 0 ? hashes.slice(at - 1, at) : before }
  }
  let previous: readonly string[] = before
  for (const each of changes) {
    const failure = checkMetadata(each, previous, law)
    if (failure) return unlawful(failure, each.hash)
    previous = [each.hash]
  }
  const known = Object.keys(trusted).length
  const operations = changes.reduce((sum, { startOp, maxOp }) => sum + (maxOp - startOp + 1), 0)
  const keys = Object.keys(clone)
  const slow = () => {
    const found = findUnlawful(trusted, clone, law)
    return unlawful(found.failure, found.change)
  }
  if (known + operations !== keys.length || keys.some((key) => !(clone[key] instanceof Uint8Array))) {
    return slow()
  }
  let bytes = 0
  for (const key of keys) {
    const value = clone[key]
    if (value === undefined) continue
    bytes += value.length
    if (Object.hasOwn(trusted, key)) continue
    if (checkValue(key, value, law)) return slow()
  }
  const failure = checkSize(keys.length, bytes, law)
  return failure && unlawful(failure)
}

function checkSize(entries: number, bytes: number, law: DocumentLaw): Failure | null {
  const { document } = law
  if (entries > law.entriesMax) return tooLarge(document, law.entriesMax, 'entries')
  return bytes > law.totalBytesMax ? tooLarge(document, law.totalBytesMax, 'bytes') : null
}

function tooLarge(document: string, limit: number, unit: string): Failure {
  return { code: 'document-too-large', detail: { document, limit, unit } }
}

function checkMetadata(
  each: ChangeMetadata,
  previous: readonly string[],
  { document, actor }: DocumentLaw,
): Failure | null {
  if (each.actor !== actor) return { code: 'change-wrong-author', detail: { document } }
  // One author writes one line: a change that stands beside another is a second history.
  if (each.deps.length !== previous.length || each.deps[0] !== previous[0]) {
    return { code: 'change-out-of-line', detail: { document } }
  }
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
function findUnlawful(
  trusted: EvidenceDoc,
  clone: EvidenceDoc,
  law: DocumentLaw,
): Pick<Unlawful, 'change' | 'failure'> {
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
