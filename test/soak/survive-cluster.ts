import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkCluster } from '../cluster/check-cluster.ts'
import { startCluster } from '../cluster/cluster.ts'
import { type SeenCheckpoint, surviveRound } from '../cluster/survive.ts'
import { allFaults } from '../cluster/weather.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import type { Soak } from './form.ts'

/** Rounds after which everything is looked at. */
const CHECK_EVERY = 10
const STATEMENTS_MAX = 150

/** Three ledgers, a witness and four stations as processes, one of which is killed or cut off in each round, sometimes two. */
export const surviveCluster: Soak = async (rounds, seed) => {
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'bondmark-compiled')
  const random = seededRandom(seed)
  const audits = mkdtempSync(join(tmpdir(), 'bondmark-audits-'))
  const cluster = await startCluster()
  const seen: SeenCheckpoint[] = []
  const drawn = (n: number) => {
    const first = allFaults[n % allFaults.length]
    const second = random() < 0.5 ? allFaults[Math.floor(random() * allFaults.length)] : undefined
    // What is killed twice at once would be started twice at once.
    return [first, second === first ? undefined : second].flatMap((fault) => fault ?? [])
  }
  try {
    for (let n = 0; n < rounds; n++) {
      const begun = Date.now()
      const round = await surviveRound(cluster, drawn(n), random, STATEMENTS_MAX)
      seen.push(...round.seen)
      const what = round.faults.join(', ') || 'nothing, it came too late'
      console.log(`${n + 1}/${rounds}  ${what}: ${round.tries} syncs tried again, ${Date.now() - begun} ms`)
      if ((n + 1) % CHECK_EVERY !== 0 && n + 1 < rounds) continue
      const { wrong, entries, receipts } = await checkCluster(cluster, seen, audits)
      const logs = Object.entries(entries).map(([org, size]) => `${org} ${size}`)
      console.log(`    logs: ${logs.join(', ')}; ${receipts} receipts hold; ${wrong.length} things wrong`)
      for (const each of wrong) console.log(`    ${each}`)
      if (wrong.length > 0) return wrong.length
    }
    console.log(`${rounds} rounds with seed ${seed}: nothing lost, nothing doubled`)
    return 0
  } finally {
    await cluster.close()
    rmSync(audits, { recursive: true, force: true })
  }
}
