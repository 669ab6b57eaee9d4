import { statfsSync } from 'node:fs'
import type { ServedLedger } from '../served-ledger.ts'

/** Below this a ledger that works today may not tomorrow. */
const FREE_BYTES_MIN = 512 * 1024 * 1024
/** Published statements that wait to be judged, beyond what a full batch leaves for some seconds. */
const JUDGED_BEHIND_MAX = 20_000

/** What keeps a ledger from doing everything it is there for; the words are in docs/ledger.md. */
export type HealthReason =
  | 'judging-stopped'
  | 'judging-behind'
  | 'publishing-fails'
  | 'checkpoint-behind'
  | 'log-forked'
  | 'mirroring-fails'
  | 'disk-low'

/** The answer of `/health`. */
export interface LedgerHealth {
  readonly format: 'bondmark/ledger-health/1'
  readonly ok: boolean
  readonly state: 'ready' | 'degraded'
  readonly reasons: readonly { readonly reason: HealthReason; readonly detail: Record<string, unknown> }[]
  readonly origin: string
  /** Logged, covered by the newest checkpoint, and judged. */
  readonly entries: number
  readonly checkpoint: number
  readonly judged: number
}

type Healthy = Pick<ServedLedger, 'store' | 'signer' | 'standing' | 'judge' | 'publisher' | 'mirrors'> & {
  readonly data: string
}

/** How a ledger is, now. */
export function ledgerHealth(ledger: Healthy): LedgerHealth {
  const entries = ledger.store.size()
  const checkpoint = ledger.store.latestCheckpoint()?.size ?? 0
  const judged = ledger.standing.size()
  const failure = ledger.publisher.lastFailure()
  const free = freeBytes(ledger.data)
  const reasons: LedgerHealth['reasons'] = [
    ...reasonIf('judging-stopped', ledger.judge.hasStopped(), { judged }),
    ...reasonIf('judging-behind', checkpoint - judged > JUDGED_BEHIND_MAX, { behind: checkpoint - judged }),
    ...reasonIf('publishing-fails', failure !== null, {
      code: failure?.code,
      witnesses: ledger.publisher.witnesses().map(({ name, size, failure }) => ({
        name,
        size,
        failure: failure?.code ?? null,
      })),
    }),
    ...reasonIf('checkpoint-behind', failure !== null && entries > checkpoint, { entries, checkpoint }),
    ...mirrorReasons(ledger.mirrors),
    ...reasonIf('disk-low', free !== null && free < FREE_BYTES_MIN, { free }),
  ]
  const ok = reasons.length === 0
  return {
    format: 'bondmark/ledger-health/1',
    ok,
    state: ok ? 'ready' : 'degraded',
    reasons,
    origin: ledger.signer.name,
    entries,
    checkpoint,
    judged,
  }
}

/** A fork is an alarm for as long as its proof is there; a log that is away for a moment is none. */
function mirrorReasons(mirrors: Healthy['mirrors']): LedgerHealth['reasons'] {
  return mirrors.flatMap((mirror) => {
    const { origin, size, failure, forked } = mirror.state()
    return [
      ...reasonIf('log-forked', forked, { origin, size }),
      ...reasonIf('mirroring-fails', failure !== null && !forked, { origin, size, code: failure?.code }),
    ]
  })
}

const reasonIf = (reason: HealthReason, holds: boolean, detail: Record<string, unknown>) =>
  holds ? [{ reason, detail }] : []

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
