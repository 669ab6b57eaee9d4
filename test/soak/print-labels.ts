import { machineRows } from '../print-faults/machine-rows.ts'
import type { PrinterSpec } from '../print-faults/printing-station.ts'
import { soakLabels } from '../print-faults/soak-labels.ts'
import type { Soak } from './form.ts'

/** Labels between two words on how it goes. */
const TOLD_EVERY = 1000

/** Each on the network, and those whose jobs have one size whatever is on them also on a serial cable. */
const printers: readonly PrinterSpec[] = Object.values(machineRows).flatMap((row) => [
  row,
  ...(row.model.native.qr
    ? (['none', 'xon-xoff', 'rts-cts'] as const)
        // A station uses no TSPL printer on such a line.
        .filter((flow) => row.model.language === 'zpl' || flow !== 'xon-xoff')
        .map((flow) => ({ ...row, like: 'serial' as const, flow }))
    : []),
])

/** Prints labels through printers that go wrong, in accelerated time. A seed that fails fails again. */
export const printLabels: Soak = async (labels, seed) => {
  let told = 0
  const found = await soakLabels(labels, seed, printers, (done) => {
    if (done - told < TOLD_EVERY) return
    told = done
    console.log(`${done}/${labels} labels reserved`)
  })
  for (const wrong of found.wrong) console.log(`    ${wrong}`)
  const { reserved, verified, voided, papers, destroyed, faults, kills, hours, trace } = found
  console.log(
    `${reserved} labels with seed ${seed}: ${verified} verified + ${voided} voided; ${papers} papers, ${destroyed} of them destroyed; ${faults} faults, ${kills} kills, ${hours.toFixed(1)} hours of printing; trace ${trace.slice(0, 16)}`,
  )
  return found.wrong.length
}
