import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics, Sample } from '../../../platform/metrics/metrics.ts'
import type { FrontDoor } from '../http/front-door.ts'
import { cosignedAt } from '../log/checkpoint-time.ts'
import type { Mirror } from '../mirrors/follow-logs.ts'
import type { ServedLedger } from '../served-ledger.ts'
import type { SessionSockets } from '../sessions/session-sockets.ts'
import type { LedgerHealth } from './ledger-health.ts'

/** Of the event loop's delay; coarser than a millisecond costs nothing that can be measured. */
const DELAY_RESOLUTION_MS = 20

type Measured = Pick<ServedLedger, 'store' | 'standing' | 'timers' | 'mirrors' | 'publisher'> & {
  readonly data: string
  readonly door: FrontDoor
  readonly sessions: SessionSockets
  readonly health: () => LedgerHealth
}

/** Puts what a ledger and its process are like into `metrics`; everything is read when it is asked for. */
export function measureLedger(metrics: Metrics, ledger: Measured): void {
  measureLog(metrics, ledger)
  measureMirrors(metrics, ledger)
  measureSockets(metrics, ledger)
  measureProcess(metrics)
}

function measureLog(metrics: Metrics, { store, standing, publisher, timers, data, health }: Measured): void {
  const gauge = (name: string, help: string, read: () => number | readonly Sample[]) =>
    metrics.gauge(`bondmark_ledger_${name}`, help, read)
  gauge('entries', 'Entries of the log.', () => store.size())
  gauge('judged', 'Entries whose standing has been judged.', () => standing.size())
  gauge(
    'checkpoint_size',
    'Entries that the newest checkpoint covers.',
    () => store.latestCheckpoint()?.size ?? 0,
  )
  gauge('checkpoint_age_seconds', 'Since the newest checkpoint was cosigned.', () => {
    const at = cosignedAt(store.latestCheckpoint()?.note ?? '')
    return at === null ? [] : [{ value: Math.max(0, Math.floor(timers.now() / 1_000) - at) }]
  })
  gauge('held_statements', 'Statements that wait for what comes before them.', () => store.held.waiting())
  gauge('refusals_kept', 'Signed refusals on record.', () => store.refusals.count())
  gauge('equivocations', 'Places that a key signed twice.', () => store.equivocations.places().length)
  gauge('witness_size', 'Size that each witness has cosigned last.', () =>
    publisher.witnesses().map(({ name, size }) => ({ labels: { witness: name }, value: size })),
  )
  gauge('ready', '1 when /health has nothing to complain of.', () => Number(health().ok))
  gauge('degraded', '1 for each reason of /health.', () =>
    health().reasons.map(({ reason }) => ({ labels: { reason }, value: 1 })),
  )
  gauge('database_bytes', 'Size of the databases, their write-ahead logs included.', () =>
    databaseSizes(data),
  )
}

function measureMirrors(metrics: Metrics, { mirrors, timers }: Measured): void {
  const gauge = (name: string, help: string, read: (mirror: Mirror) => number | null) =>
    metrics.gauge(`bondmark_ledger_mirror_${name}`, help, () =>
      mirrors.flatMap((mirror) => {
        const value = read(mirror)
        return value === null ? [] : [{ labels: { origin: mirror.log.origin }, value }]
      }),
    )
  gauge('entries', 'Entries of another log that are mirrored.', (mirror) => mirror.state().size)
  gauge('seen_age_seconds', 'Since another log was looked at and all was well.', (mirror) => {
    const { seenAtMs } = mirror.state()
    return seenAtMs === null ? null : Math.max(0, (timers.now() - seenAtMs) / 1_000)
  })
  gauge('forked', '1 when a proof is kept that the log signed two views.', (mirror) =>
    Number(mirror.state().forked),
  )
}

function measureSockets(metrics: Metrics, { door, sessions }: Measured): void {
  metrics.gauge('bondmark_ledger_sessions', 'Sessions by state.', () =>
    Object.entries(sessions.states()).map(([state, value]) => ({ labels: { state }, value })),
  )
  metrics.gauge('bondmark_ledger_guests', 'Connections that have not proved a key.', () => door.room.size())
  metrics.total(
    'bondmark_ledger_guests_evicted_total',
    'Connections closed to make room for newer ones.',
    () => door.room.evicted(),
  )
}

function measureProcess(metrics: Metrics): void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS })
  delay.enable()
  metrics.gauge(
    'nodejs_eventloop_delay_seconds',
    'Delay of the event loop since it was last asked for.',
    () => {
      const samples = ([50, 99, 100] as const).map((percent) => ({
        labels: { quantile: String(percent / 100) },
        value: delay.count === 0 ? 0 : delay.percentile(percent) / 1e9,
      }))
      delay.reset()
      return samples
    },
  )
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  metrics.gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed)
  metrics.gauge(
    'nodejs_external_memory_bytes',
    'Memory of buffers and native parts.',
    () => process.memoryUsage().external,
  )
  metrics.total('process_cpu_seconds_total', 'Time on processors.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  const startedAt = Math.floor(Date.now() / 1_000 - process.uptime())
  metrics.gauge('process_start_time_seconds', 'Unix time of the start.', () => startedAt)
}

function databaseSizes(data: string): Sample[] {
  return readdirSync(data)
    .filter((name) => /\.sqlite(-wal)?$/.test(name))
    .map((name) => ({ labels: { file: name }, value: statSync(join(data, name)).size }))
}
