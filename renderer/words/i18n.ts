import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, languages } from '../../core/errors/words.ts'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

/** A key of the page's own words. */
export type Word = keyof typeof en

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'page'
    keySeparator: false
    nsSeparator: false
    resources: { page: Record<Word, string> }
  }
}

const STORED_AT = 'bondmark.language'

const isLanguage = (value: string | null): value is Language => languages.some((known) => known === value)

/** The language chosen last on this machine, else the browser's, else English. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(STORED_AT)
  if (isLanguage(chosen)) return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Both languages are on board, so a switch shows at once. React escapes what is filled in. */
export async function startWords(): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    supportedLngs: languages,
    defaultNS: 'page',
    ns: ['page'],
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { page: en }, 'zh-CN': { page: zhCN } },
  })
  document.documentElement.lang = i18next.language
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
    localStorage.setItem(STORED_AT, language)
  })
  return i18next
}
