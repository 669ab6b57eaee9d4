import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { languages } from '../errors/words.ts'
import { AddedUp } from './add-up.ts'
import type { Counted } from './counted.ts'
import { cycles, dimensions, figureNames } from './figures.ts'
import { reportPage } from './plot/report-page.ts'
import { reportOf, type StatisticsReport, statisticsReport, talliedOf } from './report.ts'
import { csvCell, reportCsv } from './report-csv.ts'
import { SpanTimes } from './span-times.ts'
import { statisticsWords } from './statistics-words.ts'

const days = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'] as const
const key = fc.constantFrom('a', 'b,"c"', '=1+1', '\r\n@x', '中文', null)
const whose = fc.record({
  day: fc.constantFrom(...days),
  product: key,
  brand: key,
  operator: key,
  agency: key,
})
const what = fc.oneof(
  fc.record({
    kind: fc.constant('count' as const),
    figure: fc.constantFrom(...figureNames),
    units: fc.nat(500),
  }),
  fc.record({
    kind: fc.constant('said' as const),
    said: fc.constantFrom('category-exempt', 'ingredients-due'),
  }),
  fc.record({
    kind: fc.constant('ended' as const),
    cycle: fc.constantFrom(...cycles),
    minutes: fc.nat(5_000),
  }),
  fc.record({ kind: fc.constant('open' as const), cycle: fc.constantFrom(...cycles) }),
)
const counted = fc.tuple(whose, what).map(([of, that]) => ({ ...of, ...that }) as Counted)
const many = fc.array(counted, { maxLength: 60 })

function added(all: readonly Counted[]): AddedUp {
  const sum = new AddedUp(dimensions)
  for (const one of all) sum.count(one)
  return sum
}
const head = {
  station: 'https://id.x/org/o/station/s',
  from: days[0],
  to: days[3],
  madeAt: '2026-11-24T00:00:00.000+08:00',
  statements: 9,
}
const reports = (of: AddedUp): StatisticsReport[] => dimensions.map((by) => reportOf(of, by, head))

describe('what is counted', () => {
  it('sums to the total, whatever it is taken apart by', () => {
    fc.assert(
      fc.property(many, (all) => {
        const sum = added(all)
        for (const by of dimensions) {
          const again = new AddedUp([])
          for (const [, tally] of sum.rows(by)) again.total.add(tally)
          expect(talliedOf(again.total)).toEqual(talliedOf(sum.total))
        }
      }),
    )
  })

  it('of two ranges that meet is the whole, in every order', () => {
    fc.assert(
      fc.property(many, fc.constantFrom(...days), (all, last) => {
        const early = added(all.filter(({ day }) => day <= last))
        const late = added(all.filter(({ day }) => day > last).reverse())
        late.add(early)
        expect(reports(late)).toEqual(reports(added(all)))
      }),
    )
  })
})

it('median and nine tenths are lengths that really came', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(900), { minLength: 1, maxLength: 80 }), (minutes) => {
      const times = new SpanTimes()
      for (const one of minutes) times.end(one)
      const sorted = [...minutes].sort((a, b) => a - b)
      expect(times.quantile(0.5)).toBe(sorted[Math.ceil(minutes.length / 2) - 1])
      expect(times.quantile(0.9)).toBe(sorted[Math.ceil(minutes.length * 0.9) - 1])
    }),
  )
  expect(new SpanTimes().quantile(0.5)).toBeNull()
})

describe('a table of a report', () => {
  it('has the same numbers as its JSON, read back by a reader that is not ours', () => {
    fc.assert(
      fc.property(many, (all) => {
        for (const report of reports(added(all))) {
          expect(statisticsReport.parse(report)).toEqual(report)
          const { data, meta } = Papa.parse<Record<string, string>>(reportCsv(report), {
            header: true,
            skipEmptyLines: true,
            newline: '\r\n',
          })
          expect(meta.delimiter).toBe(',')
          const rows = [...report.rows, { key: null, ...report.total }]
          expect(data).toHaveLength(rows.length)
          rows.forEach((row, at) => {
            const cells = data[at] ?? {}
            for (const name of figureNames) expect(cells[name]).toBe(String(row.counts[name]))
            for (const [said, lines] of Object.entries(row.sayings))
              expect(cells[`said.${said}`]).toBe(String(lines))
            for (const cycle of cycles)
              for (const part of ['ended', 'open', 'median', 'p90'] as const)
                expect(cells[`${cycle}.${part}`]).toBe(String(row.spans[cycle][part] ?? ''))
          })
        }
      }),
      { numRuns: 25 },
    )
  })

  it('runs nothing in a spreadsheet', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
    expect([csvCell('KM-1'), csvCell(-3), csvCell(null), csvCell('a"b')]).toEqual([
      'KM-1',
      '-3',
      '',
      '"a""b"',
    ])
  })
})

it('a page to be mailed runs nothing, whatever a brand or an agency is called, and has every drawing with its table', () => {
  const agency = '<script>alert(1)</script>&"'
  const of = added([
    {
      day: days[0],
      product: null,
      brand: null,
      operator: null,
      agency,
      kind: 'count',
      figure: 'sent',
      units: 2,
    },
    {
      day: days[0],
      product: null,
      brand: null,
      operator: null,
      agency,
      kind: 'count',
      figure: 'labeled',
      units: 3,
    },
  ])
  for (const language of languages) {
    const page = reportPage(
      reportOf(of, 'day', head),
      reportOf(of, 'agency', head),
      statisticsWords(language),
    )
    expect(page).not.toContain('<script')
    expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
    expect(page.match(/<section>/g)).toHaveLength(5)
    expect(page).not.toMatch(/\?\w+\?<|NaN|undefined/)
  }
})

it('every figure and every time has a written definition', () => {
  const page = readFileSync(new URL('../../docs/statistics.md', import.meta.url), 'utf8')
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|')[1] ?? '')
  const defined = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name))
  expect(defined.filter((name) => name !== 'said.…').toSorted()).toEqual(
    [...figureNames, ...cycles].toSorted(),
  )
})
