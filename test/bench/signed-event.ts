import { join } from 'node:path'
import Database from 'better-sqlite3'
import { appendEvent } from '../../main/station/append-statement.ts'
import { grouped, msOf, perSecond, quantile, type Row } from './row.ts'
import { type SampleEvent, sampleEvents } from './sample-events.ts'
import type { BenchStation } from './station.ts'

const RATIO = 0.65
const P99_MS = 5
const ROUNDS = 60
const EVENTS = 50
/** Until both WAL files have grown to their size and are written from the front again: growing costs a journal commit. */
const WARM_UP_ROUNDS = 16

/**
 * One durable signed event on the station's own path (canonical payload, chain, signature, row, index, commit) against a
 * bare insert of the same bytes under the same pragmas. Round by round in turn, because a disk has moods.
 */
export function benchSignedEvent({ ctx, folder }: BenchStation): Row {
  const bare = new Database(join(folder, 'bare.sqlite'))
  bare.pragma('journal_mode = WAL')
  bare.pragma('synchronous = FULL')
  bare.exec('CREATE TABLE bare (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT')
  const insert = bare.prepare('INSERT INTO bare (bytes) VALUES (?)')
  const [signedMs, bareMs]: [number[], number[]] = [[], []]
  const events = sampleEvents((WARM_UP_ROUNDS + ROUNDS) * EVENTS)
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const placed: number[] = []
      const state = ({ event, t, epcs }: SampleEvent) =>
        msOf(() => placed.push(ctx.store.transaction(() => appendEvent(ctx, event, t, epcs).n)))
      const signed = events.slice(round * EVENTS, (round + 1) * EVENTS).map(state)
      const plain = placed.map((n) => {
        const bytes = ctx.store.statements.get(n)?.bytes
        return msOf(() => insert.run(bytes))
      })
      if (round < WARM_UP_ROUNDS) continue
      signedMs.push(...signed)
      bareMs.push(...plain)
    }
  } finally {
    bare.close()
  }
  const ratio = sum(bareMs) / sum(signedMs)
  const p99 = quantile(signedMs, 0.99)
  const each = perSecond(signedMs.length, sum(signedMs))
  return {
    work: 'one durable signed event',
    budget: `≥ ${RATIO} × a bare insert; p99 < ${P99_MS} ms`,
    figure: `${ratio.toFixed(2)} ×; p50 ${quantile(signedMs, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ${grouped(each)}/s`,
    met: ratio >= RATIO && p99 < P99_MS,
    peers: [
      `bare insert: p50 ${quantile(bareMs, 0.5).toFixed(2)} ms, p99 ${quantile(bareMs, 0.99).toFixed(2)} ms, ${grouped(perSecond(bareMs.length, sum(bareMs)))}/s`,
    ],
    numbers: {
      ratio,
      p50Ms: quantile(signedMs, 0.5),
      p99Ms: p99,
      bareP50Ms: quantile(bareMs, 0.5),
      events: signedMs.length,
    },
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
