import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import type { SignedDocumentRefusal } from '../../documents/document-refusal.ts'
import { DOCUMENTS_APPLICATION_ID, documentMigrations } from './document-schema.ts'

/** A document by its name and the key of its author: a restored station writes under the same name with another key. */
export interface DocumentOf {
  readonly document: string
  readonly kid: string
}

/** A document that was logged whole: its head, and its manifest's statement id. */
export interface TakenDocument {
  readonly head: string
  readonly manifest: string
}

/** A frozen document's place among all, and the signed word. */
export interface StoredFrozen extends SignedDocumentRefusal {
  readonly n: number
}

/** How long what was cut off is kept for its author to go on. */
const KEPT_MS_MAX = 7 * 24 * 3600 * 1000
/** Frames of unfinished documents: of one author, and of all. An author has one in hand at a time. */
export const KEPT_BYTES_OF_AUTHOR_MAX = 32 * 1024 * 1024
const KEPT_BYTES_MAX = 512 * 1024 * 1024
/** What was refused is kept up to here: enough to see what it is. */
const EVIDENCE_BYTES_MAX = 64 * 1024
/** An author whose documents freeze so often is looked into by a person, not followed further. */
const FROZEN_OF_AUTHOR_MAX = 64
/** What stations say of the log's own documents: any of them may, and none must fill the disk with it. */
const FROZEN_KEPT_MAX = 256

/** What a ledger remembers of documents beside the log: what is half here, what is here whole, and what is frozen. */
export interface DocumentShelf {
  /** Frames kept of a document, in order. */
  keptOf(of: DocumentOf): Uint8Array[]
  /**
   * Keeps more of them, durably, behind the `place` that are kept already. What is too old or too much goes, whole
   * documents, the oldest first; what has lost its beginning that way is not kept, since it is no document.
   */
  keep(of: DocumentOf, frames: readonly Uint8Array[], place: number, now: number): void
  forget(of: DocumentOf): void
  takenOf(of: DocumentOf): TakenDocument | null
  /** The document is in the log whole: what was kept of it goes. */
  take(of: DocumentOf, taken: TakenDocument): void
  frozenOf(of: DocumentOf): SignedDocumentRefusal | null
  /** Freezes a document for good; the first refusal of one stays. Of one author, 256 are kept. */
  freeze(of: DocumentOf, refusal: SignedDocumentRefusal, evidence: Uint8Array): void
  /** Frozen documents numbered below `before`, at most `limit`, the newest first. */
  frozen(before: number, limit: number): StoredFrozen[]
  /** Whether so many documents of this author are frozen that no further one is followed. */
  hasFrozenTooMany(kid: string): boolean
  close(): void
}

