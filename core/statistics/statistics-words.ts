import { type Language, visible } from '../errors/words.ts'
import en from './words/en.json' with { type: 'json' }
import zhCN from './words/zh-CN.json' with { type: 'json' }

export type StatisticsWord = keyof typeof en

const books: Record<Language, Record<StatisticsWord, string>> = { en, 'zh-CN': zhCN }

/** The words of figures in one language: the same for the screen and for a page in a file. */
export interface StatisticsWords {
  readonly language: Language
  say(word: StatisticsWord, fill?: Readonly<Record<string, string | number>>): string
  /** A count with its thousands told apart. */
  number(value: number): string
  /** A length of time in its largest unit with at most one decimal; a dash for none. */
  span(minutes: number | null): string
}

export function statisticsWords(language: Language): StatisticsWords {
  const book = books[language]
  const number = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 1 })
  const say: StatisticsWords['say'] = (word, fill = {}) =>
    book[word].replace(/\{\{(\w+)\}\}/g, (_, name: string) => visible(String(fill[name] ?? `?${name}?`)))
  return {
    language,
    say,
    number,
    span(minutes) {
      if (minutes === null) return say('span.none')
      if (minutes < 90) return say('span.min', { n: number(minutes) })
      if (minutes < 36 * 60) return say('span.h', { n: number(minutes / 60) })
      return say('span.d', { n: number(minutes / 1440) })
    },
  }
}
