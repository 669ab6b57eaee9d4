import { useTranslation } from 'react-i18next'
import type { FailureData } from '../../core/contract/failure.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import en from './en.json' with { type: 'json' }
import type { Word } from './i18n.ts'

/** What fills a word's `{{places}}`. */
export type Fill = Readonly<Record<string, string | number>>

export interface Words {
  readonly language: Language
  /** Switches the language, at once and for the next start. */
  speak(language: Language): void
  /** The page's own word for a key. */
  t(word: Word, fill?: Fill): string
  /** The sentence of an expected failure, or of anything else the station says. */
  say(failure: FailureData): string
  /** A count with its thousands told apart. */
  number(value: number): string
  /** The word `${family}.${name}` for a name that comes from the station; the name itself when there is none. */
  named(family: 'step' | 'reason' | 'plan.field', name: string): string
}

const isWord = (key: string): key is Word => Object.hasOwn(en, key)

/** The words in the language of the moment; the part is drawn again when the language changes. */
export function useWords(): Words {
  const { t, i18n } = useTranslation('page')
  const language: Language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en'
  const word = (key: Word, fill?: Fill): string => t(key, { ...fill })
  return {
    language,
    speak: (chosen) => void i18n.changeLanguage(chosen),
    t: word,
    say: (failure) => wordsFor(failure, language),
    number: (value) => value.toLocaleString(language),
    named: (family, name) => {
      const key = `${family}.${name.trim().toLowerCase().replaceAll(' ', '-')}`
      return isWord(key) ? word(key) : name
    },
  }
}
