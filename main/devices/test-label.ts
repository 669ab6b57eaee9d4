import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { PrinterStock } from '../../core/label/stock.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { Printer, PrintJob } from '../../drivers/printers/printer.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { caseMedia, unitMedia } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { layOutTestLabel } from '../../drivers/render/test-label.ts'
import { wallTime } from './wall-time.ts'

/** What goes to the printer, and how it should look on paper. */
export interface TestLabel {
  readonly job: PrintJob
  png(): Uint8Array
}

/**
 * A label that shows what a printer does to ours, on the stock that is in it: no serial, no seal, no PIN. Throws
 * `test-label-no-room` for the compact stock.
 */
export function testLabelOf(
  { name, model }: Printer,
  stock: PrinterStock,
  n: number,
  training: boolean,
): TestLabel {
  if (stock === 'unit-40x30') throw new BondmarkError('test-label-no-room', {})
  const media =
    stock === 'case' || stock === 'pallet' ? caseMedia(model.dotsPerMm) : unitMedia(model.dotsPerMm)
  const date = wallTime(performance.now()).slice(0, 16).replace('T', ' ')
  const page = layOutTestLabel({ printer: name, model: model.name, date, training }, media)
  const id = `TEST-${n}`
  return { job: { id, bytes: encodeLabel(model, id, page) }, png: () => bitmapPng(drawPage(page)) }
}
