import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dimension } from '../../core/statistics/figures.ts'
import { dimensions } from '../../core/statistics/figures.ts'
import { statisticsReport, talliedOf } from '../../core/statistics/report.ts'
import { naiveFigures } from '../../test/statistics/naive-figures.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { countApart } from './count-apart.ts'
import { countStatistics, type StatisticsTask } from './count-statistics.ts'
import { replayedSample } from './replayed-sample.stub.ts'

const DAY = '2026-11-22'
const madeAt = '2026-11-23T06:00:00.000+08:00'
const samples = new Map<string, Awaited<ReturnType<typeof replayedSample>>>()

beforeAll(async () => {
  for (const name of ['mistakes', 'whole-cases']) samples.set(name, await replayedSample(name))
})
afterAll(() => {
  for (const { remove } of samples.values()) remove()
})

const databaseOf = (name: string) => workspaceFiles(samples.get(name)?.folder ?? '').database
const taskOf = (name: string, more: Partial<StatisticsTask> = {}): StatisticsTask => ({
  ...{ database: databaseOf(name), from: DAY, to: DAY, by: dimensions, madeAt },
  ...more,
})
const quiet = () => {}

interface Expected {
  readonly lines: readonly Record<'planned' | 'received' | 'labeled' | 'short' | 'damaged', number>[]
  readonly verified: number
  readonly voided: number
}

describe.each(['mistakes', 'whole-cases'])('the figures of the sample %s', (name) => {
  it('are those that were written down beforehand', () => {
    const expected = JSON.parse(
      readFileSync(repositoryFile('fixtures', 'expected', `${name}.json`), 'utf8'),
    ) as Expected
    const { counts } = talliedOf(countStatistics(taskOf(name), quiet).added.total)
    const sum = (of: keyof Expected['lines'][number]) =>
      expected.lines.reduce((total, line) => total + line[of], 0)
    expect({
      planned: counts.planned,
      received: counts.received,
      labeled: counts.labeled - counts.unlabeled,
      short: counts.short,
      damaged: counts.damaged,
      voided: counts.voided + counts.recovered + counts.unlabeled,
      lines: counts.lines,
    }).toEqual({
      planned: sum('planned'),
      received: sum('received'),
      labeled: expected.verified,
      short: sum('short'),
      damaged: sum('damaged'),
      voided: expected.voided,
      lines: expected.lines.length,
    })
  })

  it('are those of a count that goes through everything by itself', () => {
    const { added } = countStatistics(taskOf(name), quiet)
    const { counts, sayings } = talliedOf(added.total)
    expect({ counts, sayings }).toEqual(naiveFigures(databaseOf(name)))
  })

  it.each(dimensions)('taken apart by %s sum to the whole', (by: Dimension) => {
    const { added } = countStatistics(taskOf(name), quiet)
    const total = talliedOf(added.total)
    const rows = added.rows(by).map(([, tally]) => talliedOf(tally))
    for (const [figure, units] of Object.entries(total.counts))
      expect([
        figure,
        rows.reduce((sum, row) => sum + row.counts[figure as keyof typeof row.counts], 0),
      ]).toEqual([figure, units])
  })

  it('are none on the days around it', () => {
    for (const day of ['2026-11-21', '2026-11-23']) {
      const { added, statements } = countStatistics(taskOf(name, { from: day, to: day }), quiet)
      expect([statements, added.total.counts.size, added.total.sayings.size]).toEqual([0, 0, 0])
    }
  })
})

it('counted in a thread are the same, as a report that fits its schema', async () => {
  const task = taskOf('mistakes')
  const reports = await countApart(task, 'https://id.x/org/o/station/s', new AbortController().signal, quiet)
  expect(reports.map(({ by }) => by)).toEqual([...dimensions])
  for (const report of reports) expect(statisticsReport.parse(report)).toEqual(report)
  expect(reports[0]?.total).toEqual(talliedOf(countStatistics(task, quiet).added.total))
})

it('end at once when nobody wants them any more, and change nothing', async () => {
  const stop = new AbortController()
  stop.abort()
  await expect(countApart(taskOf('whole-cases'), '', stop.signal, quiet)).rejects.toMatchObject({
    code: 'statistics-cancelled',
  })
})

it.each([
  ['the wrong way round', '2026-11-23', '2026-11-22', 'statistics-range'],
  ['longer than a station lives', '2000-01-01', '2026-11-22', 'statistics-range'],
  ['of no calendar', '2026-02-30', '2026-11-22', 'day-malformed'],
])('are refused for a range that is %s', (_, from, to, code) => {
  expect(() => countStatistics(taskOf('whole-cases', { from, to }), quiet)).toThrow(
    expect.objectContaining({ code }),
  )
})

it('are not doubled by a plan that was revised', () => {
  const before = talliedOf(countStatistics(taskOf('whole-cases'), quiet).added.total).counts
  const db = new Database(databaseOf('whole-cases'))
  db.exec(`INSERT INTO plan SELECT asn, revision + 1, hash || 'x', json, taken_at FROM plan`)
  db.close()
  expect(talliedOf(countStatistics(taskOf('whole-cases'), quiet).added.total).counts).toEqual(before)
})
