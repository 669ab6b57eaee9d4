import type { FoundDevice } from '../../../core/contract/devices.ts'
import type { Present } from './present.ts'

/** How a found device would be opened, before anything is known of its settings; null for what is only shown. */
export function connectionOf({ what, path, identity }: Present): FoundDevice['connection'] {
  // Elsewhere than on Linux nobody but the system may open a keyboard.
  if (what === 'keyboard' && process.platform !== 'linux') return null
  switch (what) {
    case 'hid-pos':
    case 'keyboard':
      return { kind: 'hid', path, identity }
    case 'serial':
      return {
        kind: 'serial',
        path,
        identity,
        baudRate: 9600,
        dataBits: 8,
        parity: 'none',
        stopBits: 1,
        flow: 'none',
      }
    case 'usb-lp':
      return { kind: 'usb-lp', path, identity }
    case 'spooler':
      return { kind: 'spooler', queue: path }
    default:
      return null
  }
}
