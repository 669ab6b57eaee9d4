import type { PrinterModel } from '../../drivers/printers/models.ts'
import type { Bitmap } from '../../drivers/render/bitmap.ts'
import type { PrinterLanguage } from '../../drivers/simulators/machine/language.ts'
import { noQuirks } from '../../drivers/simulators/machine/printer-fault.ts'
import { tsplLanguage } from '../../drivers/simulators/tspl/tspl-language.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'

const languages: Record<PrinterModel['language'], PrinterLanguage> = { zpl: zplLanguage, tspl: tsplLanguage }

/**
 * What a strict printer of the model's language draws of a job. Throws with all that it refuses: a command that it does
 * not know, a number out of bounds, a field beyond the label, or more than one label.
 */
export function drawStrictly({ language, dotsPerMm }: PrinterModel, job: Uint8Array): Bitmap {
  const { createIntake, createReader } = languages[language]
  const documents = [...createIntake(noQuirks).push(job)]
  const [first] = documents
  if (documents.length !== 1 || first?.kind !== 'document')
    throw new Error(`not one document: ${documents.map(({ kind }) => kind).join(', ')}`)
  const reading = createReader({ dotsPerMm, quirks: noQuirks }).read(first.bytes)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  if (reading.copies !== 1 || reading.reprintsAfterError !== false)
    throw new Error(`${reading.copies} copies, reprints: ${reading.reprintsAfterError}`)
  return reading.draw()
}
