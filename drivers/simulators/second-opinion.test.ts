import { describe, expect, it } from 'vitest'
import { encodeLabel } from '../printers/encode-label.ts'
import { printerModels } from '../printers/models.ts'
import { layOutCaseLabel } from '../render/case-layout.ts'
import { drawPage } from '../render/draw-page.ts'
import { caseLabel, unitLabel } from '../render/label-content.stub.ts'
import { caseMedia, unitMedia } from '../render/media.ts'
import { layOutUnitLabel } from '../render/unit-layout.ts'
import { readSymbols } from './symbol-eye.ts'
import { interpretTspl } from './tspl/interpret.ts'
import { interpretZpl } from './zpl/interpret.ts'

const models = Object.values(printerModels)
const texts = async (picture: Parameters<typeof readSymbols>[0]) =>
  (await readSymbols(picture)).map((symbol) => symbol.text)

/** Printers and simulators were written apart from each other, from the manuals: what they agree on is likely so. */
describe.each(models.map((model) => [model.id, model] as const))('a label for %s', (_, model) => {
  const read = model.language === 'zpl' ? interpretZpl : interpretTspl
  const printed = (page: ReturnType<typeof layOutUnitLabel>) => {
    const reading = read(encodeLabel(model, 'ST1AAAAAAAAAAAA', page), { dotsPerMm: model.dotsPerMm })
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
    return reading
  }

  it('is taken by the strict printer, and says what the layout says', async () => {
    const unit = layOutUnitLabel(unitLabel, unitMedia(model.dotsPerMm))
    const onPaper = printed(unit)
    expect(onPaper).toMatchObject({
      copies: 1,
      comments: ['bondmark job ST1AAAAAAAAAAAA'],
      reprintsAfterError: false,
    })
    const isPicture = !Object.values(model.native).some((native) => native)
    if (isPicture) expect(onPaper.draw()).toEqual(drawPage(unit))
    // At 600 dpi a decoder takes a second a label; the same bytes are read at 203 and 300.
    if (model.dotsPerMm === 24) return
    const whole = layOutCaseLabel(caseLabel, caseMedia(model.dotsPerMm))
    expect(await texts(onPaper.draw())).toEqual(await texts(drawPage(unit)))
    expect(await texts(printed(whole).draw())).toEqual(await texts(drawPage(whole)))
  })
})
