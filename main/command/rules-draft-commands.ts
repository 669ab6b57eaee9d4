import type { Command } from 'commander'
import type { DraftShowAnswer, DraftValue, DraftView } from '../../core/contract/drafts.ts'
import { readRuleSet, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { draftBytes } from '../../core/drafts/draft-rule-set.ts'
import { placeOf, type RuleEdit } from '../../core/drafts/draft-word.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { visible } from '../../core/errors/words.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import type { DraftsDesk } from '../drafts/drafts-desk.ts'
import { outputPath } from './output-path.ts'
import { readNamedFile } from './read-file.ts'
import { printCheck, printDifference } from './rules-answers.ts'
import { draftsOf } from './rules-named.ts'
import { answer, EXIT, personPath, sentence, tell, terminalLanguage } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

interface Options {
  readonly workspace: string
  readonly json?: boolean
}
interface Writing extends Options {
  readonly wait: number
  readonly badge: string
}

/** One rule is a page at most. */
const RULE_BYTES_MAX = 64 * 1024
const put = (line: string) => process.stdout.write(`${line}\n`)

/** `bondmark rules draft …`: rule drafts that several people write, until they are handed over to approval. */
export function addRulesDraftCommands(rules: Command, exit: (code: number) => void): void {
  const draft = rules
    .command('draft')
    .description('rule drafts of the warehouse: begun, edited by several people, handed over to approval')
  addDraftReading(draft, exit)
  addDraftWriting(draft, exit)
}

const inFolder = (command: Command): Command =>
  command.requiredOption('--workspace <dir>', 'folder of the workspace').option('--json', 'answer as JSON')

function addDraftReading(draft: Command, exit: (code: number) => void): void {
  inFolder(draft.command('list').description('the drafts, with who wrote last and when')).action(
    ({ workspace, json }: Options) =>
      withReader(personPath(workspace), (reader) => {
        const listed = draftsOf(reader).list()
        if (json) answer(listed)
        else for (const one of listed.drafts) printDraft(one)
      }),
  )

  inFolder(
    draft
      .command('show <draft>')
      .description('a draft: who wrote what, contradictions, what it changes and what is wrong with it'),
  ).action((named: string, { workspace, json }: Options) =>
    withReader(personPath(workspace), (reader) => {
      const book = draftsOf(reader)
      show(book.show(book.idNamed(named)), json, exit)
    }),
  )

  inFolder(
    draft
      .command('check <draft>')
      .description('whether a draft can be handed over, and everything that is wrong with it or odd in it'),
  ).action((named: string, { workspace, json }: Options) =>
    withReader(personPath(workspace), (reader) => {
      const book = draftsOf(reader)
      const of = book.draft(book.idNamed(named))
      const check = book.check(of.id)
      if (json) answer(check)
      else printCheck(check)
      const { length: n } = of.conflicts
      if (n > 0) tell({ code: 'draft-contradicts', detail: { n } })
      exit(check.ok && n === 0 ? EXIT.done : EXIT.left)
    }),
  )

  draft
    .command('export <draft>')
    .description('the rule set that a draft becomes, as a file')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .requiredOption('--out <file>', 'where to write it')
    .action((named: string, { workspace, out }: Options & { out: string }) =>
      withReader(personPath(workspace), (reader) => {
        const book = draftsOf(reader)
        const found = book.draft(book.idNamed(named))
        const path = outputPath(out)
        writeDurably(path, draftBytes(found, book.baseOf(found)))
        tell({ code: 'rules-exported', detail: { file: path } })
      }),
    )
}

function addDraftWriting(draft: Command, exit: (code: number) => void): void {
  const command = (name: string, description: string) =>
    inFolder(draft.command(name).description(description))
      .addOption(waitOption())
      .requiredOption('--badge <badge>', 'badge of who writes')
  /** Writes to a draft and shows what it is then. */
  const edit = (
    named: string,
    options: Writing,
    work: (desk: DraftsDesk, id: string, by: string) => void,
  ): Promise<void> =>
    inStation(options, (desk, by) => {
      const id = desk.book.idNamed(named)
      work(desk, id, by)
      show(desk.show(id), options.json, exit)
    })
  const write = (named: string, place: string, value: DraftValue, options: Writing) =>
    edit(named, options, (desk, id, by) => desk.write({ draft: id, place, value }, by))

  command('new', 'begin a draft from the set in force')
    .requiredOption('--title <text>', 'what people call it')
    .option('--empty', 'take none of its rules')
    .option('--from <file>', 'take the rules of this file')
    .action((options: Writing & { title: string; empty?: boolean; from?: string }) => {
      const { title, empty = false, from } = options
      const target =
        from === undefined ? {} : { target: readRuleSet(readNamedFile(from, rulesBytesMax), from) }
      return inStation(options, (desk, by) => {
        const id = desk.begin({ title: title.trim().slice(0, 80) || '…', empty, ...target }, by)
        if (options.json) return answer(desk.show(id))
        tell({ code: 'draft-begun', detail: { title, draft: id } })
        put(id)
      })
    })

  command('set <draft> <file>', 'write one rule, from a file with its JSON')
    .requiredOption(
      '--list <list>',
      'categories, whitelist, factoryEvaluation, containerLoading, circulation, ingredients or labels',
    )
    .action((named: string, file: string, options: Writing & { list: string }) => {
      const rule = readRule(file)
      const place = placeOf(options.list as Parameters<typeof placeOf>[0], rule.id)
      return write(named, place, { do: 'set', rule: rule.value }, options)
    })
  command('name <draft> <text>', 'name the set that it becomes').action(
    (named: string, text: string, options: Writing) => write(named, 'name', { do: 'text', text }, options),
  )
  command('valid-from <draft> <day>', 'first day on which the set may count (YYYY-MM-DD)').action(
    (named: string, text: string, options: Writing) =>
      write(named, 'validFrom', { do: 'text', text }, options),
  )
  command('remove <draft> <place>', 'take a rule out: ingredients/IN-tea').action(
    (named: string, place: string, options: Writing) => write(named, place, { do: 'remove' }, options),
  )
  command('keep <draft> <place>', 'leave a rule as it was: takes an edit back').action(
    (named: string, place: string, options: Writing) => write(named, place, { do: 'base' }, options),
  )
  command('choose <draft> <place> <form>', 'of forms that contradict each other, choose one').action(
    (named: string, place: string, word: string, options: Writing) =>
      edit(named, options, (desk, id, by) => desk.choose({ draft: id, place, word }, by)),
  )
  command('rebase <draft>', 'bring it onto the set that is in force now').action(
    (named: string, options: Writing) => edit(named, options, (desk, id, by) => desk.rebase(id, by)),
  )
  command('discard <draft>', 'discard it; “reopen” takes that back').action(
    (named: string, options: Writing) => edit(named, options, (desk, id, by) => desk.discard(id, by)),
  )
  command('reopen <draft>', 'take a discarding back').action((named: string, options: Writing) =>
    edit(named, options, (desk, id, by) => desk.reopen(id, by)),
  )
  command('propose <draft>', 'hand its bytes over to approval by two people').action(
    (named: string, options: Writing) =>
      inStation(options, (desk, by) => {
        const taken = desk.propose(desk.book.idNamed(named), by)
        if (options.json) answer(taken.check)
        else printCheck(taken.check)
        if (taken.ok) {
          const { name, version } = taken.check.set ?? { name: named, version: 0 }
          tell({ code: 'rules-draft-taken', detail: { name, version } })
          if (!options.json) put(taken.hash)
        } else tell(taken.failure)
        exit(taken.ok ? EXIT.done : EXIT.wrongUse)
      }),
  )
}

/** A rule's JSON; whether it is one, the desk says. Throws `draft-rule-malformed`, those of files. */
function readRule(file: string): { id: string; value: unknown } {
  const refuse = (why: string) => new BondmarkError('draft-rule-malformed', { place: file, where: '/', why })
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readNamedFile(file, RULE_BYTES_MAX)))
  } catch (error) {
    if (error instanceof BondmarkError) throw error
    throw refuse('not JSON')
  }
  const named = value as { id?: unknown; category?: unknown } | null
  const id = named?.id ?? named?.category
  if (typeof id !== 'string' || id === '') throw refuse('no id and no category')
  return { id, value }
}

