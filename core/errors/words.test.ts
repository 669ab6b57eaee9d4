import { describe, expect, it } from 'vitest'
import { codes } from './codes.ts'
import en from './words/en.json' with { type: 'json' }
import zhCN from './words/zh-CN.json' with { type: 'json' }
import { languages, longIdsOf, wordsFor } from './words.ts'

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()

describe('the words', () => {
  it('say every code in both languages, and nothing else', () => {
    expect(Object.keys(en).sort()).toEqual([...codes].sort())
    expect(Object.keys(zhCN).sort()).toEqual([...codes].sort())
  })

  it.each(codes)('%s fills in the same details in both languages', (code) => {
    expect(placeholders(zhCN[code])).toEqual(placeholders(en[code]))
  })

  it('are Chinese to the commas, and have one word for a station and for a statement', () => {
    const halfWidth = /[\p{Script=Han}）][,;](?!\s)|[\p{Script=Han}}]\(|\}\}[,;]\p{Script=Han}/u
    const otherWord = /工位|本工作站|陈述/
    expect(Object.values(zhCN).filter((text) => halfWidth.test(text) || otherWord.test(text))).toEqual([])
  })

  it('cite an inspection by its first eight digits, and hand its whole id over beside them', () => {
    const conclusion = '0123456789abcdef'.repeat(4)
    const reason = {
      code: 'decision-ingredients-conformant',
      detail: { lot: 'L1', gtin: '1', on: '2026-11-26', conclusion },
    } as const
    for (const language of languages) {
      expect(wordsFor(reason, language)).toContain('01234567')
      expect(wordsFor(reason, language)).not.toContain('012345678')
    }
    expect(longIdsOf(reason)).toEqual([conclusion])
  })

  it('write out what would command a terminal or turn a line round', () => {
    const value = 'a\u001b[2J\r\nOK\u202e\u2028\ud800b 上 é 🙂'
    expect(wordsFor({ code: 'epcis-action-unknown', detail: { path: '$', value } }, 'en')).toContain(
      '$: a\\u001b[2J\\u000d\\u000aOK\\u202e\\u2028\\ud800b 上 é 🙂 is',
    )
  })

  it('show a missing detail instead of swallowing it', () => {
    expect(wordsFor({ code: 'internal', detail: {} }, 'en')).toContain('?message?')
  })
})

it.each(languages)('says the state of a printer in words, with what to do (%s)', (language) => {
  for (const code of ['printer-not-ready', 'printer-fault'] as const) {
    const said = wordsFor({ code, detail: { printer: 'P', state: 'jam' } }, language)
    expect(said).toContain(wordsFor({ code: 'printer-is-jam', detail: {} }, language))
    expect(said).not.toContain('(jam)')
  }
  expect(wordsFor({ code: 'printer-fault', detail: { printer: 'P', state: 'x\u0007' } }, language)).toContain(
    'x\\u0007',
  )
})

it('names what a result says otherwise than its task in the language asked for', () => {
  const said = (field: string, is: string, expected: string) =>
    wordsFor({ code: 'inspection-subject-differs', detail: { field, said: is, expected } }, 'zh-CN')
  expect(said('lot', 'L2', 'L1')).toContain('批号 为 L2，而任务针对的是 L1')
  expect(said('kind', 'factory-evaluation', 'ingredient-inspection')).toContain('工厂评估')
})
