import { type Command, Option } from 'commander'
import type { InspectionsAnswer } from '../../core/contract/inspections.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { contestants, switchingApprovals } from '../../core/inspection/inspection-records.ts'
import { ATTACHMENT_BYTES_MAX } from '../../core/inspection/inspection-result.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { readRights } from '../composition/open-rights.ts'
import { AgencyBook } from '../inspection/agency-book.ts'
import { Attachments } from '../inspection/attachments.ts'
import type { InspectionDesk, Supervisor } from '../inspection/inspection-desk.ts'
import { listInspections, showInspection } from '../inspection/inspection-view.ts'
import { isResultFile } from '../inspection/is-result-file.ts'
import type { ResultTaken } from '../inspection/take-result.ts'
import { readTold } from '../progress/told-by-others.ts'
import { otherTasks } from '../progress/told-tasks.ts'
import { SAMPLE_AGENCY } from '../training/sample-agency.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { taskLines } from './inspection-lines.ts'
import { printOthers, printTasks } from './inspection-tables.ts'
import { outputPath } from './output-path.ts'
import { printTable, word } from './print-table.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, sentence, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { type Reader, withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}
interface ByPerson extends InWorkspace {
  readonly badge?: string
  readonly wait: number
}
interface BySupervisor extends ByPerson {
  readonly passcodeFile?: string
  readonly reason: string
}

const workspaceOption = () => new Option('--workspace <dir>', 'folder of the workspace').makeOptionMandatory()
const PASSCODE_BYTES_MAX = 1024

