import { readFileSync } from 'node:fs'
import { z } from 'zod'

const read = (name: string) =>
  readFileSync(new URL(`../../fixtures/sampling/${name}`, import.meta.url), 'utf8')
const lines = (name: string) =>
  read(name)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

/** Every cell of GB/T 2828.1-2012's tables with its arrows already followed: `severity,letter,aql` and its plan, or none. */
export const resolvedCells = lines('gbt-2828.1-resolved.csv')
  .slice(1)
  .map((line) => {
    const [severity = '', letter = '', aql = '', planLetter = '', n = '', ac = '', re = ''] = line.split(',')
    const plan =
      planLetter === '' ? null : { letter: planLetter, n: Number(n), ac: Number(ac), re: Number(re) }
    return { severity, letter, aql, plan }
  })

/** ISO 2859-1's tables as a third program has them, arrows and all: rows of n and 26 marks, by severity. */
export function arrowRows(severity: string): readonly (readonly string[])[] {
  const all = lines('iso-2859-1-arrows.txt')
  const from = all.indexOf(`[${severity}]`) + 1
  const rest = all.slice(from)
  const end = rest.findIndex((line) => line.startsWith('['))
  return (end === -1 ? rest : rest.slice(0, end)).map((line) => line.split(' '))
}

/** Table 1 once more: the largest lot of each row but the last, and the letters of all rows by level. */
export function table1Again(): {
  readonly to: readonly number[]
  readonly letters: ReadonlyMap<string, string>
} {
  const [to, ...levels] = lines('code-letters.txt').map((line) => line.split(' '))
  return {
    to: to?.slice(1).map(Number) ?? [],
    letters: new Map(levels.map(([level = '', letters = '']) => [level, letters])),
  }
}

/** Three columns that were typed by hand from a national text, letters A to R, by severity and AQL. */
export const threeColumns = z
  .object({ columns: z.record(z.string(), z.record(z.string(), z.string())) })
  .parse(JSON.parse(read('three-columns.json'))).columns
