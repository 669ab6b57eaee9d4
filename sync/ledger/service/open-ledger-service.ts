import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type CatalogueReader, openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
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
  /** A workspace's catalogue, read beside whoever writes it. */
  readonly catalogueFile?: string | undefined
  readonly logger: Logger
  readonly rates?: RateOptions
}

/** Throws at once for a file that is not there or is no catalogue: a ledger that was given one must not decide without. */
function openCatalogueOf(file: string): CatalogueReader {
  if (!existsSync(file)) throw new BondmarkError('file-missing', { file })
  const catalogue = openCatalogue(file)
  catalogue.version()
  return catalogue
}

/** The decision service of a ledger, over its log. Throws `database-…`, `file-missing`. */
export function openLedgerService(options: LedgerServiceOptions): ServedService {
  const { data, log, standing, rules, catalogueFile, logger, rates } = options
  const now = () => wallClock.now()
  const store = openServiceStore(join(data, SERVICE_FILE))
  const catalogue = catalogueFile === undefined ? null : openCatalogueOf(catalogueFile)
  try {
    const asns = followAsns(join(data, 'asns.sqlite'), log, { logger, timers: systemTimers })
    const source = ledgerSource(asns, standing, { rules, catalogue }, now)
    const served = serveService({
      ...{ source, store, prefix: SERVICE_PREFIX, logger, timers: systemTimers, now },
      ...(rates && { rates }),
    })
    return {
      route: served.route,
      async close() {
        await served.close()
        await asns.close()
        catalogue?.close()
        store.close()
      },
    }
  } catch (error) {
    catalogue?.close()
    store.close()
    throw error
  }
}
