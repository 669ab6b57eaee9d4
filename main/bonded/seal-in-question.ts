import type { SealResult } from '../../core/bonded/seal-check.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StoredRecord } from './bonded-store.ts'

interface Doors {
  readonly container: string | null
  readonly seal: string | null
}

/** What is kept of a check, and of what customs said of it. */
export type SealRow =
  | {
      readonly step: 'checked'
      readonly planned: Doors
      readonly found: Doors
      readonly result: SealResult
      readonly warnings: readonly string[]
    }
  | { readonly step: 'settled'; readonly said: string; readonly document: string | null }

export const rowOf = ({ json }: StoredRecord): SealRow => JSON.parse(json) as SealRow

/** The newest check of a notice, while it was not as planned and customs has not been heard; null otherwise. */
export function sealInQuestion({ bonded }: Pick<StationStore, 'bonded'>, asn: string): StoredRecord | null {
  const newest = bonded.newestRecord('seal', asn)
  if (!newest) return null
  const row = rowOf(newest)
  return row.step === 'checked' && row.result !== 'ok' ? newest : null
}

/** Why nothing of a notice may be received for its seal, in words; null when it may. One look at an index. */
export function whySealStops(store: Pick<StationStore, 'bonded'>, asn: string): Failure | null {
  const waiting = sealInQuestion(store, asn)
  const row = waiting && rowOf(waiting)
  if (row?.step !== 'checked') return null
  const { planned, found } = row
  const detail = {
    asn,
    planned: [planned.container, planned.seal].filter(Boolean).join(' / '),
    found: [found.container, found.seal].filter(Boolean).join(' / '),
  }
  return { code: row.result === 'missing' ? 'seal-is-missing' : 'seal-differs', detail }
}
