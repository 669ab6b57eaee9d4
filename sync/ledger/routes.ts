import type { Metrics } from '../../platform/metrics/metrics.ts'
import { batchFilePage } from './batch-file-page.ts'
import { chainPages } from './chain-pages.ts'
import { enrolmentPages } from './enrolment-pages.ts'
import { equivocationPages } from './equivocation-pages.ts'
import { frozenPages } from './frozen-pages.ts'
import { healthPage } from './health-page.ts'
import { heldPages } from './held-pages.ts'
import type { Route } from './http-service.ts'
import { labelPages } from './label-page/label-page.ts'
import type { LedgerHealth } from './ledger-health.ts'
import { logConflictPages } from './log-conflict-pages.ts'
import { membershipPages } from './membership-pages.ts'
import { metricsPage } from './metrics-page.ts'
import { mirrorPages } from './mirror-pages.ts'
import { refusalPages } from './refusal-pages.ts'
import type { ServedLedger } from './served-ledger.ts'
import { standingPages } from './standing-pages.ts'
import { tilePages } from './tile-pages.ts'

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
  refusalPages(ledger.store.refusals),
  heldPages(ledger.store.held),
  frozenPages(ledger.documents),
  batchFilePage(ledger),
  tilePages(ledger.store),
  mirrorPages(ledger.mirrors),
  logConflictPages(ledger.between.store),
  labelPages(ledger.labels),
]
