import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import type { Link } from './link.ts'

/**
 * One thing that goes wrong while batches are synced; `happen` resolves when it is over and everything runs again, to
 * false when there was nothing to harm any more.
 */
export interface Fault {
  readonly name: string
  happen(cluster: Cluster, random: () => number): Promise<boolean>
}

const between = (random: () => number, from: number, to: number) => Math.round(from + random() * (to - from))

/** A process is killed a little after the syncs have begun, and somebody starts it again a little later. */
async function killed(
  random: () => number,
  kill: () => unknown,
  start: () => Promise<void>,
): Promise<boolean> {
  await sleep(between(random, 20, 900))
  await kill()
  await sleep(between(random, 0, 600))
  await start()
  return true
}

async function broken(
  links: readonly Link[],
  random: () => number,
  forMs: [number, number],
): Promise<boolean> {
  await sleep(between(random, 0, 300))
  const cuts = random() < 0.5
  for (const link of links) cuts ? link.cut() : link.stall()
  await sleep(between(random, ...forMs))
  for (const link of links) link.heal()
  return true
}

const nodeKills: Fault[] = [0, 1, 2].map((n) => ({
  name: `kill -9 of ledger ${n + 1}`,
  async happen({ nodes }, random) {
    const node = nodes[n]
    return node !== undefined && killed(random, node.kill, node.start)
  },
}))

const stationKills: Fault[] = [0, 1, 2, 3].map((n) => ({
  name: `kill -9 of station ${n + 1} while it syncs`,
  async happen({ stations }, random) {
    // The first is a whole program, and takes longer to begin.
    await sleep(n === 0 ? between(random, 300, 1500) : between(random, 50, 500))
    return stations[n]?.kill() ?? false
  },
}))

const witnessKill: Fault = {
  name: 'kill -9 of the witness',
  happen: ({ killWitness, startWitness }, random) => killed(random, killWitness, startWitness),
}

/** A node loses the witness and the other nodes, and they it. */
const partitions: Fault[] = [0, 1, 2].map((n) => ({
  name: `ledger ${n + 1} is cut off from the others and the witness`,
  happen: async ({ nodes, linksOf }, random) => broken(linksOf(nodes[n]?.org ?? ''), random, [800, 3_000]),
}))

const lonelyStations: Fault[] = [0, 1, 2, 3].map((n) => ({
  name: `station ${n + 1} is cut off from its ledger`,
  happen: async ({ stations, linkOf }, random) => {
    const station = stations[n]
    return station !== undefined && broken([linkOf(station)], random, [200, 1_500])
  },
}))

export const faults = { nodeKills, stationKills, witnessKill, partitions, lonelyStations } as const
export const allFaults: readonly Fault[] = [
  ...nodeKills,
  witnessKill,
  ...stationKills,
  ...partitions,
  ...lonelyStations,
]
