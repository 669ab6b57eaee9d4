import type { OtherCountsView } from '../../core/contract/shared-progress.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import type { ListedSealKey } from '../../core/label/seal-keys.ts'
import type { StockSize } from '../../core/label/stock.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import type { CatalogueReader } from '../../platform/catalogue/catalogue-reader.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { OwnLine } from '../progress/others-look.ts'
import type { MintingRights } from '../serials/minting-rights.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import type { PinPool } from './pin-pool.ts'
import type { WatchedClock } from './watched-clock.ts'

/** Who the station is when it signs. */
export interface StationIdentity {
  readonly kid: string
  readonly publicKey: Uint8Array
  /** `https://id.{consortium}/org/{org}/station/{station}` */
  readonly issuer: string
  readonly sign: Sign
}

/** What a label as it was printed is drawn from: readers beside a running station have it too. */
export type LabelSource = Pick<StationContext, 'store' | 'profile' | 'dotsPerMm'>

/** What every use case is handed. */
export interface StationContext {
  readonly store: StationStore
  readonly profile: StationProfile
  readonly identity: StationIdentity
  /** Wraps people's keys together with their passcodes. */
  readonly vaultKey: Uint8Array
  readonly clock: WatchedClock
  readonly random: (n: number) => Uint8Array
  readonly pins: PinPool
  /** The rights to give serials. */
  readonly rights: MintingRights
  /** Dots per millimetre that labels of a kind are printed with: of the printer that has their stock. */
  readonly dotsPerMm: (kind: LabelKind) => PrinterModel['dotsPerMm']
  /** The size of the stock that labels of a kind are printed on: of what is in their printer. */
  readonly stock: (kind: LabelKind) => StockSize
  /** The printer that has the stock of a kind of label in it; null when none is set up. */
  readonly printerOf: (kind: LabelKind) => { readonly id: string; readonly name: string } | null
  /** Keys that the membership lists: whose a foreign label is. */
  readonly listedKeys: () => readonly ListedSealKey[]
  /** What other stations of the warehouse say of a line: their word, to be shown and warned by; it decides nothing. */
  readonly othersOf?: (line: OwnLine) => OtherCountsView | null
  /** Whether another station of the warehouse says that it has a demand inspected, by the demand's id. */
  readonly isInspectedElsewhere?: (demand: string) => boolean
  /** The rules that count now. */
  readonly rules: () => RuleSet
  /** What is known of goods, makers and agencies. */
  readonly catalogue: CatalogueReader
  readonly logger: Logger
}
