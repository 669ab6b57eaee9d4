import { setTimeout as sleep } from 'node:timers/promises'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import type { Cluster } from './cluster.ts'
import type { ClusterStation } from './station.ts'
import type { Fault } from './weather.ts'

/** A log's newest checkpoint as anybody saw it at some time: the final log must begin with it. */
export interface SeenCheckpoint {
  readonly org: string
  readonly size: number
  readonly root: Uint8Array
}

export interface Round {
  /** What happened; what came too late to harm anybody is left out. */
  readonly faults: readonly string[]
  /** Syncs that had to be tried again, and why. */
  readonly tries: number
  readonly seen: readonly SeenCheckpoint[]
}

const SETTLED_MS_MAX = 90_000

/**
 * One round: every station makes a batch and takes it to its ledger until each statement has its receipt, while the
 * faults happen, all at once. Throws when a station does not get there, or ends in any way that is not of a fault.
 */
export async function surviveRound(
  cluster: Cluster,
  faults: readonly Fault[],
  random: () => number,
  most: number,
): Promise<Round> {
  const { stations, nodes } = cluster
  for (const station of stations) await station.work(1 + Math.floor(random() * most))
  const happening = Promise.all(faults.map((fault) => fault.happen(cluster, random)))
  const [harmed, ...tries] = await Promise.all([
    happening,
    ...stations.map((station) => settle(station, happening)),
  ])
  const seen = await Promise.all(
    nodes.map(async ({ org, process }) => {
      const note = await (await fetch(`${process().url}/checkpoint`)).text()
      return { org, ...parseCheckpoint(parseNote(note).text) }
    }),
  )
  return {
    faults: faults.flatMap(({ name }, i) => (harmed[i] ? [name] : [])),
    tries: tries.reduce((sum, n) => sum + n - 1, 0),
    seen,
  }
}

/** Syncs until all is receipted, and once more when all faults are over. Answers how often it was tried. */
async function settle(station: ClusterStation, happening: Promise<unknown>): Promise<number> {
  const end = Date.now() + SETTLED_MS_MAX
  let isOver = false
  const over = happening.finally(() => {
    isOver = true
  })
  over.catch(() => {})
  for (let tries = 1; ; tries++) {
    const why = await station.sync()
    if (why === null) {
      if (!isOver) await over
      return tries
    }
    if (Date.now() > end) throw new Error(`${station.name} did not get there: ${why}`)
    await sleep(isOver ? 100 : 250)
  }
}
