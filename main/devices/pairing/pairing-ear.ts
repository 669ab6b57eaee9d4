import type { ScannerSetting } from '../../../core/contract/devices.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'

/** What a scanner that read the code is set up with. */
export type Adoptable = Pick<ScannerSetting, 'connection' | 'model' | 'framing' | 'sendsAim'>

export interface Told {
  code(adoptable: Adoptable): void
  /** Bytes came that are no symbol: scanned at the wrong speed, say. */
  unreadable(name: string): void
  /** It cannot be listened to now; discovery says more. */
  failed(failure: Failure, name: string): void
}

/** One device that is listened to while a code is on the screen. */
export interface PairingEar {
  readonly name: string
  readonly path: string
  close(): Promise<void>
}
