import type { PrinterSetting } from '../../core/contract/devices.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import { asFailure } from './as-failure.ts'
import { connectPrinter } from './connect-printer.ts'
import { type DeviceView, howOf, shown } from './device-sign.ts'
import { inTurn } from './in-turn.ts'
import { LookAgain } from './look-again.ts'
import type { DeviceWorld, UsedDevice } from './used-device.ts'
import { wallTime } from './wall-time.ts'

/** From one question to the next while nothing is printed. */
const BEAT_MS = 4_000
/** Without an answer for so long it is not green any more. */
export const PRINTER_PROOF_MS = 15_000

/** Green by its own last answer, and only while that is fresh. */
export function printerSign(
  { state, seenAtMs }: Pick<Printer, 'state' | 'seenAtMs'>,
  nowMs: number,
): Pick<DeviceView, 'ok' | 'status'> {
  const isAble = state === 'ready' || state === 'printing' || state === 'busy'
  const isProved = seenAtMs !== null && nowMs - seenAtMs <= PRINTER_PROOF_MS
  const told = isAble && !isProved ? 'silent' : state
  return { ok: isAble && isProved, status: { code: `printer-is-${told}`, detail: {} } }
}

/** A printer that people have set up: asked now and then, connected anew when the connection is gone. */
export class UsedPrinter implements UsedDevice {
  readonly setting: PrinterSetting
  readonly printer: Printer
  readonly #world: DeviceWorld
  readonly #look: LookAgain
  #failure: Failure | null = null

  constructor(setting: PrinterSetting, model: PrinterModel, world: DeviceWorld) {
    const { id, name, connection, enabled } = setting
    this.setting = setting
    this.#world = world
    this.printer = inTurn(createPrinter({ id, name, model, connect: () => connectPrinter(connection) }))
    this.printer.subscribe({
      state: () => world.changed(),
      fault: (failure) => world.log(failure, id),
    })
    this.#look = new LookAgain(() => this.#once())
    if (enabled) this.#look.soon()
  }

  get isOpen(): boolean {
    return this.printer.state !== 'unknown' && this.#failure === null
  }

  view(): DeviceView {
    const { id, name, connection, enabled } = this.setting
    const { printer } = this
    const { ok, status } = printerSign(printer, performance.now())
    const told = !enabled ? ({ code: 'device-is-off', detail: {} } as const) : (this.#failure ?? status)
    return {
      id,
      kind: 'printer',
      name,
      simulated: false,
      ok: ok && enabled && this.#failure === null,
      status: shown(told),
      how: howOf(connection),
      model: printer.model.name,
      seenAt: printer.seenAtMs === null ? null : wallTime(printer.seenAtMs),
      dropped: 0,
    }
  }

  async #once(): Promise<number | null> {
    try {
      const state = await this.printer.refresh()
      this.#become(null)
      return state === 'silent' ? null : BEAT_MS
    } catch (error) {
      this.#become(asFailure(error))
      return null
    }
  }

  #become(failure: Failure | null): void {
    if (failure?.code === this.#failure?.code) return
    this.#failure = failure
    this.#world.changed()
  }

  async close(): Promise<void> {
    await this.#look.close()
    await this.printer.close()
  }
}
