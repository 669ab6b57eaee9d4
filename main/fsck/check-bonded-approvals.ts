import { createHash } from 'node:crypto'
import { bondedApproved } from '../../core/bonded/bonded-records.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { BondedSaid } from './bonded-said.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

interface ApprovalRow {
  readonly id: Buffer
  readonly statement: number
  readonly badge: string
  readonly bytes: Buffer
}

/**
 * Every statement that cites a supervisor's word has it, and every word is a listed supervisor's, under this very statement:
 * destroyed goods, returns, adjustments, ends of orders, seals that were settled, closings and books.
 */
export function checkBondedApprovals(
  db: StationFile,
  said: readonly BondedSaid[],
  keys: KnownKeys,
  findings: Findings,
): void {
  const rows = new Map(
    db
      .prepare<[], ApprovalRow>('SELECT id, statement, badge, bytes FROM bonded_approval')
      .all()
      .map((row) => [row.statement, row]),
  )
  for (const { n, what, payload } of said) {
    const cited = payload[what === 'event' ? 'bm:approval' : 'approval']
    const row = rows.get(n)
    rows.delete(n)
    if (cited === undefined && row === undefined) continue
    const where = `approval of statement ${n}`
    if (row === undefined || row.id.toString('hex') !== cited) findings.add('bonded-approval-wrong', where)
    else if (!isGiven(row, payload, keys)) findings.add('bonded-approval-wrong', where)
  }
  for (const n of rows.keys()) findings.add('bonded-approval-wrong', `approval of statement ${n}`)
}

function isGiven(
  { id, badge, bytes }: ApprovalRow,
  payload: BondedSaid['payload'],
  keys: KnownKeys,
): boolean {
  const statement = readBytes(bytes)
  if (
    statement?.contentType !== contentTypes.record('bonded-approved') ||
    statement.id !== id.toString('hex')
  )
    return false
  const key = keys.supervisor(statement.kid)
  if (!key || key.issuer !== statement.issuer || !statement.issuer.endsWith(`/${badge}`)) return false
  if (!verifyStatement(statement, key.publicKey, verifyEd25519)) return false
  const word = bondedApproved.safeParse(JSON.parse(Buffer.from(statement.payload).toString('utf8')))
  const { approval: _, 'bm:approval': __, eventID: ___, ...body } = payload
  return word.success && word.data.body === createHash('sha256').update(canonicalBytes(body)).digest('hex')
}
