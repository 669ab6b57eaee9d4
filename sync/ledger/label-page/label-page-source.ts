import type { Membership } from '../../../core/membership/membership.ts'
import type { PinChecks } from './pin-check.ts'
import type { ProductNames } from './product-names.ts'
import type { RecordSource } from './told.ts'

/** What the pages of labels are made from. */
export interface LabelPageSource {
  /** Origin of this ledger's own log. */
  readonly origin: string
  /** Logs that tell of units: this ledger's own first, then those that it mirrors. */
  readonly sources: () => readonly RecordSource[]
  /** Every membership that is known here, older versions too; the same list until there is another. */
  readonly memberships: () => readonly Membership[]
  /** How many witnesses' lines a proof in an evidence file has. */
  readonly witnessesNeeded: () => number
  readonly training: boolean
  readonly products: ProductNames
  readonly pins: PinChecks
  /** Proxies in front of this ledger whose X-Forwarded-For is believed. */
  readonly proxies: number
  /** Unix milliseconds. */
  readonly now: () => number
}
