import type {
  RulesCheckAnswer,
  RulesDiffAnswer,
  RulesListAnswer,
  RulesShowAnswer,
} from '../../core/contract/rules.ts'
import { listTitle } from '../../core/decision/rule-sentence.ts'
import { visible } from '../../core/errors/words.ts'
import { sentence, tell, terminalLanguage } from './terminal.ts'

const put = (line: string) => process.stdout.write(`${line}\n`)
const short = (hash: string) => hash.slice(0, 12)

/** Everything that is wrong with a draft, or odd, place by place. */
export function printCheck({ problems, errors, warnings, ok, file }: RulesCheckAnswer): void {
  for (const { at, level, sentence: says } of problems)
    put(`${level === 'error' ? '✗' : '!'} ${visible(at)}  ${sentence(says)}`)
  const code = ok ? 'rules-check-good' : 'rules-check-bad'
  tell({ code, detail: { file, errors, warnings } })
}

/** Chapter by chapter. */
export function printInWords({ hash, name, version, rules }: RulesShowAnswer): void {
  const language = terminalLanguage()
  put(`${visible(name)} ${version}  ${short(hash)}`)
  let list = ''
  for (const rule of rules) {
    if (rule.list !== list) put(`\n${listTitle(rule.list, language)}`)
    list = rule.list
    put(`  ${visible(rule.id)}: ${rule.words[language]}`)
  }
}

/** Of a set that counts: who approved it with a key that was revoked since. */
export function tellRevoked(people: readonly string[]): void {
  if (people.length > 0) tell({ code: 'rules-approver-revoked', detail: { by: people.join(', ') } })
}

const signs = { added: '+', removed: '−', changed: '~' } as const

/** Each change with its sign; of a changed rule, what it was and what it becomes. */
export function printDifference({ from, to, set, changes, more }: RulesDiffAnswer): void {
  const language = terminalLanguage()
  put(
    `${visible(from.name)} ${from.version} (${short(from.hash)}) → ${visible(to.name)} ${to.version} (${short(to.hash)})`,
  )
  if (set.length === 0 && changes.length === 0) tell({ code: 'rules-same', detail: {} })
  for (const words of set) put(`  ${words[language]}`)
  for (const { kind, list, id, before, after, fields } of changes) {
    put(`${signs[kind]} ${listTitle(list, language)}, ${visible(id)}`)
    if (kind === 'changed') for (const words of fields) put(`    ${words[language]}`)
    else put(`    ${(after ?? before)?.[language] ?? ''}`)
  }
  if (more > 0) tell({ code: 'rules-more-changes', detail: { more } })
}

/** A line a set. */
export function printList({ sets }: RulesListAnswer): void {
  const ofNow = sets.find(({ standing }) => standing === 'in-force')?.revoked ?? []
  for (const { hash, name, version, standing, approvals, validFrom, shipped } of sets) {
    const said = sentence({
      code: shipped && standing === 'in-force' ? 'rules-standing-shipped' : `rules-standing-${standing}`,
      detail: { day: validFrom ?? '' },
    })
    const by = approvals.map(({ by: who }) => visible(who)).join(' + ')
    put([short(hash), String(version).padStart(4), said.padEnd(28), visible(name), by].join('  ').trimEnd())
  }
  tellRevoked(ofNow)
}
