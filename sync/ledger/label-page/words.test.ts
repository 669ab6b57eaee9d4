import { expect, it } from 'vitest'
import { standings } from '../../../core/lifecycle/standing.ts'
import { verdictCodes } from './verdict.ts'
import en from './words/en.json' with { type: 'json' }
import zhCN from './words/zh-CN.json' with { type: 'json' }
import { isPageWord, languageOf } from './words.ts'

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

it('has the same words in both languages, with the same details to fill in', () => {
  expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort())
  for (const [word, text] of Object.entries(en))
    expect([word, placeholders(zhCN[word as keyof typeof zhCN])]).toEqual([word, placeholders(text)])
})

it('has words for every verdict and every standing, and never says genuine', () => {
  const needed = [
    ...verdictCodes.flatMap((code) => [`verdict-${code}`, `meaning-${code}`]),
    ...standings.map((standing) => `counts-${standing}`),
  ]
  expect(needed.filter((word) => !isPageWord(word))).toEqual([])
  expect(Object.values(en).filter((text) => /genuine|authentic/i.test(text))).toEqual([])
  expect(Object.values(zhCN).filter((text) => /正品|真品/.test(text))).toEqual([])
})

it.each([
  ['zh-CN', 'en', 'zh-CN'],
  ['xx', 'zh-Hans, en;q=0.9', 'zh-CN'],
  [null, 'en;q=0.5, zh;q=0.7', 'zh-CN'],
  [null, 'zh;q=abc, *', 'zh-CN'],
  [null, ',;q=,=,', 'en'],
  [null, undefined, 'en'],
])('takes %s and %s for %s', (asked, accepted, language) => {
  expect(languageOf(asked, accepted)).toBe(language)
})
