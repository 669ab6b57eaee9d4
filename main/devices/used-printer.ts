import type { PrinterSetting } from '../../core/contract/devices.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import { asFailure } from './as-failure.ts'
import { connectPrinter } from './connect-printer.ts'
import { type DeviceView, howOf, shown } from './device-sign.ts'
import { inTurn } from './in-turn.ts'
import { LookAgain } from './look-again.ts'
import { printerSign } from './printer-sign.ts'
import type { DeviceWorld, UsedDevice } from './used-device.ts'
import { wallTime } from './wall-time.ts'

/** While it answers it is asked by its driver; this is for one that did not. */
const LEAVE_MS = 60_000

/** A printer that people have set up: asked now and then, connected anew when the connection is gone. */
export class UsedPrinter implements UsedDevice {
  readonly setting: PrinterSetting
  readonly printer: Printer
  readonly #world: DeviceWorld
  readonly #look: LookAgain
  #failure: Failure | null = null

  constructor(setting: PrinterSetting, model: PrinterModel, world: DeviceWorld) {
    const { id, name, connection } = setting
    this.setting = setting
    this.#world = world
    const connect = async () => {
      if (connection.kind === 'file' && !world.isTraining()) throw new BondmarkError('training-only', {})
      return connectPrinter(connection)
    }
    this.printer = inTurn(createPrinter({ id, name, model, connect }))
    this.printer.subscribe({
      state: (state) => {
        world.changed()
        if (state === 'silent') this.#look.soon()
      },
      fault: (failure) => world.log(failure, id),
    })
    this.#look = new LookAgain(() => this.#once())
    this.#look.soon()
  }

  get isOpen(): boolean {
    return this.printer.state !== 'unknown' && this.#failure === null
  }

  view(): DeviceView {
    const { id, name, connection } = this.setting
    const { printer } = this
    const { ok, status } = printerSign(printer, performance.now())
    return {
      id,
      kind: 'printer',
      name,
      simulated: false,
      ok: ok && this.#failure === null,
      status: shown(this.#failure ?? status),
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
      return state === 'silent' ? null : LEAVE_MS
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
