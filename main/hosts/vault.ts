import { existsSync, readFileSync } from 'node:fs'
import { safeStorage } from 'electron'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'

/** The backend under which Chromium "encrypts" with a password that everyone knows. */
const UNPROTECTED = new Set(['basic_text', 'unknown'])

/** Refuses a desktop whose key store protects nothing. Throws `vault-unprotected`. */
async function requireProtection(): Promise<void> {
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform
  if (UNPROTECTED.has(backend) || !(await safeStorage.isAsyncEncryptionAvailable()))
    throw new BondmarkError('vault-unprotected', { backend })
}

async function keep(file: string, passphrase: string): Promise<void> {
  writeDurably(file, new Uint8Array(await safeStorage.encryptStringAsync(passphrase)), 0o600)
}

/**
 * The passphrase of a workspace's vault, wrapped by the operating system's key store in `wrapped`; made on first use
 * from 32 bytes of `random`, and never for a vault that is there already: no other passphrase than its own opens it.
 * Electron's main process only, after `ready`. Throws `vault-unprotected`, `vault-locked`.
 */
export async function passphraseFromSystem(
  { wrapped, vault }: { readonly wrapped: string; readonly vault: string },
  random: (bytes: number) => Uint8Array,
): Promise<string> {
  await requireProtection()
  if (!existsSync(wrapped)) {
    if (existsSync(vault)) throw new BondmarkError('vault-locked', { context: wrapped })
    const passphrase = toBase64Url(random(32))
    await keep(wrapped, passphrase)
    return passphrase
  }
  try {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(readFileSync(wrapped))
    if (shouldReEncrypt) await keep(wrapped, result)
    return result
  } catch (cause) {
    throw new BondmarkError('vault-locked', { context: wrapped }, { cause })
  }
}
