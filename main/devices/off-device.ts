import type { DeviceSetting } from '../../core/contract/devices.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { type DeviceView, howOf, shown } from './device-sign.ts'
import type { UsedDevice } from './used-device.ts'

/** A device that is set up and not used, because it is switched off or cannot be: shown, and never opened. */
export class OffDevice implements UsedDevice {
  readonly setting: DeviceSetting
  readonly isOpen = false
  readonly #why: Failure

  constructor(setting: DeviceSetting, why: Failure) {
    this.setting = setting
    this.#why = why
  }

  view(): DeviceView {
    const { id, kind, name, connection } = this.setting
    return {
      id,
      kind,
      name,
      simulated: false,
      ok: false,
      status: shown(this.#why),
      how: howOf(connection),
      model: null,
      seenAt: null,
      dropped: 0,
    }
  }

  async close(): Promise<void> {}
}
