import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'

/** What a device did to us, in words: bindings and listings may fail in any way, and no device ends the station. */
export function asFailure(error: unknown): Failure {
  if (error instanceof BondmarkError) return error.toFailure()
  // node-hid tells its errors as strings.
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'device-failed', detail: { reason: reason.split('\n')[0]?.slice(0, 200) ?? '' } }
}