/** Opens the shelf in `file`, made when absent. Throws what `openDatabase` throws, and `disk-full` when it can't keep. */
export function openDocumentShelf(file: string, open: OpenDatabase = openDatabase): DocumentShelf {
  const db = open(file, { applicationId: DOCUMENTS_APPLICATION_ID, migrations: documentMigrations })
  const select = {
    kept: db.prepare<[string, Buffer], Buffer>(
      'SELECT frame FROM kept WHERE document = ? AND kid = ? ORDER BY place',
    ),
    bytesOf: db.prepare<[Buffer], number>('SELECT coalesce(sum(length(frame)), 0) FROM kept WHERE kid = ?'),
    bytes: db.prepare<[], number>('SELECT coalesce(sum(length(frame)), 0) FROM kept'),
    oldest: db.prepare<[], { document: string; kid: Buffer }>(
      'SELECT document, kid FROM kept ORDER BY at LIMIT 1',
    ),
    taken: db.prepare<[string, Buffer], { head: Buffer; manifest: Buffer }>(
      'SELECT head, manifest FROM taken WHERE document = ? AND kid = ?',
    ),
    frozen: db.prepare<[string, Buffer], { refusal: Buffer; signature: Buffer }>(
      'SELECT refusal, signature FROM frozen WHERE document = ? AND kid = ?',
    ),
    allFrozen: db.prepare<[number, number], { n: number; refusal: Buffer; signature: Buffer }>(
      'SELECT n, refusal, signature FROM frozen WHERE n < ? ORDER BY n DESC LIMIT ?',
    ),
    frozenCount: db.prepare<[Buffer], number>('SELECT count(*) FROM frozen WHERE kid = ?'),
  }
  const write = {
    keep: db.prepare(
      `INSERT INTO kept (document, kid, place, at, frame) SELECT @document, @kid, @place, @at, @frame
       WHERE @place = (SELECT count(*) FROM kept WHERE document = @document AND kid = @kid)`,
    ),
    forget: db.prepare('DELETE FROM kept WHERE document = ? AND kid = ?'),
    forgetOthers: db.prepare('DELETE FROM kept WHERE document <> ? AND kid = ?'),
    // By the newest frame: an old beginning that is still being added to stays.
    expire: db.prepare(
      `DELETE FROM kept WHERE (document, kid) IN
       (SELECT document, kid FROM kept GROUP BY document, kid HAVING max(at) < ?)`,
    ),
    take: db.prepare(
      `INSERT INTO taken (document, kid, head, manifest) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET head = excluded.head, manifest = excluded.manifest`,
    ),
    freeze: db.prepare(
      `INSERT INTO frozen (document, kid, refusal, signature, evidence)
       SELECT @document, @kid, @refusal, @signature, @evidence
       WHERE (SELECT count(*) FROM frozen WHERE kid = @kid) < @max ON CONFLICT DO NOTHING`,
    ),
  }
  /** Runs one transaction; a full disk has a word of its own. */
  const durably = (work: () => void) => {
    try {
      db.transaction(work).immediate()
    } catch (error) {
      throw asDatabaseFailure(error, file)
    }
  }
  const makeRoom = ({ document, kid }: DocumentOf, size: number, now: number) => {
    write.expire.run(now - KEPT_MS_MAX)
    write.forgetOthers.run(document, fromHex(kid))
    // A document that has grown beyond what is kept of one starts again when it is cut off.
    const own = select.bytesOf.pluck().get(fromHex(kid)) ?? 0
    if (own + size > KEPT_BYTES_OF_AUTHOR_MAX) write.forget.run(document, fromHex(kid))
    for (let oldest = select.oldest.get(); oldest; oldest = select.oldest.get()) {
      if ((select.bytes.pluck().get() ?? 0) + size <= KEPT_BYTES_MAX) return
      write.forget.run(oldest.document, oldest.kid)
    }
  }

  return {
    keptOf: ({ document, kid }) => select.kept.pluck().all(document, fromHex(kid)),
    keep(of, frames, place, now) {
      const named = { document: of.document, kid: fromHex(of.kid), at: now }
      durably(() => {
        for (const [n, frame] of frames.entries()) {
          makeRoom(of, frame.length, now)
          write.keep.run({ ...named, place: place + n, frame })
        }
      })
    },
    forget: ({ document, kid }) => durably(() => write.forget.run(document, fromHex(kid))),
    takenOf({ document, kid }) {
      const row = select.taken.get(document, fromHex(kid))
      return row ? { head: row.head.toString('hex'), manifest: row.manifest.toString('hex') } : null
    },
    take({ document, kid }, { head, manifest }) {
      durably(() => {
        write.take.run(document, fromHex(kid), fromHex(head), fromHex(manifest))
        write.forget.run(document, fromHex(kid))
      })
    },
    frozenOf({ document, kid }) {
      const row = select.frozen.get(document, fromHex(kid))
      return row ? { bytes: new Uint8Array(row.refusal), signature: new Uint8Array(row.signature) } : null
    },
    freeze({ document, kid }, { bytes, signature }, evidence) {
      durably(() => {
        const kept = evidence.subarray(0, EVIDENCE_BYTES_MAX)
        const word = { document, kid: fromHex(kid), refusal: bytes, signature, evidence: kept }
        write.freeze.run({ ...word, max: FROZEN_KEPT_MAX })
        write.forget.run(document, fromHex(kid))
      })
    },
    frozen: (before, limit) =>
      select.allFrozen
        .all(before, limit)
        .map(({ n, refusal, signature }) => ({ n, bytes: refusal, signature })),
    hasFrozenTooMany: (kid) => (select.frozenCount.pluck().get(fromHex(kid)) ?? 0) >= FROZEN_OF_AUTHOR_MAX,
    close: () => db.close(),
  }
}

function fromHex(hash: string): Buffer {
  return Buffer.from(hash, 'hex')
}
