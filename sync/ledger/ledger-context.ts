import type { StationNotice } from '../../core/contract/station-notice.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import type { RandomBytes } from '../../platform/keys/random-bytes.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { DocumentShelf } from './documents/document-shelf.ts'
import type { DocumentThreads } from './documents/document-worker.ts'
import type { KeyRegister } from './entry/key-register.ts'
import type { StatementChecker } from './entry/statement-checker.ts'
import type { LedgerCounts } from './health/ledger-counts.ts'
import type { LogStore } from './log/log-store.ts'
import type { Publisher } from './log/publisher.ts'
import type { LogJudge } from './standing/judge-log.ts'
import type { WorkspaceDesk } from './workspace/workspace-desk.ts'

/** What a session works on. */
export interface LedgerContext {
  readonly signer: NoteSigner
  readonly keys: KeyRegister
  readonly store: LogStore
  readonly publisher: Publisher
  readonly judge: Pick<LogJudge, 'wake'>
  readonly threads: DocumentThreads
  readonly documents: DocumentShelf
  readonly checker: StatementChecker
  /** What a key's station is told of its statements that others contradict. */
  readonly notices?: (kid: string) => readonly StationNotice[]
  readonly logger: Logger
  readonly counts?: LedgerCounts
  readonly silenceMsMax: number
  readonly timers: Timers
  readonly randomBytes: RandomBytes
  /** Documents that stations share; a ledger without them refuses sessions for them. */
  readonly workspaces?: WorkspaceDesk
}
