import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'

/** Characters; with scrypt behind it, what a person makes of four or five words is out of reach. */
export const PASSPHRASE_LENGTH_MIN = 12
const PASSPHRASE_LENGTH_MAX = 1024

/**
 * A passphrase as a person wrote it: the line break that editors leave at a file's end is not part of it, and the same
 * letters typed on another keyboard are the same passphrase (NFC). Throws `backup-passphrase-unusable`.
 */
export function readPassphrase(bytes: Uint8Array): string {
  const unusable = (reason: string) => new BondmarkError('backup-passphrase-unusable', { reason })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unusable('UTF-8')
  }
  const passphrase = text.replace(/\r?\n$/, '').normalize('NFC')
  if (passphrase.length > PASSPHRASE_LENGTH_MAX) throw unusable(`> ${PASSPHRASE_LENGTH_MAX}`)
  if (/[\r\n\0]/.test(passphrase)) throw unusable('1 line')
  return passphrase
}

/**
 * What a new backup may be locked with. A published passphrase locks nothing. Throws `backup-passphrase-short` `{min}`,
 * `backup-passphrase-published`.
 */
export function requireGoodPassphrase(passphrase: string): void {
  if ([...passphrase].length < PASSPHRASE_LENGTH_MIN)
    throw new BondmarkError('backup-passphrase-short', { min: PASSPHRASE_LENGTH_MIN })
  if (passphrase === TRAINING_PASSPHRASE) throw new BondmarkError('backup-passphrase-published', {})
}
