import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import { isKeyName, noteSignatureTypes, parseVkey } from '../../../core/log/vkey.ts'
import { firstIssue } from '../../../core/membership/membership.ts'
import { makeFolder } from '../../../platform/files/make-folder.ts'
import { readRegularFile } from '../../../platform/files/read-regular-file.ts'
import { writeDurably } from '../../../platform/files/write-durably.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'

const keyFile = z.strictObject({
  format: z.literal('bondmark/witness-key/1'),
  name: z.string().refine(isKeyName),
  seed: z.string().length(43),
})

const isLogKey = (text: string): boolean => {
  try {
    return parseVkey(text).type === noteSignatureTypes.ed25519
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}

/** The logs that a witness watches. Several keys of one log: the old and the new, while it changes. */
export const witnessLogs = z
  .strictObject({
    format: z.literal('bondmark/witness-logs/1'),
    logs: z
      .array(
        z.strictObject({
          vkey: z.string().max(1024).refine(isLogKey, 'not the verifier key of a log'),
          /** Where it publishes; a witness whose file was restored finds its own last word there. */
          url: z
            .url({ protocol: /^https?$/ })
            .max(2048)
            .optional(),
        }),
      )
      .max(1_024),
  })
  .refine(({ logs }) => new Set(logs.map(({ vkey }) => vkey)).size === logs.length, 'one key twice')
export type WitnessLogs = z.infer<typeof witnessLogs>

/**
 * Makes a witness's key in folder `data`, readable by the owner alone; random, unless a published training seed is given.
 * Throws `witness-exists`, `witness-name-wrong`.
 */
export function makeWitness(data: string, name: string, seed: Uint8Array = generateSeed()): NoteSigner {
  if (!isKeyName(name)) throw new BondmarkError('witness-name-wrong', { name })
  makeFolder(data, 0o700)
  const file = join(data, 'witness-key.json')
  if (existsSync(file)) throw new BondmarkError('witness-exists', { data })
  const content = { format: 'bondmark/witness-key/1', name, seed: toBase64Url(seed) }
  writeDurably(file, `${JSON.stringify(content, null, 2)}\n`, 0o600)
  return { ...signerFromSeed(seed), name }
}

/** The witness in folder `data`. Throws `witness-keys-missing`, `witness-keys-malformed`. */
export function openWitness(data: string): NoteSigner {
  const file = join(data, 'witness-key.json')
  if (!existsSync(file)) throw new BondmarkError('witness-keys-missing', { data })
  try {
    const { name, seed } = keyFile.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { ...signerFromSeed(fromBase64Url(seed)), name }
  } catch (error) {
    throw new BondmarkError('witness-keys-malformed', { file }, { cause: error })
  }
}

const LOGS_BYTES_MAX = 4 * 1024 * 1024

/** Reads a list of logs. Throws `witness-logs-malformed` `{file, at, reason}`. */
export function readWitnessLogs(file: string): WitnessLogs {
  const malformed = (at: string, reason: string): never => {
    throw new BondmarkError('witness-logs-malformed', { file, at, reason })
  }
  let value: unknown
  try {
    value = JSON.parse(readRegularFile(file, LOGS_BYTES_MAX))
  } catch (error) {
    malformed('file', (error as NodeJS.ErrnoException).code ?? 'not JSON')
  }
  const parsed = witnessLogs.safeParse(value)
  if (parsed.success) return parsed.data
  const { at, reason } = firstIssue(parsed.error)
  return malformed(at, reason)
}
