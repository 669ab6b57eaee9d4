import { join } from 'node:path'
import { wallClock } from '../../../platform/clock/clock.ts'
import { systemTimers } from '../../../platform/clock/timers.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import type { RateOptions } from '../../../platform/service/rate-limits.ts'
import { type ServedService, serveService } from '../../../platform/service/serve-service.ts'
import { SERVICE_FILE } from '../../../platform/service/service-file.ts'
import { openServiceStore } from '../../../platform/service/service-store.ts'
import type { LogStore } from '../log/log-store.ts'
import type { StandingStore } from '../standing/standing-store.ts'
import { followAsns } from './follow-asns.ts'
import { type LedgerRules, ledgerSource } from './ledger-source.ts'

/** Under which path a ledger serves decisions: its own pages have others. */
const SERVICE_PREFIX = '/service'

export interface LedgerServiceOptions {
  /** Folder of the ledger. */
  readonly data: string
  readonly log: Pick<LogStore, 'entries' | 'latestCheckpoint'>
  readonly standing: Pick<StandingStore, 'standing'>
  readonly rules: LedgerRules | null
  readonly logger: Logger
  readonly rates?: RateOptions
}

/** The decision service of a ledger, over its log. Throws `database-…`. */
export function openLedgerService(options: LedgerServiceOptions): ServedService {
  const { data, log, standing, rules, logger, rates } = options
  const now = () => wallClock.now()
  const store = openServiceStore(join(data, SERVICE_FILE))
  try {
    const asns = followAsns(join(data, 'asns.sqlite'), log, { logger, timers: systemTimers })
    const source = ledgerSource(asns, standing, rules, now)
    const served = serveService({
      ...{ source, store, prefix: SERVICE_PREFIX, logger, timers: systemTimers, now },
      ...(rates && { rates }),
    })
    return {
      route: served.route,
      async close() {
        await served.close()
        await asns.close()
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}
