import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { readEquivocationProof } from '../../core/statement/equivocation.ts'
import { readRefusal } from '../../core/statement/refusal.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'

/** Public keys that the own organisation lists or has listed for a log. */
export const logKeysOf = ({ byKid, org }: KnownKeys): Buffer[] =>
  [...byKid.values()].filter((key) => key.use === 'log' && key.org === org).map(({ publicKey }) => publicKey)

/** What a ledger keeps beside its entries: proofs of equivocation, refusals that it signed, batches that wait. */
export function checkShelves(db: Database, keys: KnownKeys, report: Report): void {
  checkEquivocations(db, report)
  checkRefusals(db, keys, report)
  checkHeld(db, keys, report)
}

function checkEquivocations(db: Database, report: Report): void {
  const rows = db.prepare<[], { kid: Buffer; seq: number; proof: Buffer }>(
    'SELECT kid, seq, proof FROM equivocations',
  )
  for (const { kid, seq, proof } of rows.iterate()) {
    const isProven = holds(() => {
      const read = readEquivocationProof(proof, verifyEd25519)
      return read.kid === kid.toString('hex') && read.seq === seq
    })
    if (!isProven) report('ledger-equivocation-invalid', `equivocation of ${kid.toString('hex')} at ${seq}`)
  }
}

interface RefusalRow {
  readonly n: number
  readonly statement: Buffer
  readonly reason: Buffer
  readonly brought_by: Buffer
  readonly said: Buffer
  readonly signature: Buffer
}

function checkRefusals(db: Database, keys: KnownKeys, report: Report): void {
  const logKeys = logKeysOf(keys)
  for (const row of db.prepare<[], RefusalRow>('SELECT * FROM refusals').iterate()) {
    const isOurs = logKeys.some((key) =>
      holds(() => {
        const { statement, code, detail, final } = readRefusal(
          { bytes: row.said, signature: row.signature },
          key,
          verifyEd25519,
        )
        const reason = createHash('sha256').update(canonicalBytes({ code, detail, final })).digest()
        return statement === row.statement.toString('hex') && reason.equals(row.reason)
      }),
    )
    if (!isOurs || !keys.byKid.has(row.brought_by.toString('hex')))
      report('ledger-refusal-invalid', `refusal ${row.n}`)
  }
}

interface HeldRow {
  readonly place: number
  readonly kid: Buffer
  readonly manifest_id: Buffer
  readonly manifest: Buffer
  readonly first_seq: number
  readonly prev: Buffer
  readonly statements: number
  readonly bytes: number
  readonly expired: number | null
}

/** They are no entries and were checked when they came; here only whether they are still what came. */
function checkHeld(db: Database, keys: KnownKeys, report: Report): void {
  const held = db.prepare<[number], { seq: number; bytes: Buffer }>(
    'SELECT seq, bytes FROM held_statements WHERE batch = ? ORDER BY seq',
  )
  for (const batch of db.prepare<[], HeldRow>('SELECT * FROM held_batches ORDER BY place').all()) {
    const where = `batch that waits ${batch.place}`
    const isManifest = createHash('sha256').update(batch.manifest).digest().equals(batch.manifest_id)
    if (!isManifest) report('ledger-held-invalid', where)
    // When its time is over its statements go, and the record of it stays.
    if (batch.expired !== null) continue
    let count = 0
    let bytes = batch.manifest.length
    let prev = batch.prev.toString('hex')
    for (const row of held.iterate(batch.place)) {
      const isNext = holds(() => {
        const statement = readStatement(row.bytes)
        const key = keys.byKid.get(statement.kid)?.publicKey
        if (key === undefined || !verifyEd25519(key, statement.toBeSigned, statement.signature)) return false
        const follows = statement.prev === prev && statement.seq === batch.first_seq + count
        prev = statement.id
        return follows && statement.seq === row.seq && statement.kid === batch.kid.toString('hex')
      })
      if (!isNext) report('ledger-held-invalid', `${where}, statement ${row.seq}`)
      count += 1
      bytes += row.bytes.length
    }
    if (count !== batch.statements || bytes !== batch.bytes)
      report('ledger-held-invalid', `${where}: ${count} of ${batch.statements} statements`)
  }
}
