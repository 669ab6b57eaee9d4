import type { DeviceSetting } from '../../core/contract/devices.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { ScanQueue } from '../../drivers/scanners/scan-queue.ts'
import type { DeviceView } from './device-sign.ts'

/** What every device in use is given. */
export interface DeviceWorld {
  /** Where a scanner's reads go: bounded, in order. */
  readonly queue: Pick<ScanQueue, 'attach' | 'droppedOf'>
  /** Outside training no printer is a folder: a setting of one may have come with a database. */
  isTraining(): boolean
  /** Something that the screen shows has changed. */
  changed(): void
  log(failure: Failure, device: string): void
}

/** A configured device that is opened, lost and opened again, until it is closed. Nothing it meets is thrown. */
export interface UsedDevice {
  readonly setting: DeviceSetting
  /** Opened right now, so nobody else can open it. */
  readonly isOpen: boolean
  view(): DeviceView
  close(): Promise<void>
}

/** How long to wait before a device that could not be opened is tried again: doubling up to the last. */
export const RETRY_MS = { first: 500, last: 8_000 } as const
