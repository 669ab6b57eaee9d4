import { describe, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()

describe("the page's own words", () => {
  it('say the same things in both languages', () => {
    expect(Object.keys(zhCN).sort()).toEqual(Object.keys(en).sort())
  })

  it.each(Object.keys(en) as (keyof typeof en)[])('%s fills in the same places in both languages', (key) => {
    expect(places(zhCN[key])).toEqual(places(en[key]))
    expect(zhCN[key].trim()).not.toBe('')
  })

  it('are Chinese to the commas, and have one word for a station and for a statement', () => {
    const halfWidth = /[\p{Script=Han}）][,;](?!\s)|[\p{Script=Han}}]\(|\}\}[,;]\p{Script=Han}/u
    const otherWord = /工位|本工作站|陈述/
    expect(Object.values(zhCN).filter((text) => halfWidth.test(text) || otherWord.test(text))).toEqual([])
  })

  it('never call goods genuine, because a record is not the goods', () => {
    const claims = Object.entries(en).filter(
      ([, text]) => /genuine|authentic/i.test(text) && !/not that the goods/.test(text),
    )
    expect(claims).toEqual([])
    expect(Object.values(zhCN).filter((text) => /正品/.test(text))).toEqual([])
  })
})
