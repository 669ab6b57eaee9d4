import { type ForkedProgram, forkProgram } from './forked-program.ts'

interface Said {
  readonly url: string
  readonly origin: string
  readonly logVkey: string
  readonly witnessVkey: string
}
export type LedgerProcess = Said & ForkedProgram

const program = new URL('../../sync/ledger/main.ts', import.meta.url)

/** Starts the ledger's program. Rejects with what it says when it does not get ready. */
export function startLedgerProcess(
  options: { data: string; membershipFile: string },
  more: readonly string[] = [],
): Promise<LedgerProcess> {
  const where = ['--data', options.data, '--membership', options.membershipFile]
  return forkProgram<Said>(program, [...where, '--log-level', 'silent', ...more])
}
