import type { Failure } from './bondmark-error.ts'
import en from './words/en.json' with { type: 'json' }
import zhCN from './words/zh-CN.json' with { type: 'json' }

/** The languages that every word exists in. */
export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

const books: Record<Language, Record<string, string>> = { en, 'zh-CN': zhCN }

/** Characters that move a cursor, turn the direction of a line or are not seen, written out: details may be anybody's text. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/** The code of a detail that has words of its own: a printer's state says what to do, a label's part what is wrong with it, a severity how strictly a lot is inspected. */
function codeOfDetail(code: string, name: string, detail: Failure['detail']): string | null {
  const value = detail[name]
  if (name === 'state' && code.startsWith('printer-')) return `printer-is-${value}`
  if (name === 'severity' && code.startsWith('decision-')) return `severity-${value}`
  if (name === 'move' && code === 'bonded-adjustment-unlike') return `movement-${value}`
  if (name === 'state' && /^(?:bonded|close)-/.test(code)) return `goods-state-${value}`
  if (code.startsWith('inspection-') && name === 'state') return `task-state-${value}`
  if (code === 'inspection-event-refused' && name === 'event') return `task-event-${value}`
  if (code === 'inspection-subject-differs') return codeOfSubject(name, detail)
  return name === 'part' && code === 'seal-malformed' ? `seal-part-${value}` : null
}

/** Members of a rule whose values are names of ours; any other value is what somebody has written. */
const namedValues: ReadonlySet<string> = new Set([
  ...['trace', 'needed', 'when-missing', 'when-expired', 'when-no-container'],
  ...['lots', 'measure', 'complaints-max', 'reinspect-ratio-max'],
])

/** The code of what a difference of rules says of one of their members: its name (`scope.brand`: the brand), or its value. */
function codeOfRulePart(code: string, name: string, { field, ...detail }: Failure['detail']): string | null {
  if (!code.startsWith('rules-field-') || typeof field !== 'string') return null
  const part = field
    .slice(field.lastIndexOf('.') + 1)
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (name === 'field') return `rules-part-${part}`
  return namedValues.has(part) ? `rules-value-${detail[name]}` : null
}

/** The code of what a result says otherwise than its task: the field's name, and a kind of inspection. */
function codeOfSubject(name: string, { field, ...detail }: Failure['detail']): string | null {
  if (name === 'field') return `column-${field}`
  return field === 'kind' ? `kind-${detail[name]}` : null
}

/** Kinds of samplings, as a decision lists them, each in words. */
function eachKind(kinds: string, language: Language): string {
  const told = kinds.split(', ').map((kind) => books[language][`kind-${kind}`] ?? visible(kind))
  return told.join(language === 'en' ? ', ' : '、')
}

const LONG_ID = /^[0-9a-f]{64}$/

/** What a decision cites by a whole hash (an inspection's id). Its sentence says the first eight digits. */
export const longIdsOf = ({ code, detail }: Pick<Failure, 'code' | 'detail'>): readonly string[] =>
  code.startsWith('decision-')
    ? Object.values(detail)
        .map(String)
        .filter((value) => LONG_ID.test(value))
    : []

/** Several events of a task, each in its words. */
const eventsIn = (book: Record<string, string>, value: unknown, language: Language): string =>
  String(value)
    .split(',')
    .map((event) => book[`task-event-${event}`] ?? visible(event))
    .join(language === 'en' ? ', ' : '、')

/**
 * The sentence for a code, with its detail filled in. A placeholder without a value stays visible as `?name?`, so that
 * a gap is seen in tests instead of vanishing. Control characters in a detail are written out, so that no file that was
 * read can forge a line or command a terminal.
 */
export function wordsFor({ code, detail }: Pick<Failure, 'code' | 'detail'>, language: Language): string {
  const book = books[language]
  const template = book[code] ?? code
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = detail[name]
    if (name === 'except' && code.startsWith('decision-') && typeof value === 'string')
      return eachKind(value, language)
    if (name === 'possible' && code === 'inspection-event-refused') return eventsIn(book, value, language)
    const told = book[codeOfDetail(code, name, detail) ?? codeOfRulePart(code, name, detail) ?? '']
    if (told !== undefined) return told
    if (value === undefined || value === null) return `?${name}?`
    return code.startsWith('decision-') && LONG_ID.test(String(value))
      ? String(value).slice(0, 8)
      : visible(String(value))
  })
}
