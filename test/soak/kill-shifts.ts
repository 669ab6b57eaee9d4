import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { bondmark } from '../shift/bondmark.ts'
import { surviveKills, type Target } from '../shift/killed-shift.ts'
import { type SampleName, shiftOf } from '../shift/sample.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import type { Soak } from './form.ts'

/** Short shifts come often, so that kills also hit their beginnings and ends; the full day comes now and then. */
const names: readonly SampleName[] = [
  'quick',
  'mistakes',
  'quick',
  'mistakes',
  'whole-cases',
  'pallets',
  'day-1',
]
const targets: readonly Target[] = ['alone', 'group']
/** Kills that one workspace has to survive at most. */
const killsOfOne = 8

/** Kills replayed shifts. */
export const killShifts: Soak = async (kills, seed) => {
  const random = seededRandom(seed)
  const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const scratch = makeScratch()
  const measured = new Map<SampleName, number>()
  let done = 0
  let failed = 0
  for (let n = 1; done < kills; n++) {
    const name = anyOf(names)
    const target = anyOf(targets)
    const workspace = join(scratch, `${n}-${name}-${target}`)
    const unhurriedMs = measured.get(name) ?? (await unhurried(scratch, name))
    measured.set(name, unhurriedMs)
    const killsMax = Math.min(killsOfOne, kills - done)
    const survived = await surviveKills({ name, workspace, target, random, unhurriedMs, killsMax })
    done += survived.kills
    const sentence = survived.wrong.length === 0 ? 'nothing lost' : `WRONG, kept in ${workspace}`
    console.log(`${done}/${kills}  ${name}, ${target}: ${survived.kills} kills, ${sentence}`)
    for (const wrong of survived.wrong) console.log(`    ${wrong}`)
    if (survived.wrong.length > 0) failed++
    else rmSync(workspace, { recursive: true })
  }
  if (failed === 0) rmSync(scratch, { recursive: true })
  console.log(`${done} kills of shifts with seed ${seed}: ${failed} workspaces came to harm`)
  return failed
}

/** How long a sample takes on this machine when nobody kills it. */
async function unhurried(scratch: string, name: SampleName): Promise<number> {
  const workspace = join(scratch, `unhurried-${name}`)
  await bondmark(['init', '--workspace', workspace, '--training'])
  const start = performance.now()
  await bondmark(shiftOf(workspace, name))
  const took = performance.now() - start
  rmSync(workspace, { recursive: true })
  return took
}
