import type { Printer } from '../../drivers/printers/printer.ts'
import type { DeviceView } from './device-sign.ts'
import { printerSign } from './printer-sign.ts'
import { wallTime } from './wall-time.ts'

/** Bytes come in its name from the screen alone: it is always there, and says what it is. */
export const simulatedScanner = (): DeviceView => ({
  id: 'hid-1',
  kind: 'scanner',
  name: 'hid-1',
  simulated: true,
  ok: true,
  status: { code: 'scanner-is-simulated', detail: {} },
  how: { code: 'device-how-simulated', detail: {} },
  model: null,
  // It lives in this process: asked is there.
  seenAt: wallTime(performance.now()),
  dropped: 0,
})

/** The simulated printer's sign: green by its own last answer. */
export const simulatedPrinter = (printer: Printer): DeviceView => {
  const { id, name, model, seenAtMs } = printer
  return {
    id,
    kind: 'printer',
    name,
    simulated: true,
    ...printerSign(printer, performance.now()),
    how: { code: 'device-how-simulated', detail: {} },
    model: model.name,
    seenAt: seenAtMs === null ? null : wallTime(seenAtMs),
    dropped: 0,
  }
}
