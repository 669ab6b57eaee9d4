import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { dimensions } from '../statistics/figures.ts'
import { statisticsReport } from '../statistics/report.ts'
import { base } from './base.ts'
import { failure } from './failure.ts'

/** Days as the warehouse writes them, `YYYY-MM-DD`, both included. */
const asked = z.object({
  from: z.string().max(10),
  to: z.string().max(10),
  by: z.array(z.enum(dimensions)).min(1).max(dimensions.length),
})
export type StatisticsAsked = z.infer<typeof asked>

/** How far the counting is; last the reports, one for each dimension that was asked for, or why there are none. */
const told = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.int().min(0), total: z.int().min(0) }),
  z.object({ kind: z.literal('reports'), reports: z.array(statisticsReport) }),
  // What goes wrong on the way is told on the way: a stream's own error would arrive without its words.
  z.object({ kind: z.literal('failed'), failure }),
])
export type StatisticsTold = z.infer<typeof told>

/** Figures of a range of days. */
export const statisticsContract = {
  /** Whoever stops reading ends the counting. Fails with `day-malformed`, `statistics-…`, `database-…`. */
  count: base.input(asked).output(eventIterator(told)),
  /** The day that it is at the station. */
  today: base.output(z.object({ day: z.iso.date() })),
}
