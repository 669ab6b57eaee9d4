import { printerModels } from '../../drivers/printers/models.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import type { MachineRow } from './printing-station.ts'

/** Printers that the tests print on: each language, with and without a counter that proves a label. */
export const machineRows: Readonly<Record<string, MachineRow>> = {
  'ZPL that counts its labels': {
    model: { ...printerModels['zpl-203'], proof: 'counter' },
    language: zplLanguage,
  },
  'ZPL that counts nothing': { model: printerModels['zpl-203'], language: zplLanguage },
}
