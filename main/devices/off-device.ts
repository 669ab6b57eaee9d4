import type { DeviceSetting } from '../../core/contract/devices.ts'
import { type DeviceView, howOf } from './device-sign.ts'
import type { UsedDevice } from './used-device.ts'

/** A device that is set up and switched off in its settings: shown, and never opened. */
export class OffDevice implements UsedDevice {
  readonly setting: DeviceSetting
  readonly isOpen = false

  constructor(setting: DeviceSetting) {
    this.setting = setting
  }

  view(): DeviceView {
    const { id, kind, name, connection } = this.setting
    return {
      id,
      kind,
      name,
      simulated: false,
      ok: false,
      status: { code: 'device-is-off', detail: {} },
      how: howOf(connection),
      model: null,
      seenAt: null,
      dropped: 0,
    }
  }

  async close(): Promise<void> {}
}
