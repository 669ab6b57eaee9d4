import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { openBox, sealBox } from '../../platform/keys/sealed-box.ts'

const box = z.object({ salt: z.string(), nonce: z.string(), box: z.string() })
const vaultFile = z.object({ format: z.literal('bondmark/vault/1'), secrets: box })

/** What the station process is handed once at its start: the station's seed, and the key that wraps people's keys. */
export interface VaultSecrets {
  readonly stationSeed: Uint8Array
  readonly vaultKey: Uint8Array
  /**
   * Seeds of before a restore, oldest first. They open sessions that bring what those keys had stated to the ledger, and
   * sign nothing else.
   */
  readonly formerSeeds?: readonly Uint8Array[]
}

const SEED_BYTES = 32

const CONTEXT = 'bondmark/vault/1'

/** The file form of the vault, under a passphrase: what the browser host has where the OS keychain cannot be reached. */
export async function createVaultFile(
  file: string,
  secrets: VaultSecrets,
  passphrase: string,
): Promise<void> {
  const plain = concatBytes(secrets.stationSeed, secrets.vaultKey, ...(secrets.formerSeeds ?? []))
  writeDurably(
    file,
    `${JSON.stringify({ format: 'bondmark/vault/1', secrets: await sealBox(plain, passphrase, CONTEXT) })}\n`,
  )
}

/** Throws `vault-locked` for a wrong passphrase, `workspace-damaged` for a file that is no vault. */
export async function openVaultFile(file: string, passphrase: string): Promise<VaultSecrets> {
  let sealed: z.infer<typeof box>
  try {
    sealed = vaultFile.parse(JSON.parse(readFileSync(file, 'utf8'))).secrets
  } catch (cause) {
    throw new BondmarkError('workspace-damaged', { file }, { cause })
  }
  const plain = await openBox(sealed, passphrase, CONTEXT)
  const [stationSeed, vaultKey, ...formerSeeds] = Array.from({ length: plain.length / SEED_BYTES }, (_, n) =>
    plain.slice(n * SEED_BYTES, (n + 1) * SEED_BYTES),
  )
  if (!stationSeed || !vaultKey) throw new BondmarkError('workspace-damaged', { file })
  return { stationSeed, vaultKey, formerSeeds }
}

/** A person's key is wrapped by both the vault key and what only the person knows. */
export const personSecret = (vaultKey: Uint8Array, passcode: string): string =>
  `${toBase64Url(vaultKey)}:${passcode}`
