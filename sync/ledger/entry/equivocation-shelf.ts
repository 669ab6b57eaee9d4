import { type EquivocationProof, writeEquivocationProof } from '../../../core/statement/equivocation.ts'
import { asDatabaseFailure, type Database } from '../../../platform/sqlite/open-database.ts'

/**
 * Proofs kept of one key: one is enough to stop trusting it, and whoever holds a key can make any number of them.
 */
const PROOFS_OF_KEY_MAX = 16
const LIST_MAX = 1_000

/** Which place of whose chain was signed twice. */
export interface EquivocationPlace {
  /** hex */
  readonly kid: string
  readonly seq: number
}

/** The proofs of equivocation that came to this ledger, durable before anybody is answered. */
export interface EquivocationShelf {
  /** Keeps a proof; one that is there for its place already stays, and a key's later ones are let go. */
  keep(proof: EquivocationProof): void
  /** The places that proofs are kept for, the first seen first. */
  places(): EquivocationPlace[]
  /** The file of the proof for a place, or null. */
  proof(place: EquivocationPlace): Uint8Array | null
}

/** The shelf in a ledger's database. Its `keep` throws `disk-full` and what `asDatabaseFailure` makes of other failures. */
export function openEquivocationShelf(db: Database, file: string): EquivocationShelf {
  const insert = db.prepare<{ kid: Buffer; seq: number; proof: Uint8Array }>(
    `INSERT OR IGNORE INTO equivocations (kid, seq, proof) SELECT @kid, @seq, @proof
     WHERE (SELECT count(*) FROM equivocations WHERE kid = @kid) < ${PROOFS_OF_KEY_MAX}`,
  )
  const list = db.prepare<[number], { kid: Buffer; seq: number }>(
    'SELECT kid, seq FROM equivocations ORDER BY n LIMIT ?',
  )
  const select = db
    .prepare<[Buffer, number], Buffer>('SELECT proof FROM equivocations WHERE kid = ? AND seq = ?')
    .pluck()
  return {
    keep(proof) {
      try {
        insert.run({ kid: fromHex(proof.kid), seq: proof.seq, proof: writeEquivocationProof(proof) })
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    places: () => list.all(LIST_MAX).map(({ kid, seq }) => ({ kid: kid.toString('hex'), seq })),
    proof({ kid, seq }) {
      const bytes = select.get(fromHex(kid), seq)
      return bytes === undefined ? null : new Uint8Array(bytes)
    },
  }
}

const fromHex = (kid: string): Buffer => Buffer.from(kid, 'hex')
