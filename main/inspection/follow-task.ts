import type { TaskFile } from '../../core/inspection/result-file.ts'
import { askedStatementOf } from '../../core/inspection/shared-task.ts'
import { issuerOf } from '../../core/membership/listed-issuer.ts'
import { keyOf } from '../../core/membership/membership.ts'
import { whyNotCountable } from '../../core/membership/revocation.ts'
import { verifyStatement } from '../../core/statement/statement.ts'
import { publicKeyOf } from '../../core/statement/strict-ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { StationContext } from '../station/context.ts'
import { addTask } from './create-tasks.ts'
import { type Mover, moveTask } from './move-task.ts'

/** Whether a station of this organisation states that it asks for this task, with a key that counts. */
export function isAskedByOurs(ctx: StationContext, file: TaskFile): boolean {
  const { own } = ctx.rights.basis
  const statement = askedStatementOf(file)
  const now = Date.parse(ctx.clock.now()) / 1000
  const key = statement && keyOf(own, statement.kid)
  const publicKey = key && publicKeyOf(key.key)
  return (
    statement !== null &&
    key?.use === 'station' &&
    !!publicKey &&
    issuerOf(own, key) === statement.issuer &&
    whyNotCountable(own, statement.kid, { seq: statement.seq, loggedBy: now }) === null &&
    verifyStatement(statement, publicKey, verifyEd25519)
  )
}

/**
 * Takes another station's task on record, as it was sent: its result is awaited here too. `since` is when samples were taken or
 * it was sent, by that station's word; no result is of before. Call it inside a store transaction.
 */
export function followTask(
  ctx: StationContext,
  { task, agency }: TaskFile,
  since: string | null,
  by: Mover,
): void {
  const stored = moveTask(ctx, addTask(ctx, task), 'assign', { by, agency, detail: { agency } })
  const detail = { way: 'document', agency, station: task.station, since: since ?? task.createdAt }
  moveTask(ctx, stored, 'send', { by, detail })
}