const inStation = (
  { workspace, wait, badge: typed }: Writing,
  use: (desk: DraftsDesk, by: string) => void,
): Promise<void> =>
  withWorkspace({ folder: personPath(workspace), waitMsMax: wait }, async ({ station, control }) => {
    const badge = typed.trim().toUpperCase()
    if (!station.ctx.store.people.get(badge)) throw new BondmarkError('badge-unknown', { badge })
    use(control.drafts, badge)
  })

function printDraft({
  draft,
  title,
  state,
  name,
  version,
  edits,
  conflicts,
  behind,
  last,
  kept,
}: DraftView): void {
  const { t, by, station } = last
  put(`${draft}  ${visible(title)}  →  ${visible(name)} ${version}`)
  tell({
    code: 'draft-line',
    detail: {
      state: sentence({ code: `draft-is-${state}`, detail: {} }),
      edits,
      t: t.slice(0, 16),
      by,
      station,
    },
  })
  if (conflicts > 0) tell({ code: 'draft-contradicts', detail: { n: conflicts } })
  if (behind) tell({ code: 'draft-is-behind', detail: {} })
  if (kept)
    tell({
      code: `draft-kept-${kept.state}`,
      detail: { by: kept.by, station: kept.station, t: kept.t.slice(0, 16) },
    })
}

function show(of: DraftShowAnswer, json: boolean | undefined, exit: (code: number) => void): void {
  if (json) {
    answer(of)
    return
  }
  const language = terminalLanguage()
  printDraft(of.draft)
  const signs: Record<RuleEdit['do'], string> = { set: '~', remove: '−', base: '=' }
  for (const { place, does, words, by, station, t } of of.edits)
    put(
      `${signs[does]} ${visible(place)}  ${words[language]}  (${visible(by)}, ${visible(station)}, ${t.slice(0, 16)})`,
    )
  for (const { place, forms } of of.conflicts)
    for (const { word, does, words, by, station } of forms)
      put(
        `? ${visible(place)}  ${word}  ${signs[does]} ${words[language]}  (${visible(by)}, ${visible(station)})`,
      )
  for (const { place } of of.elsewhere) tell({ code: 'draft-edited-elsewhere', detail: { place } })
  printDifference(of.diff)
  printCheck(of.check)
  exit(EXIT.done)
}
