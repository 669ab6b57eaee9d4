import type { Metrics } from '../../../platform/metrics/metrics.ts'

/** What a ledger counts while it works. */
export interface LedgerCounts {
  /** A session has ended: `done`, or by this failure's code. */
  sessionEnded(reason: string): void
  /** Statements were logged. */
  entered(count: number): void
  /** A statement was refused, with this code. */
  refused(code: string): void
  /** A checkpoint could not be made public. */
  publishingFailed(code: string): void
  /** A witness gave no cosignature, of which others may have given enough. */
  witnessFailed(witness: string, code: string): void
}

/** The counters, by their names in `/metrics`. */
export function countInto(metrics: Metrics): LedgerCounts {
  const ended = metrics.counter('bondmark_ledger_sessions_total', 'Sessions by how they ended.')
  const entered = metrics.counter('bondmark_ledger_entered_total', 'Statements logged since the start.')
  const refused = metrics.counter('bondmark_ledger_refused_total', 'Statements refused, by code.')
  const unpublished = metrics.counter(
    'bondmark_ledger_publishing_failures_total',
    'Checkpoints that could not be made public, by code.',
  )
  const failed = metrics.counter(
    'bondmark_ledger_witness_failures_total',
    'Cosignatures not given, by witness.',
  )
  return {
    sessionEnded: (reason) => ended.add({ reason }),
    entered: (count) => entered.add({}, count),
    refused: (code) => refused.add({ code }),
    publishingFailed: (code) => unpublished.add({ code }),
    witnessFailed: (witness, code) => failed.add({ witness, code }),
  }
}
