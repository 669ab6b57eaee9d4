import type { DeviceIdentity } from '../../core/contract/devices.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'

/** Rows that a person may choose: the pretend printer's is training's own. */
export const choosablePrinters: readonly PrinterModel[] = Object.values(printerModels).filter(
  ({ id }) => !id.startsWith('simulated'),
)

export const printerModelById = (id: string): PrinterModel | null =>
  choosablePrinters.find((model) => model.id === id) ?? null

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
