import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { surviveStationKills } from '../shift/killed-station.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import type { Soak } from './form.ts'

/** Kills that one workspace has to survive: its sample day is over some time. */
const killsOfOne = 20

/** Kills stations that a window works at. */
export const killStations: Soak = async (kills, seed) => {
  const random = seededRandom(seed)
  const scratch = makeScratch()
  const total = { kills: 0, inputs: 0, repeated: 0, failed: 0 }
  for (let n = 1; total.kills < kills; n++) {
    const workspace = join(scratch, String(n))
    const wanted = Math.min(killsOfOne, kills - total.kills)
    const { wrong, inputs, repeated } = await surviveStationKills({ workspace, random, kills: wanted })
    total.kills += wanted
    total.inputs += inputs
    total.repeated += repeated
    const sentence = wrong.length === 0 ? 'nothing lost' : `WRONG, kept in ${workspace}`
    console.log(
      `${total.kills}/${kills}  ${inputs} inputs, ${repeated} found done when sent again: ${sentence}`,
    )
    for (const what of wrong) console.log(`    ${what}`)
    if (wrong.length > 0) total.failed++
    else rmSync(workspace, { recursive: true })
  }
  if (total.failed === 0) rmSync(scratch, { recursive: true })
  console.log(
    `${total.kills} kills of stations with seed ${seed}: ${total.inputs} inputs, ${total.repeated} of them done without an answer; ${total.failed} workspaces came to harm`,
  )
  return total.failed
}
