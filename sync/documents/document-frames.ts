import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { getAllChanges, getChangesMetaSince, getHeads, loadIncremental } from '@automerge/automerge'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { type EvidenceDoc, emptyEvidence } from './evidence-document.ts'
import { checkChanges, type DocumentLaw, type Unlawful } from './gate.ts'

/** Bytes of the changes in one frame, before deflate. A change is never cut: one of very long statements is larger. */
const FRAME_CHANGES_BYTES = 320 * 1024
/** What one frame may unpack to: changes of the largest size, and what Automerge puts around their values. */
const INFLATED_BYTES_MAX = 4 * FRAME_CHANGES_BYTES
/** What Automerge puts around values, for the documents of the largest size. */
const OVERHEAD_BYTES_MAX = 4 * 1024 * 1024

/** What is left of a document for somebody who has its beginning. */
export interface CutDocument {
  readonly heads: readonly string[]
  /** What the frames go on from: the reader's own heads, or none when they are of no such document. */
  readonly after: readonly string[]
  /** Changes in order, each frame deflated by itself. */
  readonly frames: readonly Uint8Array[]
}

/**
 * Cuts the changes that a reader with the heads `have` lacks into frames. An evidence document is a straight line of
 * changes, so that needs none of what Automerge's sync protocol finds out about documents with many authors.
 */
export function cutDocument(doc: EvidenceDoc, have: readonly string[]): CutDocument {
  const hashes = getChangesMetaSince(doc, []).map(({ hash }) => hash)
  const known = have.length === 1 ? hashes.indexOf(have[0] ?? '') + 1 : 0
  const groups: Uint8Array[][] = []
  let bytes = 0
  for (const change of getAllChanges(doc).slice(known)) {
    const group = groups.at(-1)
    bytes += change.length
    if (group !== undefined && bytes <= FRAME_CHANGES_BYTES) group.push(change)
    else {
      groups.push([change])
      bytes = change.length
    }
  }
  return {
    heads: getHeads(doc),
    after: known > 0 ? have : [],
    frames: groups.map((group) => deflateRawSync(Buffer.concat(group))),
  }
}

/** A document that arrived: lawful, or where it stopped to be so. */
export type JoinedDocument =
  | { readonly doc: EvidenceDoc; readonly unlawful: null }
  | {
      readonly doc: null
      readonly unlawful: Unlawful
      /** The change that is not lawful, or the frame that can't be read, for whoever has to look into it. */
      readonly evidence: Uint8Array
    }

/**
 * Puts frames together and lets the document through the gate. Frames are nobody's friends: what they unpack to is
 * bounded, and Automerge's own memory is bounded where this runs (`bound-automerge.ts`). All at once, because Automerge
 * applies 5,000 entries in one go in 0.1 s, and in ten goes in 0.6 s (decision 0045).
 */
export function joinDocument(frames: readonly Uint8Array[], law: DocumentLaw): JoinedDocument {
  const changes: Uint8Array[] = []
  let bytes = 0
  for (const frame of frames) {
    try {
      const inflated = inflateRawSync(frame, { maxOutputLength: INFLATED_BYTES_MAX })
      changes.push(inflated)
      bytes += inflated.length
    } catch (error) {
      return unreadable(malformed(law.document, error), frame)
    }
    if (bytes > law.totalBytesMax + OVERHEAD_BYTES_MAX) {
      const detail = { document: law.document, limit: law.totalBytesMax, unit: 'bytes' }
      return unreadable({ code: 'document-too-large', detail }, frame)
    }
  }
  try {
    return throughTheGate(new Uint8Array(Buffer.concat(changes)), law)
  } catch (error) {
    return unreadable(malformed(law.document, error), frames.at(-1))
  }
}

/** Throws what Automerge throws for bytes that it can't read. */
function throughTheGate(changes: Uint8Array, law: DocumentLaw): JoinedDocument {
  const empty = emptyEvidence()
  const doc = changes.length > 0 ? loadIncremental(emptyEvidence(), changes) : empty
  const unlawful = checkChanges(empty, doc, law)
  if (unlawful === null) {
    // Automerge passes over what it can't use: garbage, halves, changes that came before, or in a form of their own.
    const used = getAllChanges(doc).reduce((sum, { length }) => sum + length, 0)
    if (used === changes.length) return { doc, unlawful }
    const detail = { document: law.document, reason: 'bytes that are no change' }
    return unreadable({ code: 'document-malformed', detail }, changes)
  }
  const at = getChangesMetaSince(doc, []).findIndex(({ hash }) => hash === unlawful.change)
  return { doc: null, unlawful, evidence: getAllChanges(doc)[at] ?? new Uint8Array() }
}

const unreadable = (failure: Failure, frame: Uint8Array = new Uint8Array()): JoinedDocument => ({
  doc: null,
  unlawful: { change: null, failure, heads: [] },
  evidence: frame,
})

function malformed(document: string, error: unknown): Failure {
  // How Automerge ends when it may have no more memory: most often it stops dead, a WebAssembly.RuntimeError.
  if (error instanceof Error && (error.name === 'RuntimeError' || /\bout of memory$/.test(error.message)))
    return { code: 'document-too-costly', detail: { document } }
  // Automerge's or zlib's own words for bytes it can't read; they may be long.
  const reason = String(error instanceof Error ? error.message : error).slice(0, 120)
  return { code: 'document-malformed', detail: { document, reason } }
}
