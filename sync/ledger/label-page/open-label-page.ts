import { join } from 'node:path'
import type { Membership } from '../../../core/membership/membership.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'
import { openFirstChecks } from './first-checks.ts'
import type { LabelPageSource } from './label-page-source.ts'
import { checkPins } from './pin-check.ts'
import { noProductNames, readProductNames } from './product-names.ts'
import type { RecordSource } from './told.ts'

/** What a ledger is started with for its pages of labels. */
export interface LabelPageOptions {
  /** `bondmark/products/1`: what goods are called. */
  readonly productsFile?: string | undefined
  /** Proxies in front of the ledger whose X-Forwarded-For is believed; none when absent. */
  readonly proxies?: number | undefined
}

interface Opened extends LabelPageOptions {
  /** The ledger's folder: first checks of scratch codes are in `checks.sqlite`. */
  readonly data: string
  readonly origin: string
  readonly training: boolean
  readonly sources: () => readonly RecordSource[]
  readonly memberships: () => readonly Membership[]
  readonly witnessesNeeded: () => number
  readonly timers: Timers
  readonly randomBytes: RandomBytes
}

/** Opens what the pages of labels need. Throws `products-unreadable` and what `openDatabase` throws. */
export function openLabelPage(options: Opened): { readonly source: LabelPageSource; close(): void } {
  const { data, productsFile, proxies = 0, timers, randomBytes, ...source } = options
  const products = productsFile === undefined ? noProductNames : readProductNames(productsFile)
  const checks = openFirstChecks(join(data, 'checks.sqlite'))
  const pins = checkPins({ checks, timers, steadyMs: () => performance.now(), randomBytes })
  return {
    source: { ...source, products, pins, proxies, now: () => timers.now() },
    close: () => checks.close(),
  }
}
