import type { DeviceSetting } from '../../core/contract/devices.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'

export type DeviceView = StationView['devices'][number]

/** How a device is connected, in words. */
export function howOf(connection: DeviceSetting['connection']): DeviceView['how'] {
  switch (connection.kind) {
    case 'hid': {
      const { vendorId, productId, serialNumber } = connection.identity
      const id = [`${vendorId}:${productId}`, serialNumber].filter((part) => part !== '').join(' ')
      return { code: 'device-how-hid', detail: { id } }
    }
    case 'serial': {
      const { path, baudRate, dataBits, parity, stopBits } = connection
      const line = `${baudRate} ${dataBits}${parity.charAt(0).toUpperCase()}${stopBits}`
      return { code: 'device-how-serial', detail: { path, line } }
    }
    case 'tcp':
      return { code: 'device-how-tcp', detail: { host: connection.host, port: connection.port } }
    case 'usb-lp':
      return { code: 'device-how-usb-lp', detail: { path: connection.path } }
    case 'spooler':
      return { code: 'device-how-spooler', detail: { queue: connection.queue } }
    case 'file':
      return { code: 'device-how-file', detail: { folder: connection.folder } }
  }
}

/** A failure as the view carries it. */
export const shown = ({ code, detail }: Failure): DeviceView['status'] => ({ code, detail: { ...detail } })
