import type { Route } from '../../../platform/http/http-service.ts'
import type { Metrics } from '../../../platform/metrics/metrics.ts'
import { cataloguePages } from '../catalogue/catalogue-pages.ts'
import { frozenPages } from '../documents/frozen-pages.ts'
import { batchFilePage } from '../entry/batch-file-page.ts'
import { chainPages } from '../entry/chain-pages.ts'
import { equivocationPages } from '../entry/equivocation-pages.ts'
import { heldPages } from '../entry/held-pages.ts'
import { refusalPages } from '../entry/refusal-pages.ts'
import { healthPage } from '../health/health-page.ts'
import type { LedgerHealth } from '../health/ledger-health.ts'
import { metricsPage } from '../health/metrics-page.ts'
import { inspectionPages } from '../inspections/inspection-pages.ts'
import { labelPages } from '../label-page/label-page.ts'
import { tilePages } from '../log/tile-pages.ts'
import { enrolmentPages } from '../members/enrolment-pages.ts'
import { membershipPages } from '../members/membership-pages.ts'
import { logConflictPages } from '../mirrors/log-conflict-pages.ts'
import { mirrorPages } from '../mirrors/mirror-pages.ts'
import type { ServedLedger } from '../served-ledger.ts'
import { standingPages } from '../standing/standing-pages.ts'
import { resultCame } from '../workspace/hand-on-inspections.ts'

/** Every page that a ledger answers, each in a file of its own. */
export const ledgerRoutes = (
  ledger: ServedLedger,
  { health, metrics }: { readonly health: () => LedgerHealth; readonly metrics: Metrics },
): readonly Route[] => [
  healthPage(health),
  metricsPage(metrics),
  chainPages(ledger.store),
  standingPages({
    origin: ledger.signer.name,
    log: ledger.store,
    standing: ledger.standing,
    between: ledger.between.store,
  }),
  equivocationPages(ledger.store.equivocations),
  membershipPages(ledger.memberships),
  enrolmentPages(ledger.enrolments, ledger.memberships, ledger.timers.now),
  inspectionPages(
    ledger.inspections,
    () => ledger.memberships.consortium.own().payload.org,
    ledger.timers.now,
    (task) => void (ledger.workspaces && resultCame(ledger.workspaces, task, ledger.logger)),
  ),
  refusalPages(ledger.store.refusals),
  heldPages(ledger.store.held),
  frozenPages(ledger.documents),
  batchFilePage(ledger),
  tilePages(ledger.store),
  mirrorPages(ledger.mirrors),
  logConflictPages(ledger.between.store),
  labelPages(ledger.labels),
  cataloguePages(ledger.catalogue),
]
