import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { newestOf } from '../../core/membership/member-history.ts'
import { approveEnrolment } from '../../main/members/approve-enrolment.ts'
import { enrolTrainingWorkspace } from '../../main/training/enrol-training.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openSampleBooks } from '../../main/training/sample-signers.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'

/** Where two training stations of one warehouse and their ledger are. */
export interface TwoStations {
  readonly first: string
  readonly second: string
  readonly ledger: LedgerProcess
}

/** Makes two training stations, the second enrolled at the first's ledger, which runs as a process of its own. */
export async function makeTwoStations(folder: string): Promise<TwoStations> {
  const [first, second] = [join(folder, 'a'), join(folder, 'b')]
  await makeTrainingWorkspace(first, wallClock)
  const { ledger: data, membership } = workspaceFiles(first)
  const ledger = await startLedgerProcess({ data, membershipFile: membership })
  const shown = Promise.withResolvers<string>()
  const enrolling = enrolTrainingWorkspace(second, {
    url: ledger.url,
    station: 'LBL08',
    trust: null,
    clock: wallClock,
    show: ({ code, expiresAt }) => expiresAt && shown.resolve(code),
    signal: new AbortController().signal,
  })
  const code = await shown.promise
  const { books, sign } = await openSampleBooks(first)
  const at = wallClock.now()
  sign(approveEnrolment(newestOf(books.history()), books.enrolments.byCode(code).enrolment, {}, at), at)
  await enrolling
  return { first, second, ledger }
}

/** Of the sample plan, the lines that need no label: ten bowls and six books. Scratch codes take their time. */
export function unlabeledPlan(): Uint8Array {
  const rows = readFileSync(repositoryFile('fixtures', 'plans', 'day-1.csv'), 'utf8').split('\n')
  const kept = rows.filter((row, at) => at === 0 || /,(tableware|books),/.test(row))
  return new TextEncoder().encode(`${kept.join('\n')}\n`)
}
