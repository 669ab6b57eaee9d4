import { z } from 'zod'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type NoteSignatureType, noteSignatureTypes, parseVkey, type Vkey } from '../../../core/log/vkey.ts'
import { firstIssue, type Membership } from '../../../core/membership/membership.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { readRegularFile } from '../../../platform/files/read-regular-file.ts'

const FILE_BYTES_MAX = 256 * 1024

const vkeyOf = (type: NoteSignatureType, what: string) =>
  z
    .string()
    .max(1024)
    .refine((text) => vkeyOrNull(text)?.type === type, `not the verifier key of a ${what}`)
/** The prefix that paths are put behind; a slash at its end is left out. */
const prefix = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => !/[?#]/.test(text), 'neither question mark nor hash')
  .transform((text) => text.replace(/\/+$/, ''))

/** Whom a ledger works with: the logs that it mirrors, the witnesses that it asks, and how many of them must cosign. */
export const peersFile = z
  .strictObject({
    format: z.literal('bondmark/peers/1'),
    /** Several keys of one log are listed with the same address: the old and the new. */
    logs: z.array(z.strictObject({ vkey: vkeyOf(noteSignatureTypes.ed25519, 'log'), url: prefix })).max(64),
    witnesses: z
      .array(z.strictObject({ vkey: vkeyOf(noteSignatureTypes.cosignature, 'witness'), url: prefix }))
      .min(1)
      .max(15),
    /** Of any log, its own and the mirrored ones, so many of these witnesses must have cosigned. */
    k: z.int().min(1),
  })
  .superRefine(({ logs, witnesses, k }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (k > witnesses.length) issue('k', 'more than there are witnesses')
    const keys = [...logs, ...witnesses].flatMap(({ vkey }) => vkeyOrNull(vkey) ?? [])
    // A log that cosigns for itself, or one witness under two names, would be counted as independent.
    if (new Set(keys.map(({ publicKey }) => publicKey.join())).size !== keys.length)
      issue('witnesses', 'one key for two')
  })
export type Peers = z.infer<typeof peersFile>

/** Of a ledger that works alone. */
export const noPeers: Peers = { format: 'bondmark/peers/1', logs: [], witnesses: [], k: 1 }

/**
 * Reads a peers file.
 * @throws BondmarkError `peers-malformed` `{file, at, reason}`
 */
export function readPeersFile(file: string): Peers {
  const malformed = (at: string, reason: string): never => {
    throw new BondmarkError('peers-malformed', { file, at, reason })
  }
  let value: unknown
  try {
    value = JSON.parse(readRegularFile(file, FILE_BYTES_MAX))
  } catch (error) {
    malformed('file', (error as NodeJS.ErrnoException).code ?? 'not JSON')
  }
  const parsed = peersFile.safeParse(value)
  if (parsed.success) return parsed.data
  const { at, reason } = firstIssue(parsed.error)
  return malformed(at, reason)
}

/**
 * Refuses peers that no membership lists for what they are named for: an address in a file makes nobody a member.
 * @throws BondmarkError `peer-unlisted` `{name, use}`
 */
export function requireListed(peers: Peers, memberships: readonly Pick<Membership, 'payload'>[]): void {
  const listed = new Set(
    memberships.flatMap(({ payload }) => payload.keys.map(({ use, name, key }) => `${use} ${name} ${key}`)),
  )
  const named = [
    ...peers.logs.map(({ vkey }) => ({ use: 'log', ...parseVkey(vkey) })),
    ...peers.witnesses.map(({ vkey }) => ({ use: 'witness', ...parseVkey(vkey) })),
  ]
  for (const { use, name, publicKey } of named) {
    if (!listed.has(`${use} ${name} ${toBase64Url(publicKey)}`))
      throw new BondmarkError('peer-unlisted', { name, use, kid: kidOf(publicKey) })
  }
}

function vkeyOrNull(text: string): Vkey | null {
  try {
    return parseVkey(text)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