/** `bondmark inspection …`: what agencies are asked for, what they answered, and what it came to. */
export function addInspectionCommands(program: Command, exit: (code: number) => void): void {
  const inspection = program
    .command('inspection')
    .description('inspections by agencies: tasks, samples, results, quarantine')
  const reading = (command: Command) =>
    command.addOption(workspaceOption()).option('--json', 'answer as JSON')
  const doing = (command: Command) =>
    reading(command).addOption(waitOption()).option('--badge <badge>', 'who does it')
  const ordering = (command: Command) =>
    doing(command)
      .requiredOption('--reason <words>', 'why; it is signed with it')
      .option(
        '--passcode-file <file>',
        'the passcode of the badge, in a file; in training the sample supervisor signs',
      )

  reading(inspection.command('list'))
    .description('tasks, the newest first, and how many results wait in quarantine')
    .option('--others', 'those of the other stations of the warehouse, by their words')
    .action((options: InWorkspace & { others?: boolean }) =>
      withReader(personPath(options.workspace), (reader) => {
        const found = listOf(reader)
        if (options.json) return answer(found)
        if (options.others) {
          if (found.others.length === 0) tell({ code: 'inspection-others-none', detail: {} })
          return printOthers(found.others)
        }
        if (found.tasks.length === 0) tell({ code: 'inspection-none', detail: {} })
        printTasks(found.tasks)
        const sample = reader.profile.training ? [SAMPLE_AGENCY] : []
        const known = [...new Set([...found.agencies, ...sample])].sort()
        if (known.length > 0) tell({ code: 'inspection-agencies-known', detail: { known: known.join(', ') } })
        const { results } = found.waiting
        if (results > 0) tell({ code: 'inspection-quarantine-waits', detail: { count: results } })
      }),
    )

  reading(inspection.command('show <task>'))
    .description('one task by the start of its id, with all that happened to it')
    .action((id: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store, files }) => {
        const { tasks } = store.inspections
        const [one, another] = tasks.get(id) ? [tasks.get(id)] : tasks.startingWith(id)
        if (!one || another) throw new BondmarkError('inspection-task-missing', { task: id.slice(0, 64) })
        const shown = showInspection(store, one, new Attachments(files.attachments), wallClock.now())
        if (options.json) return answer(shown)
        printTasks([shown.row])
        for (const line of taskLines(shown)) process.stdout.write(`\t${line}\n`)
        for (const { t, state } of shown.moves)
          process.stdout.write(`\t${t}\t${word(`task-state-${state}`)}\n`)
        const { conclusion } = shown
        if (conclusion) {
          const { outcome, count, ac, re } = conclusion
          const counted = count === null ? '' : `\t${count} (Ac ${ac ?? '–'}, Re ${re ?? '–'})`
          process.stdout.write(`\t${word(`outcome-${outcome}`)}${counted}\n`)
        }
      }),
    )

  reading(inspection.command('quarantine'))
    .description('results that do not fit, each with its reason')
    .action((options: InWorkspace) =>
      withReader(personPath(options.workspace), (reader) => {
        const { quarantine, waiting } = listOf(reader)
        if (options.json) return answer({ format: 'bondmark/inspection-quarantine/1', quarantine, waiting })
        if (quarantine.length === 0) tell({ code: 'inspection-quarantine-none', detail: {} })
        printTable(
          ['number', 'time', 'state', 'reason'],
          quarantine.map(({ n, cameAt, ended, why }) => [
            ...[n, cameAt, word(`quarantine-${ended?.how ?? 'waits'}`), sentence(why)],
          ]),
        )
      }),
    )

  const work = async (
    options: ByPerson,
    id: string,
    use: (desk: InspectionDesk, badge: string | null) => string,
  ) => {
    await inDesk(options, (desk, badge) => {
      const task = use(desk, badge)
      const { row } = desk.show(task)
      if (options.json) answer({ format: 'bondmark/inspection-row/1', ...row })
      else tell({ code: 'inspection-state-now', detail: { task: id, state: row.state } })
    })
    exit(EXIT.done)
  }

  doing(inspection.command('assign <task>'))
    .description('choose the agency of a task that was not sent yet')
    .requiredOption(
      '--agency <org>',
      'the agency, as memberships name it; `inspection list` says which are known (training-inspection in training)',
    )
    .action((id: string, options: ByPerson & { agency: string }) =>
      work(options, id, (desk, badge) => {
        desk.assign(id, options.agency, badge)
        if (!desk.agencyNames().includes(options.agency))
          tell({ code: 'inspection-agency-not-here', detail: { agency: options.agency } })
        return id
      }),
    )

  doing(inspection.command('sample <task>'))
    .description('record that the samples were taken')
    .requiredOption('--units <n>', 'units that were taken: the sample, or the whole lot', Number)
    .option('--epc <link>', 'a unit that has a serial, by its Digital Link', collect, [])
    .option('--note <words>', 'where another unit was taken than was drawn', '')
    .action((id: string, options: ByPerson & { units: number; epc: string[]; note: string }) =>
      work(options, id, (desk, badge) => {
        desk.sample(id, { units: options.units, epcs: options.epc, note: options.note }, badge)
        return id
      }),
    )

  doing(inspection.command('export <task>'))
    .description('write the file for the agency; from the first time on the task is sent')
    .requiredOption('--out <file>', 'where to write it (JSON)')
    .action((id: string, options: ByPerson & { out: string }) => {
      const out = outputPath(options.out)
      return inDesk(options, (desk, badge) => {
        writeDurably(out, desk.send(id, 'file', badge).text)
        const { agency } = desk.task(id)
        tell({ code: 'inspection-exported', detail: { task: id, file: options.out, agency: agency ?? '–' } })
        exit(EXIT.done)
      })
    })

  doing(inspection.command('acknowledge <task>'))
    .description('the agency said that it has the task')
    .action((id: string, options: ByPerson) =>
      work(options, id, (desk, badge) => {
        desk.acknowledge(id, badge)
        return id
      }),
    )

  doing(inspection.command('import <files...>'))
    .description("take an agency's files: its result, then the reports and pictures that it names")
    .action((files: string[], options: ByPerson) =>
      inDesk(options, (desk, badge) => {
        for (const file of files) {
          const bytes = readNamedFile(file, ATTACHMENT_BYTES_MAX)
          const taken = desk.take(bytes, 'file', badge)
          if (options.json) answer({ format: 'bondmark/inspection-import/1', file, ...taken })
          else tellTaken(taken, isResultFile(bytes))
          if (taken.outcome === 'quarantined' || taken.outcome === 'contested') exit(EXIT.left)
        }
      }),
    )

  doing(inspection.command('exchange'))
    .description('hand tasks that were sent to a ledger, and take what agencies left there')
    .requiredOption('--ledger <url>', 'address of the ledger')
    .action((options: ByPerson & { ledger: string }) =>
      inDesk(options, async (desk) => {
        const { sent, came, quarantined } = await desk.exchange(options.ledger)
        if (options.json) answer({ format: 'bondmark/inspection-exchange/1', sent, came, quarantined })
        else tell({ code: 'inspection-exchanged', detail: { sent, came, kept: quarantined } })
      }),
    )

  doing(inspection.command('contest <task>'))
    .description('somebody says that a result, or the inspection, is wrong')
    .addOption(new Option('--by <who>', 'who says so').choices(contestants).makeOptionMandatory())
    .requiredOption('--reason <words>', 'why')
    .action((id: string, options: ByPerson & { by: string; reason: string }) =>
      work(options, id, (desk, badge) => {
        desk.contest(id, options.by, options.reason, badge)
        return id
      }),
    )

  for (const [order, words] of [
    ['cancel', 'end a task that nobody needs any more'],
    ['uphold', 'let the first result of a contested task stand'],
    ['repeat', 'have the inspection made again, with other samples'],
  ] as const)
    ordering(inspection.command(`${order} <task>`))
      .description(`a supervisor's order: ${words}`)
      .action((id: string, options: BySupervisor) =>
        inDesk(options, async (desk) => {
          const goesOn = await desk.order(id, order, options.reason, supervisorOf(options))
          const { row } = desk.show(goesOn)
          if (options.json) answer({ format: 'bondmark/inspection-row/1', ...row })
          else tell({ code: 'inspection-state-now', detail: { task: goesOn, state: row.state } })
        }),
      )

  ordering(inspection.command('reject <n>'))
    .description("a supervisor's order: a result in quarantine will never count")
    .action((n: string, options: BySupervisor) =>
      inDesk(options, async (desk) => {
        await desk.reject(Number(n), options.reason, supervisorOf(options))
        tell({ code: 'inspection-rejected', detail: { n } })
      }),
    )

  ordering(inspection.command('approve'))
    .description("a supervisor's word on a series of lots: reduced inspection, resumption, production")
    .requiredOption('--gtin <gtin>', 'the product, 14 digits')
    .requiredOption('--manufacturer <name>', 'its maker, as plans name it')
    .requiredOption('--rule <id>', 'the rule that it is sampled by')
    .addOption(new Option('--say <what>', 'what is said').choices(switchingApprovals).makeOptionMandatory())
    .action(
      (
        options: BySupervisor & {
          gtin: string
          manufacturer: string
          rule: string
          say: (typeof switchingApprovals)[number]
        },
      ) =>
        inDesk(options, async (desk) => {
          const { gtin, manufacturer, rule, say, reason } = options
          await desk.approveSwitching(
            { gtin, manufacturer, rule, approves: say, reason },
            supervisorOf(options),
          )
          const series = desk
            .list()
            .switching.find(
              (one) => one.gtin === gtin && one.manufacturer === manufacturer && one.rule === rule,
            )
          const detail = { gtin, manufacturer, rule, inspection: series?.inspection ?? '–' }
          if (options.json) answer({ format: 'bondmark/switching/1', ...series })
          else tell({ code: 'inspection-switching-said', detail })
        }),
    )
}

