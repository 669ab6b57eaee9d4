import type { EnrolmentDesk } from './enrolment-desk.ts'
import type { Mirror } from './follow-logs.ts'
import type { LogJudge } from './judge-log.ts'
import type { LabelPageSource } from './label-page/label-page-source.ts'
import type { LedgerContext } from './ledger-context.ts'
import type { LogsBetween } from './logs-between.ts'
import type { MembershipDesk } from './membership-desk.ts'
import type { StandingStore } from './standing-store.ts'

/** All that the pages of a ledger are made from. */
export interface ServedLedger extends LedgerContext {
  readonly standing: StandingStore
  readonly judge: LogJudge
  readonly between: LogsBetween
  /** Other members' logs, as they are held here. */
  readonly mirrors: readonly Mirror[]
  readonly labels: LabelPageSource
  readonly memberships: MembershipDesk
  readonly enrolments: EnrolmentDesk
}
