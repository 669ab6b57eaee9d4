import { implement } from '@orpc/server'
import { statisticsContract } from '../../core/contract/statistics.ts'
import type { StatisticsDesk } from './statistics-desk.ts'

const os = implement(statisticsContract)

/** The calls of statistics over their desk: nothing but translation. */
export const statisticsRoutes = (desk: StatisticsDesk) => ({
  count: os.count.handler(({ input, signal }) => desk.count(input, signal)),
  today: os.today.handler(() => ({ day: desk.today() })),
})

/** The same calls at a station that takes nothing. */
export const refusingStatistics = (refuse: () => never) => ({
  count: os.count.handler(refuse),
  today: os.today.handler(refuse),
})
