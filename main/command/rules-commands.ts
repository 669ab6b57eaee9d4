import type { Command } from 'commander'
import type { RulesDone } from '../../core/contract/rules.ts'
import { type RuleSet, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { approvedRulesBytesMax } from '../../core/rules/approved-rules.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import type { DraftBook } from '../drafts/draft-book.ts'
import { checkDraft } from '../rules/check-draft.ts'
import { exportSet } from '../rules/export-set.ts'
import type { RulesBook } from '../rules/rules-book.ts'
import type { RulesDesk } from '../rules/rules-desk.ts'
import { listRules } from '../rules/rules-views.ts'
import { rulesDifference, rulesInWords } from '../rules/words-of-rules.ts'
import { outputPath } from './output-path.ts'
import { addPasscodeOptions, type PasscodeOptions, passcodeOf } from './passcode-option.ts'
import { readNamedFile } from './read-file.ts'
import { printCheck, printDifference, printInWords, printList, tellRevoked } from './rules-answers.ts'
import { addRulesDraftCommands } from './rules-draft-commands.ts'
import { addRulesDryRun } from './rules-dry-run-command.ts'
import { bookOf, dayOf, draftsOf, found } from './rules-named.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { type Reader, withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface Json {
  readonly json?: boolean
}
interface InWorkspace extends Json {
  readonly workspace: string
  readonly wait: number
}
interface MaybeThere extends Json {
  readonly workspace?: string
}

/** `bondmark rules …`: rule sets looked at, compared, brought, tried and approved, without a window. */
export function addRulesCommands(program: Command, exit: (code: number) => void): void {
  const rules = program
    .command('rules')
    .description('rule sets: what they say, what they change, and who has approved them')
  addReading(rules, exit)
  addWriting(rules, exit)
  addRulesDryRun(rules)
  addRulesDraftCommands(rules, exit)
}

function addReading(rules: Command, exit: (code: number) => void): void {
  rules
    .command('check <file>')
    .description('whether a rule set can be brought, and everything that is wrong with it or odd in it')
    .option('--json', 'answer as JSON')
    .action((file: string, { json }: Json) => {
      const known = { today: wallClock.now().slice(0, 10) }
      const { check } = checkDraft(readNamedFile(file, rulesBytesMax), file, known)
      if (json) answer(check)
      else printCheck(check)
      exit(check.ok ? EXIT.done : EXIT.wrongUse)
    })

  rules
    .command('diff <from> [to]')
    .description(
      'what differs between two rule sets (files, or hashes of a workspace); of one: to what is in force',
    )
    .option('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((from: string, to: string | undefined, { workspace, json }: MaybeThere) =>
      inMaybe(workspace, (book, drafts) => {
        const one = found(from, book, drafts)
        const other = to === undefined ? inForceIn(book) : found(to, book, drafts)
        const made = to === undefined ? rulesDifference(other, one) : rulesDifference(one, other)
        if (json) answer(made)
        else printDifference(made)
      }),
    )

  rules
    .command('show [set]')
    .description('a rule set in words: a file, a hash of a workspace, or what is in force there')
    .option('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((named: string | undefined, { workspace, json }: MaybeThere) =>
      inMaybe(workspace, (book, drafts) => {
        const made = rulesInWords(named === undefined ? inForceIn(book) : found(named, book, drafts))
        if (json) answer(made)
        else {
          printInWords(made)
          tellRevoked(book?.all().find(({ hash }) => hash === made.hash)?.revoked ?? [])
        }
      }),
    )

  rules
    .command('list')
    .description('the rule sets of a workspace, and what each stands for')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action(({ workspace, json }: Pick<InWorkspace, 'workspace' | 'json'>) =>
      withReader(personPath(workspace), (reader) => {
        const nameOf = (badge: string) => reader.store.people.get(badge)?.name ?? badge
        const today = wallClock.now().slice(0, 10)
        const listed = listRules(bookOf(reader), nameOf, reader.profile.training, today)
        if (json) answer(listed)
        else printList(listed)
      }),
    )

  rules
    .command('export [hash]')
    .description('a set that counts, or counted, with both approvals: for other stations and ledgers')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--out <file>', 'where to write it; its own name when absent')
    .action((hash: string | undefined, { workspace, out }: { workspace: string; out?: string }) =>
      withReader(personPath(workspace), (reader) => {
        const book = bookOf(reader)
        const wanted = hash === undefined ? book.inForce().hash : book.hashNamed(hash)
        const { file, bytes } = exportSet(book, wanted)
        const path = outputPath(out ?? file)
        writeDurably(path, bytes)
        tell({ code: 'rules-exported', detail: { file: path } })
      }),
    )
}

