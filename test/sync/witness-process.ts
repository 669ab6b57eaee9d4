import { type ForkedProgram, forkProgram } from './forked-program.ts'

interface Said {
  readonly url: string
  readonly vkey: string
}
export type WitnessProcess = Said & ForkedProgram

const program = new URL('../../sync/ledger/witness/witness-main.ts', import.meta.url)

/** Starts the witness's program. Rejects with what it says when it does not get ready. */
export function startWitnessProcess(
  options: { data: string; logsFile: string },
  more: readonly string[] = [],
): Promise<WitnessProcess> {
  const args = ['--data', options.data, '--logs', options.logsFile, ...more]
  return forkProgram<Said>(program, args)
}
