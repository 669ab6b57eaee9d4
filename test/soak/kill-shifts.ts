import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { bondmark } from './bondmark.ts'
import { surviveKills, type Target } from './killed-shift.ts'
import { type SampleName, shiftOf } from './sample.ts'
import { seededRandom } from './seeded-random.ts'
import { makeScratch } from './workspace-on-disk.ts'

/** Short shifts come often, so that kills also hit their beginnings and ends; the full day comes now and then. */
const names: readonly SampleName[] = ['quick', 'mistakes', 'quick', 'mistakes', 'whole-cases', 'day-1']
const targets: readonly Target[] = ['alone', 'group']
/** Kills that one workspace has to survive at most. */
const killsOfOne = 8

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '300' }, seed: { type: 'string', default: '20261122' } },
})
const kills = Number(values.kills)
const seed = Number(values.seed)
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run test:soak -- [--kills N] [--seed N]')
  process.exit(2)
}

const random = seededRandom(seed)
const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
const scratch = makeScratch()
const measured = new Map<SampleName, number>()

/** How long a sample takes on this machine when nobody kills it. */
async function unhurried(name: SampleName): Promise<number> {
  const known = measured.get(name)
  if (known !== undefined) return known
  const workspace = join(scratch, `unhurried-${name}`)
  await bondmark(['init', '--workspace', workspace, '--training'])
  const start = performance.now()
  await bondmark(shiftOf(workspace, name))
  const took = performance.now() - start
  rmSync(workspace, { recursive: true })
  measured.set(name, took)
  return took
}

let done = 0
let failed = 0
for (let n = 1; done < kills; n++) {
  const name = anyOf(names)
  const target = anyOf(targets)
  const workspace = join(scratch, `${n}-${name}-${target}`)
  const unhurriedMs = await unhurried(name)
  const survived = await surviveKills({ name, workspace, target, random, unhurriedMs, killsMax: killsOfOne })
  done += survived.kills
  const sentence = survived.wrong.length === 0 ? 'nothing lost' : `WRONG, kept in ${workspace}`
  console.log(`${done}/${kills}  ${name}, ${target}: ${survived.kills} kills, ${sentence}`)
  for (const wrong of survived.wrong) console.log(`    ${wrong}`)
  if (survived.wrong.length > 0) failed++
  else rmSync(workspace, { recursive: true })
}
if (failed === 0) rmSync(scratch, { recursive: true })
console.log(`${done} kills with seed ${seed}: ${failed} workspaces came to harm`)
process.exitCode = failed === 0 ? 0 : 1
