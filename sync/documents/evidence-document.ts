import { change, type Doc, init } from '@automerge/automerge'

/** An evidence document: one flat map from a key to a byte string, written by one author, each key once. */
export type EvidenceMap = Record<string, Uint8Array>
export type EvidenceDoc = Doc<EvidenceMap>

/** One change per entry is quadratic to load, one change for everything can't be sent in part (DESIGN §9). */
const ENTRIES_PER_CHANGE = 100
/** Values of one change: what is sent whole fits a frame. Only batches of very long statements come near it. */
const CHANGE_BYTES_MAX = 512 * 1024

type Entry = readonly [key: string, value: Uint8Array]

/**
 * An evidence document with these entries, those of each part in changes of their own. The actor, the order and a time
 * of 0 leave nothing to chance, so the same parts give the same heads on every machine, the document can be rebuilt
 * from the store, and with a part more it is the same document, longer.
 */
export function writeEvidence(actor: string, parts: readonly (readonly Entry[])[]): EvidenceDoc {
  let doc: EvidenceDoc = init<EvidenceMap>({ actor })
  for (const entries of parts.flatMap(cutChanges)) {
    doc = change(doc, { time: 0 }, (map) => {
      for (const [key, value] of entries) map[key] = value
    })
  }
  return doc
}

/** The entries in order, as many in each change as it may hold. */
function cutChanges(entries: readonly Entry[]): Entry[][] {
  const changes: Entry[][] = []
  let bytes = 0
  for (const entry of entries) {
    const last = changes.at(-1)
    bytes += entry[1].length
    if (last !== undefined && last.length < ENTRIES_PER_CHANGE && bytes <= CHANGE_BYTES_MAX) last.push(entry)
    else {
      changes.push([entry])
      bytes = entry[1].length
    }
  }
  return changes
}

/** A document of this author with nothing in it, to sync into. */
export function emptyEvidence(): EvidenceDoc {
  // The reader never writes; a fixed actor keeps it from looking as if it might.
  return init<EvidenceMap>({ actor: '00' })
}
