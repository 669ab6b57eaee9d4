import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bondmark } from './bondmark.ts'
import { surviveKills, type Target } from './killed-shift.ts'
import { type SampleName, shiftOf } from './sample.ts'
import { seededRandom } from './seeded-random.ts'
import { makeScratch } from './workspace-on-disk.ts'

/** A few; `npm run test:soak` does hundreds, of the full day too. */
const kills = 8
const seed = 20261122
const names: readonly SampleName[] = ['pallets', 'mistakes']
const targets: readonly Target[] = ['alone', 'group']
/** Kills of each pair of sample and target. */
const share = Math.ceil(kills / (names.length * targets.length))
/** One workspace is killed this often at most, so that none is killed at its beginning alone. */
const killsOfOne = 5

const scratch = makeScratch()
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(names)('a shift (%s) that is killed', (name) => {
  let unhurriedMs = 0

  beforeAll(async () => {
    const workspace = join(scratch, `unhurried-${name}`)
    await bondmark(['init', '--workspace', workspace, '--training'])
    const start = performance.now()
    await bondmark(shiftOf(workspace, name))
    unhurriedMs = performance.now() - start
  })

  it.concurrent.each(targets)(
    'goes on where it was, loses nothing and prints nothing twice, when kill -9 hits its process (%s)',
    async (target) => {
      const random = seededRandom(seed + names.indexOf(name) * 2 + targets.indexOf(target))
      let done = 0
      for (let n = 0; done < share; n++) {
        const workspace = join(scratch, `${name}-${target}-${n}`)
        const killsMax = Math.min(killsOfOne, share - done)
        const survived = await surviveKills({ name, workspace, target, random, unhurriedMs, killsMax })
        expect(survived.wrong, `${workspace} after ${survived.kills} kills`).toEqual([])
        done += survived.kills
        rmSync(workspace, { recursive: true })
      }
    },
    180_000,
  )
})
