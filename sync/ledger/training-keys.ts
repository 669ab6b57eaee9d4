import { hkdfSync } from 'node:crypto'
import { fromHex } from '../../core/encoding/hex.ts'

/** Published, so that nobody takes a training ledger for more than it is. */
export const TRAINING_PASSPHRASE = 'bondmark training'

/**
 * The Ed25519 seeds of a training ledger, of the sample brand and of the sample agency: HKDF-SHA256 (RFC 5869) of the published passphrase, salted with the training
 * workspace's random id. Whoever has the membership file can serve the same log from any folder, and nobody mistakes
 * its signatures for evidence. `trainingId` is hex.
 */
export function trainingLedgerSeeds(
  trainingId: string,
  passphrase: string = TRAINING_PASSPHRASE,
): { log: Uint8Array; witness: Uint8Array; brand: Uint8Array; agency: Uint8Array } {
  const salt = fromHex(trainingId)
  const seed = (info: string) => new Uint8Array(hkdfSync('sha256', passphrase, salt, info, 32))
  return { log: seed('log'), witness: seed('witness'), brand: seed('brand'), agency: seed('agency') }
}
