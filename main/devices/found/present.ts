import type { DeviceIdentity, FoundDevice } from '../../../core/contract/devices.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'

/** A device that the operating system lists, whether it can be opened or not. */
export interface Present {
  readonly what: FoundDevice['what']
  readonly name: string
  readonly path: string
  readonly identity: DeviceIdentity
  /** A guess at the row of the model table. */
  readonly model: string | null
  /** Why it cannot be opened as it is, as far as listing tells. */
  readonly whyNot: Failure | null
}
