import { parseArgs } from 'node:util'
import { damageCompactLabels, damageLabels } from './damage-labels.ts'
import { drawWornPrints } from './draw-worn-prints.ts'
import type { Soak } from './form.ts'
import { killShifts } from './kill-shifts.ts'
import { killStations } from './kill-stations.ts'
import { loopLabelMatrix } from './loop-label-matrix.ts'
import { losePowerOften } from './lose-power-often.ts'
import { measureEncodings } from './measure-encodings.ts'
import { printFromPool } from './print-from-pool.ts'
import { printLabels } from './print-labels.ts'
import { readLabelsBack } from './read-labels-back.ts'
import { shareAfterRestore } from './share-after-restore.ts'
import { shareCounts } from './share-counts.ts'
import { simulateSync } from './simulate-sync.ts'
import { surviveCluster } from './survive-cluster.ts'

/** The long forms of the crash tests, of printing and of reading. Each stops by itself after its number of rounds. */
const forms: Readonly<Record<string, Soak>> = {
  kills: killShifts,
  'station-kills': killStations,
  'power-loss': losePowerOften,
  labels: printLabels,
  pins: printFromPool,
  'read-back': readLabelsBack,
  'label-matrix': loopLabelMatrix,
  damage: damageLabels,
  'damage-compact': damageCompactLabels,
  encodings: measureEncodings,
  'worn-prints': drawWornPrints,
  'sync-seeds': simulateSync,
  cluster: surviveCluster,
  'shared-counts': shareCounts,
  'shared-restore': shareAfterRestore,
}

const usage = `Usage: npm run test:soak -- ${Object.keys(forms)
  .map((form) => `[--${form} N]`)
  .join(' ')} [--seed N]`

function wrongUse(): never {
  console.error(usage)
  process.exit(2)
}

function read(): { asked: (readonly [Soak, number])[]; seed: number } {
  const number = { type: 'string' } as const
  const options = Object.fromEntries(Object.keys(forms).map((form) => [form, number]))
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({ options: { ...options, seed: { ...number, default: '20261122' } } }).values
  } catch {
    wrongUse()
  }
  const seed = Number(values.seed)
  const asked = Object.entries(forms).flatMap(([form, soak]) => {
    const rounds = values[form]
    return rounds === undefined ? [] : [[soak, Number(rounds)] as const]
  })
  const isFit = Number.isInteger(seed) && asked.every(([, n]) => Number.isInteger(n) && n >= 1)
  return isFit ? { asked: asked.length > 0 ? asked : [[killShifts, 300]], seed } : wrongUse()
}

const { asked, seed } = read()
let harmed = 0
for (const [soak, rounds] of asked) harmed += await soak(rounds, seed)
process.exit(harmed === 0 ? 0 : 1)
