import { useCallback, useEffect, useRef, useState } from 'react'
import { dimensions } from '../../../../core/statistics/figures.ts'
import type { StatisticsReport } from '../../../../core/statistics/report.ts'
import { type Problem, problemOf } from '../../../connection/problem.ts'
import { useStation } from '../../../connection/station-context.ts'

/** A range of days, both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** How a question for figures stands. What was counted before stays until there is something newer. */
export interface Counting {
  readonly running: { readonly done: number; readonly total: number } | null
  readonly reports: readonly StatisticsReport[] | null
  readonly problem: Problem | null
}

const nothing: Counting = { running: null, reports: null, problem: null }

/** Asks for figures; asking again, or leaving, ends the question before. */
export function useStatistics() {
  const { client } = useStation()
  const [counting, setCounting] = useState(nothing)
  const running = useRef<AbortController | null>(null)

  const stop = useCallback(() => {
    running.current?.abort()
    running.current = null
    setCounting((before) => ({ ...before, running: null }))
  }, [])

  const count = useCallback(
    async (days: Days) => {
      running.current?.abort()
      const own = new AbortController()
      running.current = own
      const set = (change: Partial<Counting>) => {
        if (running.current === own) setCounting((before) => ({ ...before, ...change }))
      }
      set({ running: { done: 0, total: 0 }, problem: null })
      try {
        const told = await client.statistics.count({ ...days, by: [...dimensions] }, { signal: own.signal })
        for await (const one of told) {
          if (one.kind === 'progress') set({ running: { done: one.done, total: one.total } })
          else if (one.kind === 'reports') set({ running: null, reports: one.reports })
          else set({ running: null, problem: { kind: 'failure', failure: one.failure } })
        }
      } catch (error) {
        if (!own.signal.aborted) set({ running: null, problem: problemOf(error) })
      }
    },
    [client],
  )

  useEffect(() => () => running.current?.abort(), [])
  return { counting, count, stop }
}
