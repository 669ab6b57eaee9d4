import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readPassphrase } from '../backup/passphrase.ts'
import { readNamedFile } from './read-file.ts'

const PASSPHRASE_BYTES_MAX = 8 * 1024
const STDIN = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/stdin'

export interface PassphraseOptions {
  readonly passphraseFile?: string
  readonly passphraseStdin?: boolean
}

/** How a passphrase is given: never as an argument, which everybody on a machine can read. */
export const addPassphraseOptions = (command: Command): Command =>
  command
    .option('--passphrase-file <file>', 'the passphrase, in a file')
    .option('--passphrase-stdin', 'the passphrase, on standard input')

/** The passphrase that was given, or null. Throws `backup-passphrase-unusable`, and what reading a file throws. */
export function givenPassphrase({ passphraseFile, passphraseStdin }: PassphraseOptions): string | null {
  if (passphraseFile !== undefined) return readPassphrase(readNamedFile(passphraseFile, PASSPHRASE_BYTES_MAX))
  return passphraseStdin ? readPassphrase(readNamedFile(STDIN, PASSPHRASE_BYTES_MAX)) : null
}

/** For reading a backup: asked only when it is encrypted. Throws `backup-passphrase-needed`. */
export const neededPassphrase = (options: PassphraseOptions) => async (): Promise<string> => {
  const given = givenPassphrase(options)
  if (given === null) throw new BondmarkError('backup-passphrase-needed', {})
  return given
}
