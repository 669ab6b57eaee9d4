import { reportOf, type StatisticsReport } from '../../core/statistics/report.ts'
import type { Statistics, StatisticsTask } from './count-statistics.ts'

/** One report for each dimension that was asked for, in that order. */
export const reportsOf = (
  { added, statements }: Statistics,
  { from, to, by, madeAt }: StatisticsTask,
  station: string,
): StatisticsReport[] =>
  by.map((dimension) => reportOf(added, dimension, { station, from, to, madeAt, statements }))
