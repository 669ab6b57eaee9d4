import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

  it('are all said somewhere: by their name, or by a name that is put together', () => {
    const renderer = join(import.meta.dirname, '..')
    const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
    const source = sources.map((file) => readFileSync(join(renderer, file), 'utf8')).join('\n')
    const beginnings = [
      ...[...source.matchAll(/`([\w.-]+[.-])\$\{/g)].map(([, beginning]) => `${beginning}`),
      ...[...source.matchAll(/named\('([\w.]+)'/g)].map(([, family]) => `${family}.`),
    ]
    const isSaid = (key: string) =>
      source.includes(`'${key}'`) || beginnings.some((each) => key.startsWith(each))
    expect(Object.keys(en).filter((key) => !isSaid(key))).toEqual([])
  })

  it('never call goods genuine, because a record is not the goods', () => {
    const claims = Object.entries(en).filter(
      ([, text]) => /genuine|authentic/i.test(text) && !/not that the goods/.test(text),
    )
    expect(claims).toEqual([])
    expect(Object.values(zhCN).filter((text) => /正品/.test(text))).toEqual([])
  })
})
