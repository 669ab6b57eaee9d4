import { drawPage } from '../../drivers/render/draw-page.ts'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { textsOf } from '../label-loop/loop-labels.ts'
import { nativeWays, pictureWays } from '../label-loop/loop-models.ts'
import { matrix } from '../label-loop/matrix-labels.ts'
import { wrongWith } from '../label-loop/round-trip.ts'
import type { Soak } from './form.ts'

/** Every shipped document, head and language, printed in five ways and read back: each combination once a round. */
export const loopLabelMatrix: Soak = async (rounds) => {
  let [harmed, printed] = [0, 0]
  const start = performance.now()
  for (let round = 1; round <= rounds; round++) {
    for (const { name, make } of matrix) {
      const label = make()
      const { zpl, tspl } = pictureWays(label.dotsPerMm)
      const read = (await readSymbols(drawPage(label.page))).map(({ text }) => text).sort()
      const wrongs = [read.join(' ') === textsOf(label.page).join(' ') ? null : `${name}, laid out: ${read}`]
      for (const way of [...Object.values(nativeWays(label.dotsPerMm)), ...zpl, tspl]) {
        printed++
        wrongs.push(await wrongWith(label, way).catch((error: unknown) => `${name}, ${way.name}: ${error}`))
      }
      for (const wrong of wrongs) {
        if (wrong === null) continue
        harmed++
        console.log(`WRONG  ${wrong}`)
      }
    }
  }
  const seconds = Math.round((performance.now() - start) / 1000)
  console.log(
    `${matrix.length} labels in five ways: ${printed} prints in ${seconds} s, ${harmed} came back wrong`,
  )
  return harmed
}
