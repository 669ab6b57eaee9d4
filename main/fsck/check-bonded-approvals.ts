import { createHash } from 'node:crypto'
import { bondedApprovals } from '../../core/bonded/bonded-records.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { BondedSaid } from './bonded-said.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { isSupervisorOf, whyNotSaid } from './signed-by-person.ts'

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

function isGiven(row: ApprovalRow, payload: BondedSaid['payload'], keys: KnownKeys): boolean {
  const { approval: _, 'bm:approval': __, eventID: ___, ...body } = payload
  const why = whyNotSaid(row, bondedApprovals, (said, statement) => ({
    body: said.body === createHash('sha256').update(canonicalBytes(body)).digest('hex'),
    signature: isSupervisorOf(row.badge, statement, keys),
  }))
  return why === null
}
