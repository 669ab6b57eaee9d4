import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { readResultFile, readTaskFile } from '../../core/inspection/result-file.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { readStatement, verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { holds, type KnownKey, type KnownKeys, type Report } from './ledger-files.ts'

/**
 * Tasks and results that wait at a ledger: each is what its name says, and signed by a key that some membership lists or has listed for
 * that. Whether a result fits its task is the station's to say.
 */
export function checkInspectionsOnTheWay(db: Database, keys: KnownKeys, report: Report): void {
  const tasks = db.prepare<[], { name: string; hash: string; agency: string; station: string; file: Buffer }>(
    'SELECT name, hash, agency, station, file FROM task ORDER BY name',
  )
  for (const row of tasks.iterate()) {
    const isAsked = holds(() => {
      const { task, agency, statement } = readTaskFile(row.file)
      const hash = hashOf(canonicalBytes(task))
      const said = signedBy(statement, keys, ({ use }) => use === 'station')
      return (
        said?.issuer === task.station &&
        said.payload.hash === hash &&
        row.hash === hash &&
        row.agency === agency &&
        row.station === task.station &&
        row.name === `${agency}.${hash}`
      )
    })
    if (!isAsked) report('ledger-inspection-differs', `task ${row.name}`)
  }
  const results = db.prepare<
    [],
    { name: string; task: string; agency: string; statement: string; file: Buffer }
  >('SELECT name, task, agency, statement, file FROM result ORDER BY name')
  for (const row of results.iterate()) {
    const isAnswered = holds(() => {
      const { statement } = readResultFile(row.file)
      const said =
        statement && signedBy(statement, keys, ({ role, org }) => role === 'inspector' && org === row.agency)
      return (
        statement !== null &&
        said?.payload.taskHash === row.task &&
        row.statement === hashOf(statement) &&
        row.name === `${row.task}.${hashOf(row.file)}`
      )
    })
    if (!isAnswered) report('ledger-inspection-differs', `result ${row.name}`)
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a statement says when a known key of that kind has signed it; null otherwise. */
function signedBy(bytes: Uint8Array, { byKid }: KnownKeys, isKind: (key: KnownKey) => boolean) {
  const statement = readStatement(bytes, sha256Native)
  const key = byKid.get(statement.kid)
  if (!key || !isKind(key) || !verifyStatement(statement, key.publicKey, verifyEd25519)) return null
  const payload = parseCanonical(statement.payload) as Readonly<Record<string, unknown>>
  return { issuer: statement.issuer, payload }
}
