import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import type { SignedRefusal } from '../../../core/statement/refusal.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { asDatabaseFailure, type Database } from '../../../platform/sqlite/open-database.ts'

/**
 * Refusals kept of what one key brought, and of all: a key can make any number of bad statements. What comes when the
 * shelf is full is refused all the same and says that it was not kept; nothing that was kept is ever let go.
 */
const REFUSALS_OF_KEY_MAX = 20_000
const REFUSALS_MAX = 400_000
/** Different reasons told of one statement. */
const LIST_MAX = 16

/** What was refused, and why: one reason of one statement. */
export interface RefusedReason extends Failure {
  /** hex */
  readonly id: string
  readonly final: boolean
}

/** The refusals that a ledger has signed, so that the same statement gets the same answer for good. */
export interface RefusalShelf {
  /** What was signed for this reason before, or null. */
  find(reason: RefusedReason): SignedRefusal | null
  /** How many more of what this key brings may be kept. */
  room(broughtBy: string): number
  /** Keeps what was signed now. Throws `disk-full` and the like. */
  keep(reason: RefusedReason, signed: SignedRefusal, broughtBy: string): void
  /** All that was signed about a statement (hex id), the first first. */
  of(id: string): SignedRefusal[]
  count(): number
}

interface Row {
  readonly said: Buffer
  readonly signature: Buffer
}

export function openRefusalShelf(
  db: Database,
  file: string,
  max = { ofKey: REFUSALS_OF_KEY_MAX, all: REFUSALS_MAX },
): RefusalShelf {
  const select = {
    one: db.prepare<[Buffer, Uint8Array], Row>(
      'SELECT said, signature FROM refusals WHERE statement = ? AND reason = ?',
    ),
    of: db.prepare<[Buffer, number], Row>(
      'SELECT said, signature FROM refusals WHERE statement = ? ORDER BY n LIMIT ?',
    ),
    ofKey: db.prepare<[Buffer], number>('SELECT count(*) FROM refusals WHERE brought_by = ?').pluck(),
    all: db.prepare<[], number>('SELECT count(*) FROM refusals').pluck(),
  }
  const insert = db.prepare(
    'INSERT INTO refusals (statement, reason, brought_by, said, signature) VALUES (?, ?, ?, ?, ?)',
  )
  return {
    find: (reason) => toSigned(select.one.get(fromHex(reason.id), hashOf(reason))),
    room: (broughtBy) =>
      Math.max(
        0,
        Math.min(max.ofKey - (select.ofKey.get(fromHex(broughtBy)) ?? 0), max.all - (select.all.get() ?? 0)),
      ),
    keep(reason, { bytes, signature }, broughtBy) {
      try {
        insert.run(fromHex(reason.id), hashOf(reason), fromHex(broughtBy), bytes, signature)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    of: (id) => select.of.all(fromHex(id), LIST_MAX).flatMap((row) => toSigned(row) ?? []),
    count: () => select.all.get() ?? 0,
  }
}

function toSigned(row: Row | undefined): SignedRefusal | null {
  return row === undefined
    ? null
    : { bytes: new Uint8Array(row.said), signature: new Uint8Array(row.signature) }
}

const hashOf = ({ code, detail, final }: RefusedReason): Uint8Array =>
  sha256Native(canonicalBytes({ code, detail, final }))

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex')
