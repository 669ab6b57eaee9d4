import type { DeviceSetting } from '../../core/contract/devices.ts'
import { isSame } from './recognise.ts'

type Connection = DeviceSetting['connection']

/** Names of hosts forgive case (RFC 4343). */
const isSameHost = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Whether two connections lead to the same physical device. */
export function isSameDevice(a: Connection, b: Connection): boolean {
  if (a.kind === 'tcp') return b.kind === 'tcp' && isSameHost(a.host, b.host) && a.port === b.port
  if (a.kind === 'spooler') return b.kind === 'spooler' && a.queue === b.queue
  if (a.kind === 'file') return b.kind === 'file' && a.folder === b.folder
  return a.kind === b.kind && isSame(a, b)
}
