import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import type { LedgerProcess } from './ledger-process.ts'

/** A ledger in this process: all but what only a process shows, such as being killed. */
export type LedgerHere = Omit<LedgerProcess, 'child' | 'kill' | 'end'> & { close(): Promise<void> }

/** Serves what the ledger's program serves. Rejects with what the program would say when it does not get ready. */
export async function startLedgerHere(options: {
  data: string
  membershipFile: string
}): Promise<LedgerHere> {
  const { data, membershipFile } = options
  const logger = createLogger({ name: 'ledger', level: 'silent' })
  try {
    const ledger = await serveLedger({ data, membershipFile, host: '127.0.0.1', port: 0, logger })
    const { url, origin, logVkey, witnessVkey } = ledger
    return { url, origin, logVkey, witnessVkey, close: () => ledger.close() }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    throw { ready: false, failure: error.toFailure() }
  }
}
