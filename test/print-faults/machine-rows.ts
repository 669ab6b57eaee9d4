import { printerModels } from '../../drivers/printers/models.ts'
import { tsplLanguage } from '../../drivers/simulators/tspl/tspl-language.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import type { MachineRow } from './printing-station.ts'

/** Printers that the tests print on: each language, with and without a counter that proves a label. */
export const machineRows: Readonly<Record<string, MachineRow>> = {
  'ZPL that counts its labels': { model: printerModels['zebra-203'], language: zplLanguage },
  'ZPL that counts nothing': { model: printerModels['zpl-203'], language: zplLanguage },
  TSPL2: { model: printerModels['tspl2-203'], language: tsplLanguage },
}
