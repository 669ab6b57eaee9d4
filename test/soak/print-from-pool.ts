import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sealedLink } from '../../core/label/seal.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { PINS_AHEAD_MAX, PinPool } from '../../main/station/pin-pool.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { quantile } from '../bench/row.ts'
import { goods, plan } from '../print-faults/sample-goods.ts'
import type { Soak } from './form.ts'

/** A quick printer: 60×40 mm at 14 inches a second. */
const LABELS_A_SECOND = 9
const PACED_MAX = 300

/** Labels in a row with nothing between them, from a full pool and from one that has just begun; none may wait for a code. */
export const printFromPool: Soak = async (labels) => {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-pins-'))
  await makeTrainingWorkspace(folder, wallClock)
  await weigh()
  let waits = 0
  const open = () =>
    openWorkspace({ folder, clock: wallClock, labelMs: 0, waitMsMax: 1000, onWait, logLevel: 'silent' })
  let workspace = await open()
  try {
    await workspace.station.importPlan(Buffer.from(plan), 'pins.csv')
    await begin(workspace)
    const paced = Math.min(labels, PACED_MAX)
    await sleep(1_500)
    console.log(
      `${workspace.station.ctx.pins.ready} codes ready when the first of ${paced} labels is asked for`,
    )
    waits += await run(workspace, paced, 1000 / LABELS_A_SECOND, 'while the pool fills, nine a second')
    await workspace.station.ctx.pins.ensure(Math.min(labels, PINS_AHEAD_MAX))
    waits += await run(workspace, labels, 0, 'from a full pool, as fast as it goes')
    await workspace.close()
    workspace = await open()
    await begin(workspace)
    const before = performance.now()
    await workspace.station.ctx.pins.ensure(500)
    console.log(`a case of 500 waits ${((performance.now() - before) / 1000).toFixed(1)} s from nothing`)
  } finally {
    await workspace.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return waits
}

const onWait = () => {}

async function begin({ station }: OpenWorkspace): Promise<void> {
  await station.recover()
  station.start()
  await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
}

/** Each label: goods scanned, label printed, label scanned back. How many goods scans found no code ready. */
async function run({ station }: OpenWorkspace, labels: number, everyMs: number, what: string) {
  const { store, pins, profile, identity } = station.ctx
  const { publicKey, sign } = identity
  const scans: number[] = []
  let waits = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  for (let n = 0; n < labels; n++) {
    const due = began + n * everyMs
    if (due > performance.now()) await sleep(due - performance.now())
    if (pins.ready === 0) waits++
    const asked = performance.now()
    const outcome = await station.scan({ device: `hid-${n}`, aim: ']d2', text: goods.unit.slice(3) })
    scans.push(performance.now() - asked)
    if (outcome.kind !== 'accepted') throw new Error(`a scan was answered with ${outcome.sentence.code}`)
    await station.printed()
    const job = store.labels.newest(1)[0]
    if (!job) throw new Error('no label was reserved')
    const { gtin: gtin14, serial } = job
    const text = sealedLink({ resolverHost: profile.resolverHost, gtin14, serial, publicKey, sign })
    await station.scan({ device: `gun-${n}`, aim: null, text })
  }
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const used = (user + system) / 1e6
  console.log(
    `${labels} labels ${what}: ${waits} waits; ${(labels / seconds).toFixed(1)}/s; goods scan p50 ${quantile(scans, 0.5).toFixed(1)} ms, p95 ${quantile(scans, 0.95).toFixed(1)} ms, longest ${Math.max(...scans).toFixed(1)} ms; ${used.toFixed(1)} s of processor in ${seconds.toFixed(1)} s`,
  )
  return waits
}

/** What a full pool costs. */
async function weigh(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  // What the first pair leaves behind is no pair's.
  const pool = new PinPool()
  await pool.ensure(1)
  await sleep(500)
  gc()
  const before = process.memoryUsage()
  const cpu = process.cpuUsage()
  await pool.ensure(PINS_AHEAD_MAX)
  const { user, system } = process.cpuUsage(cpu)
  await sleep(500)
  gc()
  const after = process.memoryUsage()
  const bytes = after.heapUsed - before.heapUsed + after.external - before.external
  console.log(
    `a full pool: ${pool.ready} pairs, ${((user + system) / 1e6).toFixed(1)} s of processor, ${(bytes / 1024).toFixed(0)} KiB`,
  )
  pool.close()
}
