import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindOfKey, stationKeys } from './commands.ts'

const home = resolve(import.meta.dirname, '../..')
const sources = readdirSync(join(home, 'renderer'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tsx'))
  .map((name) => ({ name, text: readFileSync(join(home, 'renderer', name), 'utf8') }))

describe('the keys of the station', () => {
  it('are listed once each', () => {
    const keys = stationKeys.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it.each(sources.filter(({ text }) => text.includes('useKeys(')))('of $name are on the list', ({ text }) => {
    const literals = [...text.matchAll(/'((?:Alt\+(?:Key[A-Z]|Digit\d))|F\d{1,2}|Escape)'/g)].map(
      ([, key]) => key ?? '',
    )
    const properties = [...text.matchAll(/\b(Escape|Backspace|Arrow\w+):/g)].map(([, key]) => key ?? '')
    expect([...literals, ...properties].filter((key) => kindOfKey(key) === undefined)).toEqual([])
  })

  it('stand in the manual, all of them and no others', () => {
    const page = readFileSync(join(home, 'docs/keys.md'), 'utf8')
    const rows = [...page.matchAll(/^\| `([^`]+)` \| (command|choice) \| (.+) \|$/gm)].map(
      ([, key, kind, does]) => ({ key, kind, does }),
    )
    expect(rows).toEqual(stationKeys)
  })
})
