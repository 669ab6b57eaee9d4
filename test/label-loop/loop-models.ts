import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'

/** A way in which a label is put: the model's language and what of it is drawn by the printer itself. */
export interface Way {
  readonly name: string
  readonly model: PrinterModel
}

const none = { text: false, qr: false, dataMatrix: false, code128: false }

const zebras: Record<DotsPerMm, PrinterModel> = {
  8: printerModels['zebra-203'],
  12: printerModels['zebra-300'],
  24: printerModels['zebra-600'],
}

/** ZPL as native as a model has it, and as pictures alone in both packings. */
export function zplWays(dotsPerMm: DotsPerMm): { native: Way; pictures: Way[] } {
  const zebra = zebras[dotsPerMm]
  return {
    native: { name: 'native', model: zebra },
    pictures: [
      { name: 'ASCII-compressed pictures', model: { ...zebra, native: none, graphics: 'acs' } },
      { name: 'Z64 pictures', model: { ...zebra, native: none, graphics: 'z64' } },
    ],
  }
}
