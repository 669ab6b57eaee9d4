import type { BondmarkError, Failure } from '../../../core/errors/bondmark-error.ts'

/**
 * A failure as whoever asked a ledger hears it. What fails of the ledger's own disk would read at a station as if the
 * station's disk had failed, and names folders of the ledger's machine: it is told as that alone, and logged whole.
 */
export function failureToTell(error: BondmarkError): Failure {
  const isOfOwnDisk = error.code === 'disk-full' || error.code.startsWith('database-')
  return isOfOwnDisk ? { code: 'ledger-cannot-keep', detail: {} } : error.toFailure()
}
