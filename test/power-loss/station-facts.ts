import type { StationStore } from '../../main/store/station-store.ts'
import type { StoreFacts } from './said.ts'

const LABELS_MAX = 10_000

/** What of a store must survive once it has been acknowledged. */
export function factsOf(store: StationStore): StoreFacts {
  const { statements, receipts } = store.counts()
  const labels = store.labels.newest(LABELS_MAX).map(({ serial, state }) => [serial, state])
  return {
    statements,
    receipts,
    head: store.statements.get(statements)?.id ?? null,
    scans: store.scans.newest(1)[0]?.n ?? 0,
    labels: Object.fromEntries(labels),
  }
}
