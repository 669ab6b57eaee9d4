import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { surviveStationKills } from './killed-station.ts'
import { seededRandom } from './seeded-random.ts'
import { makeScratch } from './workspace-on-disk.ts'

/** A few; `npm run test:soak -- --station-kills N` does hundreds. */
const kills = 3
const seed = 20261122

const scratch = makeScratch()
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a station that is killed while a window works at it', () => {
  it('keeps all that it answered, does once what is sent again, and prints nothing twice', async () => {
    const workspace = join(scratch, 'killed')
    const survived = await surviveStationKills({ workspace, random: seededRandom(seed), kills })
    expect(survived.wrong).toEqual([])
    expect(survived.inputs).toBeGreaterThan(kills * 2)
  }, 180_000)
})
