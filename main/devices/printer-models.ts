import type { DeviceIdentity } from '../../core/contract/devices.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'

/** Rows that a person may choose: the pretend printer's is training's own. */
export const choosablePrinters: readonly PrinterModel[] = Object.values(printerModels).filter(
  ({ id }) => !id.startsWith('simulated'),
)

export const printerModelById = (id: string): PrinterModel | null =>
  choosablePrinters.find((model) => model.id === id) ?? null

/**
 * The row that fits a USB printer best: one of this very product, else one of its maker; among those the one whose
 * resolution the printer names in its own words, else the first. A guess, which a person confirms.
 */
export function modelByUsbId({ vendorId, productId }: DeviceIdentity, said: string): string | null {
  if (vendorId === '') return null
  const own = choosablePrinters.filter(({ usbIds }) => usbIds.includes(`${vendorId}:${productId}`))
  const maker = choosablePrinters.filter(({ usbIds }) => usbIds.includes(`${vendorId}:*`))
  const fitting = own.length > 0 ? own : maker
  const dpi = /\b(203|300|600)\s?dpi\b/i.exec(said)?.[1]
  return (fitting.find(({ name }) => dpi !== undefined && name.includes(dpi)) ?? fitting[0])?.id ?? null
}
