import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { suiteName } from '../rigs/programs.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { compileDiskLog, missingForRecording } from './disk-recorder.ts'
import { type Rig, scenarios, stationDay } from './scenarios.ts'

/** Ten each, of some less; `npm run test:soak -- --power-loss N` does hundreds. */
const images = 10
const seed = 20261122
const missing = missingForRecording()

describe.skipIf(missing.length > 0)(suiteName('a loss of power', missing), () => {
  let rig: Omit<Rig, 'random'>

  beforeAll(() => {
    const scratch = mkdtempSync(join(tmpdir(), 'bondmark-power-'))
    rig = { library: compileDiskLog(scratch), scratch, images }
  })
  afterAll(() => rmSync(rig.scratch, { recursive: true, force: true }))

  it.each(scenarios)(
    'loses nothing that was acknowledged, of $name',
    async ({ name, share, run }) => {
      const wanted = Math.ceil(images * share)
      const found = await run({ ...rig, images: wanted, random: seededRandom(seed + name.length) })
      expect(found.wrong).toEqual([])
      expect(found.images).toBeGreaterThanOrEqual(wanted)
    },
    120_000,
  )

  it.each(['NORMAL', 'OFF'] as const)(
    'is seen by these tests: with synchronous = %s they find what is lost',
    async (synchronous) => {
      const random = seededRandom(seed)
      const { wrong } = await stationDay({ ...rig, random }, { inputs: 12, checkpointPages: 12, synchronous })
      expect(wrong.length).toBeGreaterThan(0)
    },
    120_000,
  )
})
