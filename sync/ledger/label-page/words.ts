import { type Language, languages } from '../../../core/errors/words.ts'
import en from './words/en.json' with { type: 'json' }
import zhCN from './words/zh-CN.json' with { type: 'json' }

export type PageWord = keyof typeof en
type Detail = Readonly<Record<string, string | number>>

const books: Record<Language, Readonly<Record<PageWord, string>>> = { en, 'zh-CN': zhCN }

/** The words of the page in one language, with what is to be filled in. */
export type Say = (word: PageWord, detail?: Detail) => string

/** Fills in what it is given; a gap stays visible as `?name?`, so that it is seen in tests. */
export const sayIn =
  (language: Language): Say =>
  (word, detail = {}) =>
    books[language][word].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(detail[name] ?? `?${name}?`))

/** Whether this is the key of words of the page. */
export const isPageWord = (word: string): word is PageWord => Object.hasOwn(en, word)

/** The language of a page: as the address says (`lang`), else as the browser prefers (RFC 9110 §12.5.4), else English. */
export function languageOf(asked: string | null, accepted: string | undefined): Language {
  const named = languages.find((language) => language === asked)
  if (named !== undefined) return named
  const wishes = (accepted ?? '')
    .slice(0, 200)
    .split(',')
    .map((each) => {
      const [tag = '', ...parameters] = each.trim().toLowerCase().split(';')
      const q = /^\s*q=([\d.]+)\s*$/.exec(parameters.join(';'))?.[1]
      return { tag, weight: q === undefined ? 1 : Number(q) }
    })
    .filter(({ tag, weight }) => weight > 0 && /^(?:en|zh)(?:-|$)/.test(tag))
    .sort((a, b) => b.weight - a.weight)
  return wishes[0]?.tag.startsWith('zh') ? 'zh-CN' : 'en'
}
