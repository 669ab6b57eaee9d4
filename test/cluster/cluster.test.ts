import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../shift/seeded-random.ts'
import { checkCluster } from './check-cluster.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { type SeenCheckpoint, surviveRound } from './survive.ts'
import { type Fault, faults } from './weather.ts'

/** One of each kind; `npm run test:soak -- --cluster ROUNDS --seed S` takes them in turn, for as long as it is told. */
const { nodeKills, witnessKill, stationKills, partitions } = faults
const kinds = [nodeKills[1], witnessKill, stationKills[0], stationKills[2], partitions[2]]
const seed = 20261125

const audits = mkdtempSync(join(tmpdir(), 'bondmark-audits-'))
let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(async () => {
  await cluster?.close()
  rmSync(audits, { recursive: true, force: true })
})

it('three ledgers, a witness and four stations lose and double nothing when each is killed and the network is cut', async () => {
  const random = seededRandom(seed)
  const seen: SeenCheckpoint[] = []
  const each = kinds.filter((fault): fault is Fault => fault !== undefined)
  for (const together of [each.slice(0, 3), each.slice(3)])
    seen.push(...(await surviveRound(cluster, together, random, 12)).seen)
  const { wrong, receipts, entries } = await checkCluster(cluster, seen, audits)
  expect(wrong).toEqual([])
  expect(Object.values(entries).reduce((sum, n) => sum + n, 0)).toBe(receipts)
  expect(receipts).toBeGreaterThan(20)
}, 300_000)
