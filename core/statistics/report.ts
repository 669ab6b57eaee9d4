import { z } from 'zod'
import { type Saying, sayings } from '../decision/decision.ts'
import type { AddedUp } from './add-up.ts'
import { cycles, type Dimension, dimensions, type Figure, figureNames } from './figures.ts'
import { classEnds, type SpanTimes } from './span-times.ts'
import type { Tally } from './tally.ts'

const count = z.int()
const day = z.iso.date()

/** Lengths of one kind of span. Minutes; `median` and `p90` by nearest rank, null when none has ended. */
const spanFigures = z.strictObject({
  ended: count.min(0),
  open: count.min(0),
  median: count.min(0).nullable(),
  p90: count.min(0).nullable(),
  /** How many took at most 15, 30, 60, 120, 240, 480, 1440, 2880, 4320, 10080 minutes and more than the class before; last: longer. */
  classes: z.array(count.min(0)).length(classEnds.length + 1),
})
export type SpanFigures = z.infer<typeof spanFigures>

const tallied = z.strictObject({
  counts: z.strictObject(
    Object.fromEntries(figureNames.map((name) => [name, count])) as Record<Figure, typeof count>,
  ),
  /** Lines by what their decision rests on; sayings that came. A line on hold for two reasons is under both. */
  sayings: z.partialRecord(z.enum(Object.keys(sayings) as [Saying, ...Saying[]]), count.min(1)),
  spans: z.strictObject(
    Object.fromEntries(cycles.map((name) => [name, spanFigures])) as Record<
      (typeof cycles)[number],
      typeof spanFigures
    >,
  ),
})
export type Tallied = z.infer<typeof tallied>

const tabulated = tallied.extend({
  /** The day, GTIN, brand, pseudonym or agency; null for what is of none in particular. */
  key: z.string().nullable(),
})
export type Tabulated = z.infer<typeof tabulated>

/** Figures of a station from one day to another, both included, in all and taken apart (`docs/statistics.md`). */
export const statisticsReport = z.strictObject({
  format: z.literal('bondmark/statistics/1'),
  /** Issuer URI of the station. */
  station: z.string(),
  from: day,
  to: day,
  by: z.enum(dimensions),
  /** RFC 3339: what was open then counts as open. */
  madeAt: z.iso.datetime({ offset: true, precision: 3 }),
  /** Statements that were read for it. */
  statements: count.min(0),
  total: tallied,
  rows: z.array(tabulated),
})
export type StatisticsReport = z.infer<typeof statisticsReport>

const spanFiguresOf = (times: SpanTimes): SpanFigures => ({
  ended: times.ended,
  open: times.stillOpen,
  median: times.quantile(0.5),
  p90: times.quantile(0.9),
  classes: times.classes(),
})

/** Every figure by its name, those that did not come with 0. */
export const talliedOf = (tally: Tally): Tallied => ({
  counts: Object.fromEntries(figureNames.map((name) => [name, tally.get(name)])) as Tallied['counts'],
  sayings: Object.fromEntries([...tally.sayings].sort(([a], [b]) => (a < b ? -1 : 1))),
  spans: Object.fromEntries(
    cycles.map((name) => [name, spanFiguresOf(tally.span(name))]),
  ) as Tallied['spans'],
})

/** What a report says beside its figures. */
export type ReportHead = Pick<StatisticsReport, 'station' | 'from' | 'to' | 'madeAt' | 'statements'>

/** A report, taken apart by one dimension. */
export const reportOf = (added: AddedUp, by: Dimension, head: ReportHead): StatisticsReport => ({
  format: 'bondmark/statistics/1',
  ...head,
  by,
  total: talliedOf(added.total),
  rows: added.rows(by).map(([key, tally]) => ({ key, ...talliedOf(tally) })),
})
