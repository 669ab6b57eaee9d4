import { change, type Doc, init } from '@automerge/automerge'

/** An evidence document: one flat map from a key to a byte string, written by one author, each key once. */
export type EvidenceMap = Record<string, Uint8Array>
export type EvidenceDoc = Doc<EvidenceMap>

/** One change per entry is quadratic to load, one change for everything can't be sent in part (DESIGN §9). */
const ENTRIES_PER_CHANGE = 100

/**
 * An evidence document with these entries. The actor, the order and a time of 0 leave nothing to chance, so the same
 * entries in the same order give the same heads on every machine, and the document can be rebuilt from the store.
 */
export function writeEvidence(
  actor: string,
  entries: readonly (readonly [key: string, value: Uint8Array])[],
): EvidenceDoc {
  let doc: EvidenceDoc = init<EvidenceMap>({ actor })
  for (let from = 0; from < entries.length; from += ENTRIES_PER_CHANGE) {
    doc = change(doc, { time: 0 }, (map) => {
      for (const [key, value] of entries.slice(from, from + ENTRIES_PER_CHANGE)) map[key] = value
    })
  }
  return doc
}

/** A document of this author with nothing in it, to sync into. */
export function emptyEvidence(): EvidenceDoc {
  // The reader never writes; a fixed actor keeps it from looking as if it might.
  return init<EvidenceMap>({ actor: '00' })
}
