import type { PublishedCatalogue } from './catalogue/published-catalogue.ts'
import type { InspectionShelf } from './inspections/inspection-shelf.ts'
import type { LabelPageSource } from './label-page/label-page-source.ts'
import type { LedgerContext } from './ledger-context.ts'
import type { EnrolmentDesk } from './members/enrolment-desk.ts'
import type { MembershipDesk } from './members/membership-desk.ts'
import type { Mirror } from './mirrors/follow-logs.ts'
import type { LogsBetween } from './mirrors/logs-between.ts'
import type { LogJudge } from './standing/judge-log.ts'
import type { StandingStore } from './standing/standing-store.ts'

/** All that the pages of a ledger are made from. */
export interface ServedLedger extends LedgerContext {
  readonly standing: StandingStore
  readonly judge: LogJudge
  readonly between: LogsBetween
  /** Other members' logs, as they are held here. */
  readonly mirrors: readonly Mirror[]
  readonly labels: LabelPageSource
  /** What the consortium says of goods, for whoever fetches it. */
  readonly catalogue: PublishedCatalogue
  readonly memberships: MembershipDesk
  readonly enrolments: EnrolmentDesk
  /** Tasks and results of inspections on their way. */
  readonly inspections: InspectionShelf
}
