import type { DeviceIdentity, PrinterConnection, PrinterSetting } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { holdsLabels } from '../../core/label/stock.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import { printerLanguages } from '../../drivers/printers/printer-languages.ts'

/** Rows that a person may choose: the pretend printer's is training's own. */
export const choosablePrinters: readonly PrinterModel[] = Object.values(printerModels).filter(
  ({ id }) => !id.startsWith('simulated'),
)

const carriesEveryByte = (connection: PrinterConnection): boolean =>
  connection.kind !== 'serial' || (connection.dataBits === 8 && connection.flow !== 'xon-xoff')

/**
 * The row of a printer as it is set up, with what is asked for of its printing. Throws `device-model-unknown`, `device-line-unfit`
 * or `device-ribbon-needed`.
 */
export function modelOf(
  setting: Pick<PrinterSetting, 'model' | 'connection' | 'stock' | 'print'>,
): PrinterModel {
  const { connection, stock, print = {} } = setting
  const model = choosablePrinters.find(({ id }) => id === setting.model)
  if (!model) throw new BondmarkError('device-model-unknown', { model: setting.model })
  if (!printerLanguages[model.language].isText && !carriesEveryByte(connection))
    throw new BondmarkError('device-line-unfit', { model: model.name })
  // FORMATS, "Scratch panel": scratching blackens what direct thermal print stands on.
  if (print.ribbon === false && holdsLabels(stock, 'unit'))
    throw new BondmarkError('device-ribbon-needed', {})
  return { ...model, print }
}

/** Languages in the words of a device id, as `ZPL II` or `TSPL2`. */
const languageNames: Readonly<Record<PrinterModel['language'], RegExp>> = { zpl: /\bZPL/i, tspl: /\bTSPL/i }

/**
 * The row that fits a USB printer best: one of this very product, else one of its maker, else one of a language that it
 * claims to speak; among those the one whose resolution it names in its own words, else the first. A guess, which a person
 * confirms; null where nothing says.
 */
export function guessModel(
  { vendorId, productId }: DeviceIdentity,
  said: string,
  languages: string,
): string | null {
  const own = choosablePrinters.filter(({ usbIds }) => usbIds.includes(`${vendorId}:${productId}`))
  const maker = choosablePrinters.filter(({ usbIds }) => usbIds.includes(`${vendorId}:*`))
  const speaking = choosablePrinters.filter(({ language }) => languageNames[language].test(languages))
  const fitting = [own, maker, speaking].find((rows) => rows.length > 0) ?? []
  const dpi = /(?:^|\D)(203|300|600)\s?dpi/i.exec(said)?.[1]
  return (fitting.find(({ name }) => dpi !== undefined && name.includes(dpi)) ?? fitting[0])?.id ?? null
}
