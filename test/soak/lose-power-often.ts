import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDiskLog, missingForRecording } from '../power-loss/disk-recorder.ts'
import { scenarios } from '../power-loss/scenarios.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import type { Soak } from './form.ts'

/** Images of one recording: enough to hit its delicate moments, few enough that many recordings differ. */
const imagesOfOneMax = 40

/** Records days, recoveries, makings and migrations, and lets the power go in each, over and over. */
export const losePowerOften: Soak = async (images, seed) => {
  const missing = missingForRecording()
  if (missing.length > 0) {
    console.log(`power loss: skipped, no ${missing.join(', ')} on this machine`)
    return 0
  }
  const random = seededRandom(seed)
  const scratch = mkdtempSync(join(tmpdir(), 'bondmark-power-'))
  const library = compileDiskLog(scratch)
  const imagesOfOne = Math.min(imagesOfOneMax, Math.ceil(images / scenarios.length))
  let done = 0
  let failed = 0
  for (let round = 0; done < images; round++) {
    const scenario = scenarios[round % scenarios.length]
    if (!scenario) break
    const { name, run, share } = scenario
    const wanted = Math.max(1, Math.round(Math.min(imagesOfOne, images - done) * share))
    const found = await run({ library, scratch, random, images: wanted })
    done += found.images
    console.log(`${done}/${images}  ${name}: ${found.images} images, ${found.wrong.length} things wrong`)
    for (const wrong of found.wrong.slice(0, 20)) console.log(`    ${wrong}`)
    if (found.wrong.length > 0) failed++
  }
  if (failed === 0) rmSync(scratch, { recursive: true })
  console.log(`${done} losses of power with seed ${seed}: ${failed} recordings came to harm`)
  return failed
}