function addWriting(rules: Command, exit: (code: number) => void): void {
  const command = (name: string, description: string) =>
    rules
      .command(name)
      .description(description)
      .requiredOption('--workspace <dir>', 'folder of the workspace')
      .addOption(waitOption())
      .option('--json', 'answer as JSON')

  command('import <file>', 'bring a draft; it counts once two people have approved it')
    .requiredOption('--badge <badge>', 'badge of who brings it')
    .action(async (file: string, options: InWorkspace & { badge: string }) => {
      const bytes = readNamedFile(file, rulesBytesMax)
      await inStation(options, (desk, people) => {
        const badge = options.badge.trim().toUpperCase()
        if (!people.get(badge)) throw new BondmarkError('badge-unknown', { badge })
        const taken = desk.bring(bytes, file, badge)
        if (options.json) answer(taken.check)
        else printCheck(taken.check)
        if (taken.ok) {
          const { name, version } = taken.check.set ?? { name: file, version: 0 }
          tell({ code: 'rules-draft-taken', detail: { name, version } })
          if (!options.json) process.stdout.write(`${taken.hash}\n`)
        } else tell(taken.failure)
        exit(taken.ok ? EXIT.done : EXIT.wrongUse)
      })
    })

  addPasscodeOptions(command('approve <hash>', 'approve a draft with your own key; it takes two people'))
    .option('--from <day>', 'first day on which it is to count (YYYY-MM-DD): the first to approve says it')
    .action((hash: string, options: InWorkspace & PasscodeOptions & { from?: string }) =>
      inStation(options, async (desk, _, training) => {
        const validFrom = options.from === undefined ? null : dayOf(options.from)
        const who = passcodeOf(options, training)
        done(await desk.approve({ hash: desk.book.hashNamed(hash), validFrom, ...who }), options)
      }),
    )

  addPasscodeOptions(command('withdraw <hash>', 'take back a draft that is not in force, for good'))
    .requiredOption('--reason <text>', 'why; it is signed with it')
    .action((hash: string, options: InWorkspace & PasscodeOptions & { reason: string }) =>
      inStation(options, async (desk, _, training) => {
        const reason = options.reason.trim().slice(0, 200)
        const who = passcodeOf(options, training)
        done(await desk.withdraw({ hash: desk.book.hashNamed(hash), reason, ...who }), options)
      }),
    )

  command('take <file>', 'take a set that was approved elsewhere, with its two approvals').action(
    (file: string, options: InWorkspace) => {
      const bytes = readNamedFile(file, approvedRulesBytesMax)
      return inStation(options, async (desk) => done(await desk.takeApproved(bytes, file), options))
    },
  )
}

const done = (made: RulesDone, { json }: Json): void => (json ? answer(made) : tell(made.sentence))

type People = Reader['store']['people']

const inStation = (
  { workspace, wait }: Pick<InWorkspace, 'workspace' | 'wait'>,
  use: (desk: RulesDesk, people: People, training: boolean) => Promise<void> | void,
): Promise<void> =>
  withWorkspace({ folder: personPath(workspace), waitMsMax: wait }, async ({ station, control }) => {
    const { store, profile } = station.ctx
    // What was approved before and whose day has come counts first.
    await control.rules.putDue()
    await use(control.rules, store.people, profile.training)
  })

const inMaybe = (
  workspace: string | undefined,
  use: (book: RulesBook | null, drafts: DraftBook | null) => void,
): void | Promise<void> =>
  workspace === undefined
    ? use(null, null)
    : withReader(personPath(workspace), (reader) => use(bookOf(reader), draftsOf(reader)))

/** Throws `rules-workspace-unsaid`. */
function inForceIn(book: RulesBook | null): RuleSet {
  if (!book) throw new BondmarkError('rules-workspace-unsaid', {})
  return book.document(book.inForce().hash)
}
