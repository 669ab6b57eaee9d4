import type { Command } from 'commander'
import type { AsnAnswer, InboundAsn, ReleaseAnswer } from '../../core/contract/release.ts'
import { visible } from '../../core/errors/words.ts'
import { listAsns, showAsn } from '../release/list-asns.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { printTable, word } from './print-table.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, sentence, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

const PASSCODE_BYTES_MAX = 1024

interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}

interface ByThemselves extends InWorkspace {
  readonly wait: number
}

interface OfLine extends ByThemselves {
  readonly line: string
  readonly lot: string
  readonly reason: string
  readonly badge?: string
  readonly passcodeFile?: string
}

/** `bondmark asn`: inbound plans on their way to release. Looking works beside a running station too. */
export function addAsnCommands(program: Command, exit: (code: number) => void): void {
  const asn = program.command('asn').description('inbound plans: what holds them, their release, overrides')
  const inWorkspace = (command: Command) =>
    command.requiredOption('--workspace <dir>', 'folder of the workspace').option('--json', 'answer as JSON')
  const ofLine = (command: Command) =>
    inWorkspace(command)
      .addOption(waitOption())
      .requiredOption('--line <line>', 'line of the plan')
      .requiredOption('--lot <lot>', 'its lot')
      .requiredOption(
        '--reason <text>',
        'why, in at least ten characters: it stands beside the goods for good',
      )
      .option('--badge <badge>', 'the supervisor who signs')
      .option(
        '--passcode-file <file>',
        'the passcode of the badge, in a file; in training the sample supervisor signs',
      )

  inWorkspace(asn.command('list').description('every plan, and the first reason that it is held for')).action(
    (options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = listAsns(store)
        if (options.json) answer(found)
        else printAsns(found.asns)
        exit(found.asns.some(({ state }) => state === 'held') ? EXIT.left : EXIT.done)
      }),
  )

  inWorkspace(asn.command('show <asn>').description('one plan, line by line, with every reason')).action(
    (number: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), ({ store }) => {
        const found = showAsn(store, number)
        if (options.json) answer(found)
        else printLines(found)
        exit(found.asn.state === 'held' ? EXIT.left : EXIT.done)
      }),
  )

  inWorkspace(asn.command('release <asn>'))
    .description('release a plan that nothing holds any more, or say what does')
    .addOption(waitOption())
    .action((number: string, options: ByThemselves) =>
      withWorkspace(where(options), async ({ control: { release }, station: { ctx } }) => {
        const said = release.release(number)
        done(said, options)
        if (!options.json) for (const { sentence: why } of showAsn(ctx.store, number).asn.why) tell(why)
        exit(said.sentence.code === 'asn-still-held' ? EXIT.left : EXIT.done)
      }),
    )

  ofLine(asn.command('override <asn>'))
    .description('a supervisor lets goods go on without what was demanded of them')
    .action((number: string, options: OfLine) =>
      withWorkspace(where(options), async ({ control: { release } }) =>
        done(await release.override(askedOf(number, options)), options),
      ),
    )

  ofLine(asn.command('lift <asn>'))
    .description('a supervisor lifts the hold that somebody has put on a line')
    .action((number: string, options: OfLine) =>
      withWorkspace(where(options), async ({ control: { release } }) =>
        done(await release.lift(askedOf(number, options)), options),
      ),
    )
}

const where = ({ workspace, wait }: ByThemselves) => ({ folder: personPath(workspace), waitMsMax: wait })

/** Who signs: the badge with its passcode; in training the sample supervisor, whose passcode is published. */
function askedOf(asn: string, { line, lot, reason, badge, passcodeFile }: OfLine) {
  if (badge === undefined || passcodeFile === undefined)
    return { asn, line, lot, reason, ...pick(sampleSupervisor) }
  const passcode = new TextDecoder().decode(readNamedFile(passcodeFile, PASSCODE_BYTES_MAX)).trim()
  return { asn, line, lot, reason, badge: badge.trim().toUpperCase(), passcode }
}

const pick = ({ badge, passcode }: { badge: string; passcode: string }) => ({ badge, passcode })

function done(said: ReleaseAnswer, { json }: InWorkspace): void {
  if (json) answer({ format: 'bondmark/asn-release/1', ...said })
  else tell(said.sentence)
}

const standing = ({ asn, state, lines, held, demands, met }: InboundAsn) => [
  ...[asn, word(`release-state-${state}`), `${held}/${lines}`, `${met}/${demands}`],
]

function printAsns(asns: readonly InboundAsn[]): void {
  printTable(
    ['asn', 'state', 'held-of', 'met', 'why'],
    asns.map((one) => {
      const [first] = one.why
      return [...standing(one), first ? sentence(first.sentence) : null]
    }),
  )
}

function printLines({ asn, lines }: AsnAnswer): void {
  printTable(['asn', 'state', 'held-of', 'met'], [standing(asn)])
  for (const { line, lot, state, decision, why, reasons, words } of lines) {
    process.stdout.write('\n')
    printTable(
      ['line', 'lot', 'state', 'decision'],
      [[line, lot, word(`release-state-${state}`), word(`verdict-${decision}`)]],
    )
    for (const { sentence: held } of why) process.stdout.write(`  ! ${sentence(held)}\n`)
    for (const reason of reasons) process.stdout.write(`  - ${sentence(reason)}\n`)
    for (const { badge, t, reason } of words) process.stdout.write(`  * ${badge}  ${t}  ${visible(reason)}\n`)
  }
}
