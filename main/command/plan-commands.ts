import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type PlanProblem, problemFailure } from '../../core/plan/plan-problem.ts'
import { type PlanRefusal, type PlanReport, readPlan } from '../../core/plan/read-plan.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import type { ImportAnswer } from '../plan-import/plan-imports.ts'
import { decodeGb18030, type PlanProgress, preparePlan, type TakenAsn } from '../plan-import/prepare-plan.ts'
import { rulesOfReader } from '../rules/counting-rules.ts'
import { addProgressCommands } from './progress-commands.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, progressLine, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

/** The largest plan that is read, in bytes. */
export const PLAN_BYTES_MAX = 16 * 1024 * 1024

interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}

/** Inbound plans without a window: judged, compared with what a station has, and taken. */
export function addPlanCommands(program: Command, exit: (code: number) => void): void {
  const plan = program.command('plan').description('inbound plans (CSV or JSON)')

  addProgressCommands(plan, exit)

  plan
    .command('check <file>')
    .description('whether a plan can be read: how it is written, and everything that is wrong with it')
    .option('--json', 'answer as JSON')
    .action((file: string, options: { json?: boolean }) => {
      const progress = progressLine()
      const reading = readPlan(readNamedFile(file, PLAN_BYTES_MAX), {
        fileName: file,
        decodeGb18030,
        onRows: (done, total) => progress.show(`${done}/${total}`),
      })
      progress.end()
      if (!reading.ok) return exit(refusePlan(reading, options.json))
      const asns = reading.plans.map(({ asn, lines }) => ({ asn, lines: lines.length }))
      if (options.json)
        answer({ format: 'bondmark/plan-check/1', ok: true, file, report: reading.report, asns })
      else tellReport(file, reading.report, asns.length)
    })

  plan
    .command('diff <file>')
    .description('what taking a plan would change in a workspace; nothing is taken')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((file: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ files, store }) => {
        const scratch = mkdtempSync(join(tmpdir(), 'bondmark-plan-'))
        const progress = progressLine()
        try {
          const task = {
            fileName: file,
            rules: rulesOfReader(store, files.rules),
            at: wallClock.now(),
            database: files.database,
            catalogue: files.catalogue,
            incoming: join(scratch, 'incoming.sqlite'),
          }
          const prepared = preparePlan(readNamedFile(file, PLAN_BYTES_MAX), task, shown(progress.show))
          progress.end()
          if (!prepared.ok) return exit(refusePlan(prepared, options.json))
          if (options.json) answer({ format: 'bondmark/plan-diff/1', ...prepared })
          else tellAsns(prepared.asns)
        } finally {
          progress.end()
          rmSync(scratch, { recursive: true })
        }
      }),
    )

  plan
    .command('import <file>')
    .description('take a plan whole, or nothing of it')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (file: string, options: InWorkspace & { wait: number }) => {
      const folder = personPath(options.workspace)
      const bytes = readNamedFile(file, PLAN_BYTES_MAX)
      await withWorkspace({ folder, waitMsMax: options.wait }, async ({ station }) => {
        const stop = () => station.cancelImport()
        process.once('SIGINT', stop)
        try {
          exit(answerImport(await importShown(station, bytes, file), options.json))
        } finally {
          process.off('SIGINT', stop)
        }
      })
    })
}

const shown =
  (show: (text: string) => void) =>
  ({ stage, done, total }: PlanProgress) =>
    show(total > 0 ? `${stage} ${done}/${total}` : stage)

/** Takes a plan with its progress on the terminal. */
export async function importShown(
  station: {
    importPlan(bytes: Uint8Array, name: string, on: (p: PlanProgress) => void): Promise<ImportAnswer>
  },
  bytes: Uint8Array,
  file: string,
): Promise<ImportAnswer> {
  const progress = progressLine()
  try {
    return await station.importPlan(bytes, file, shown(progress.show))
  } finally {
    progress.end()
  }
}

function answerImport(taken: ImportAnswer, json: boolean | undefined): number {
  if (!taken.ok) return refusePlan(taken, json)
  if (json) answer({ format: 'bondmark/plan-import/1', ...taken })
  else tellAsns(taken.asns)
  return EXIT.done
}

/** Says where a plan is wrong; nothing of it was taken. */
export function refusePlan({ problems, total }: PlanRefusal, json: boolean | undefined): number {
  for (const problem of problems as readonly PlanProblem[]) tell(problemFailure(problem))
  if (total > problems.length) tell({ code: 'plan-more-problems', detail: { more: total - problems.length } })
  if (json) answer({ format: 'bondmark/plan-refusal/1', ok: false, problems, total })
  return EXIT.wrongUse
}

function tellReport(file: string, { rows, form, encoding, separator }: PlanReport, asns: number): void {
  const between = separator === null ? '' : `, ${separator === '\t' ? 'tab' : `“${separator}”`}`
  tell({ code: 'plan-is-good', detail: { file, rows, asns, form, encoding, separator: between } })
}

/** What becomes, or would become, of each ASN; of revisions, what they change. */
function tellAsns(asns: readonly TakenAsn[]): void {
  for (const { asn, outcome, lines, diff } of asns) {
    if (!diff) {
      tell({ code: outcome === 'unchanged' ? 'plan-unchanged' : 'plan-taken', detail: { asn, lines } })
      continue
    }
    const { added, removed, changed, changes, more } = diff
    tell({ code: 'plan-revised', detail: { asn, added, removed, changed } })
    for (const { line, lot, field, before, after } of changes)
      process.stdout.write(`${asn}\t${line}\t${lot}\t${field}\t${before}\t${after}\n`)
    if (more > 0) tell({ code: 'plan-more-changes', detail: { more } })
  }
}
