import type { z } from 'zod'
import type { StopsAnswer, stopsQuestion } from '../../core/contract/label-history.ts'
import type { LookUpSource } from '../station/look-up.ts'
import { personCalled } from './person-called.ts'
import { shown } from './search-labels.ts'

/** The STOPs of a shift or of all, the newest first, one page. */
export function listStops({ store }: LookUpSource, asked: z.infer<typeof stopsQuestion>): StopsAnswer {
  const { shift = null, after = null, limit } = asked
  const found = store.stops.newest({ shift, before: after, limit: limit + 1 })
  const page = found.slice(0, limit)
  const whom = (pseudonym: string) => personCalled(store, pseudonym) ?? { pseudonym, name: null }
  return {
    format: 'bondmark/stops/1',
    items: page.map(({ n, at, device, shift, situation, subject, times, ...stop }) => ({
      n,
      at,
      device,
      shift,
      operator: whom(stop.operator),
      situation,
      subject,
      sentence: shown(stop.sentence),
      next: shown(stop.next),
      times,
      acknowledged:
        stop.endedAt === null || stop.endedBy === null ? null : { at: stop.endedAt, by: whom(stop.endedBy) },
    })),
    next: found.length > limit ? (page.at(-1)?.n ?? null) : null,
  }
}
