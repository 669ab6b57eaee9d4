import type { DamageView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { SalvageReport } from '../salvage/salvage-report.ts'
import { type Asked, salvageInProcess } from './damage-process.ts'

/** A damaged workspace, as its screen shows it: what was found, and what is still provable once that is known. */
export class Damage {
  readonly #failure
  readonly #at
  readonly #salvage: Asked<SalvageReport>
  #report: DamageView['report'] = null

  /** Begins the report; `changed` is called when it has come. */
  constructor(workspace: string, failure: Failure, at: string, logger: Logger, changed: () => void) {
    this.#failure = failure
    this.#at = at
    this.#salvage = salvageInProcess(workspace)
    this.#salvage.answer.then(
      (report) => {
        this.#report = shown(report)
        changed()
      },
      (error: unknown) => {
        if (!(error instanceof BondmarkError)) throw error
        logger.error(error.toFailure(), 'there is no report of what is still provable')
      },
    )
  }

  view(): DamageView {
    const { code, detail } = this.#failure
    return { failure: { code, detail: { ...detail } }, at: this.#at, report: this.#report }
  }

  close(): void {
    this.#salvage.cancel()
  }
}

function shown({
  statements,
  receipts,
  whole,
  chains,
  newestBackup,
  restore,
}: SalvageReport): DamageView['report'] {
  const gone = chains.flatMap((chain) => chain.gone)
  const count = (spans: typeof gone) => spans.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return {
    statements,
    receipts,
    whole,
    gone: count(gone),
    safe: count(gone.filter(({ inBackup, atLedger }) => inBackup || atLedger)),
    newestBackup: newestBackup && {
      at: newestBackup.at,
      file: newestBackup.file,
      statements: newestBackup.statements,
    },
    restore: [...restore],
  }
}
