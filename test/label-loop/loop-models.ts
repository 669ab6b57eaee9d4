import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'

/** A way in which a label is printed: a model, and whether it draws texts and symbols itself where it can. */
export interface Way {
  readonly name: string
  readonly model: PrinterModel
}

const none = { text: false, qr: false, dataMatrix: false, code128: false, retailBars: false }

const zebras: Record<DotsPerMm, PrinterModel> = {
  8: printerModels['zebra-203'],
  12: printerModels['zebra-300'],
  24: printerModels['zebra-600'],
}

const tspls: Record<DotsPerMm, PrinterModel> = {
  8: printerModels['tspl2-203'],
  12: printerModels['tspl2-300'],
  24: printerModels['tspl2-600'],
}

/** As native as a model has it. */
export const nativeWays = (dotsPerMm: DotsPerMm): { zpl: Way; tspl: Way } => ({
  zpl: { name: 'native ZPL', model: zebras[dotsPerMm] },
  tspl: { name: 'native TSPL', model: tspls[dotsPerMm] },
})

/** As pictures alone: ZPL in both packings, and TSPL. */
export const pictureWays = (dotsPerMm: DotsPerMm): { zpl: Way[]; tspl: Way } => ({
  zpl: [
    {
      name: 'ZPL pictures, ASCII-compressed',
      model: { ...zebras[dotsPerMm], native: none, graphics: 'acs' },
    },
    { name: 'ZPL pictures, Z64', model: { ...zebras[dotsPerMm], native: none, graphics: 'z64' } },
  ],
  tspl: { name: 'TSPL pictures', model: { ...tspls[dotsPerMm], native: none } },
})
