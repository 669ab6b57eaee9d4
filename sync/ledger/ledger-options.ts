import type { Logger } from '../../platform/log/logger.ts'
import type { RateOptions } from '../../platform/service/rate-limits.ts'
import type { TlsFiles } from '../../platform/tls/read-pem.ts'
import type { LabelPageOptions } from './label-page/open-label-page.ts'

/** What a ledger is started with. */
export interface LedgerOptions extends LabelPageOptions {
  /** Folder of this ledger: keys, log, witness. Made when absent. */
  readonly data: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly membershipFile: string
  /** Folder of other members' memberships, each `NAME.json` with, perhaps, `NAME.trust.json` beside it. */
  readonly membersFolder?: string | undefined
  /** Whose logs are mirrored and which witnesses are asked (`bondmark/peers/1`); without one, its own witness. */
  readonly peersFile?: string | undefined
  /** What the decision service decides by: a bundle approved by two people, in training a bare rule set too. */
  readonly rulesFile?: string | undefined
  /** `catalogue.sqlite` of a workspace: reports and figures that the decision service goes by. */
  readonly catalogueFile?: string | undefined
  /** How much callers of the decision service may ask; the usual when absent. */
  readonly rates?: RateOptions
  readonly logger: Logger
  /** For HTTPS and `wss:`; plain when absent. */
  readonly tls?: TlsFiles
  /** Base addresses of copies of this log, asked before it signs whether it has been rolled back. */
  readonly ask?: readonly string[]
  /** For sealed keys (`ledger init`). */
  readonly passphrase?: string
  /** Instead of the published one, for the keys of a training ledger. */
  readonly trainingPassphrase?: string
}
