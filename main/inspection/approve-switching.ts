import { toHex } from '../../core/encoding/hex.ts'
import { inspectionOrders, type SwitchingApproval } from '../../core/inspection/inspection-records.ts'
import { nextSwitching } from '../../core/sampling/next-switching.ts'
import type { SwitchingEvent } from '../../core/sampling/switching-state.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { stateOf, switchedRow } from './follow-switching.ts'
import type { Mover } from './move-task.ts'

const events: Readonly<Record<SwitchingApproval['approves'], SwitchingEvent>> = {
  'production-steady': { kind: 'production', steady: true },
  'production-irregular': { kind: 'production', steady: false },
  reduced: { kind: 'reduced-inspection', approved: true },
  'no-longer-reduced': { kind: 'reduced-inspection', approved: false },
  normal: { kind: 'back-to-normal' },
  resumption: { kind: 'resume' },
}

/**
 * A supervisor says what the switching rules leave to people: signed by their own key, cited by the station's record, and a step
 * of the history. Call it inside a store transaction. Throws `switching-…` for what is not possible where the series stands.
 */
export function approveSwitching(
  ctx: StationContext,
  said: Pick<SwitchingApproval, 'gtin' | 'manufacturer' | 'rule' | 'approves' | 'reason'>,
  signer: PersonSigner,
  by: Mover,
): void {
  const { gtin, manufacturer, rule, approves } = said
  const key = { gtin, manufacturer, rule }
  const switched = nextSwitching(stateOf(ctx, key), events[approves])
  const station = ctx.identity.issuer
  const signed = inspectionOrders.sign(
    { format: 'bondmark/switching-approved/1', station, t: by.t, ...said },
    signer,
  )
  const { n } = appendRecord(
    ctx,
    'switching-moved',
    {
      station,
      t: by.t,
      ...key,
      approves,
      order: toHex(sha256Native(signed)),
      inspection: switched.state.inspection,
      operator: by.operator,
    },
    by.t,
  )
  ctx.store.inspections.switching.add(
    switchedRow(key, switched, { t: by.t, cause: approves, statement: n, badge: by.badge, signed }),
  )
}