const collect = (value: string, before: string[]): string[] => [...before, value]

/** Works at the desk of a workspace that nobody else has open. `--badge` must be somebody's. */
async function inDesk<T>(
  options: ByPerson,
  use: (desk: InspectionDesk, badge: string | null) => T | Promise<T>,
): Promise<T> {
  const folder = personPath(options.workspace)
  return withWorkspace({ folder, waitMsMax: options.wait }, async ({ control, station }) => {
    const badge = options.badge?.trim().toUpperCase() ?? null
    if (badge !== null && !station.ctx.store.people.get(badge))
      throw new BondmarkError('badge-unknown', { badge })
    return use(control.inspections, badge)
  })
}

/** The badge with its passcode; in training the sample supervisor, whose passcode is published. */
function supervisorOf({ badge, passcodeFile }: BySupervisor): Supervisor {
  if (badge === undefined || passcodeFile === undefined) return sampleSupervisor
  const passcode = new TextDecoder().decode(readNamedFile(passcodeFile, PASSCODE_BYTES_MAX)).trim()
  return { badge: badge.trim().toUpperCase(), passcode }
}

function listOf({ store, profile, files, trust }: Reader): InspectionsAnswer {
  const rights = readRights(store, profile, files, trust)
  const agencies = new AgencyBook(store.inspections.agencies, () => rights.basis)
  const at = wallClock.now()
  const former = (profile.formerKeys ?? []).map(({ kid }) => kid)
  return listInspections(store, agencies.agencies(), at, otherTasks(readTold(files.others), former, at))
}

const told = {
  taken: 'inspection-taken',
  contested: 'inspection-contested',
  quarantined: 'inspection-quarantined',
  already: 'inspection-already',
  agency: 'inspection-agency-news',
} as const

function tellTaken({ outcome, task, why }: ResultTaken, isResult: boolean): void {
  if (why) tell(why)
  const code = outcome === 'taken' && !isResult ? 'inspection-attachment-taken' : told[outcome]
  tell({ code, detail: { task: task?.slice(0, 12) ?? '–' } })
}
