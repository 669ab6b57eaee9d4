import { createHash } from 'node:crypto'
import { newPin, phcString } from '../../core/label/pin.ts'
import { random } from '../../platform/keys/scrypt.ts'
import type { PinPair } from './pin-pool.ts'

/**
 * A pair without scrypt's 25 ms, of which a station makes eight as soon as it has a plan: for tests that ask nothing of a
 * PIN but that it is there. Its commitment has the form of a real one and opens by no PIN; `test/pins` has the real ones.
 */
export async function cheapPair(): Promise<PinPair> {
  const pin = newPin(random)
  const salt = random(16)
  const hash = createHash('sha256').update(salt).update(pin).digest()
  return { pin, commitment: phcString({ salt, hash }) }
}
