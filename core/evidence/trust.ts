import { z } from 'zod'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { type NoteSignatureType, noteSignatureTypes, parseVkey, type Vkey } from '../log/vkey.ts'
import { firstIssue } from '../membership/membership.ts'
import { publicKeyText } from '../membership/membership-payload.ts'

const TEXT_LENGTH_MAX = 1_000_000

const vkeyOf = (type: NoteSignatureType, what: string) =>
  z.string().refine((text) => vkeyOrNull(text)?.type === type, `not the verifier key of a ${what}`)

/**
 * What a person who checks evidence decided to trust (FORMATS, "Trust file"). With it, a verification needs nothing
 * else: no network, no clock.
 */
export const trustFile = z
  .strictObject({
    format: z.literal('bondmark/trust/1'),
    /** raw public keys, base64url */
    administrators: z.array(publicKeyText).min(1).max(64),
    /** how many administrators make a membership */
    threshold: z.int().min(1),
    /** verifier keys of the logs; the name of each is its origin, `{host}/bondmark/{org}` */
    logs: z.array(vkeyOf(noteSignatureTypes.ed25519, 'log')).min(1).max(64),
    /** verifier keys of the witnesses, in the order in which their lines stand in evidence */
    witnesses: z.array(vkeyOf(noteSignatureTypes.cosignature, 'witness')).min(1).max(15),
    /** how many witnesses must have cosigned */
    k: z.int().min(1),
    /** hex SHA-256 of the newest membership payload */
    membershipHead: z.string().regex(/^[0-9a-f]{64}$/),
    /** training only; whoever trusts it trusts nothing real */
    training: z.literal(true).optional(),
  })
  .superRefine(({ administrators, threshold, logs, witnesses, k }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const keys = [...logs, ...witnesses].map(vkeyOrNull).filter((vkey) => vkey !== null)
    const named = (of: readonly string[]) => of.map((text) => vkeyOrNull(text)?.name)
    if (threshold > administrators.length) issue('threshold', 'more than there are administrators')
    if (k > witnesses.length) issue('k', 'more than there are witnesses')
    if (!areDistinct(administrators)) issue('administrators', 'listed twice')
    // A log that cosigns for itself, or one witness under two names, would be counted as independent.
    if (!areDistinct(keys.map(({ publicKey }) => publicKey.join()))) issue('witnesses', 'one key for two')
    if (!areDistinct(named(logs))) issue('logs', 'two of one origin')
  })
export type TrustFile = z.infer<typeof trustFile>

/**
 * Reads the JSON of a trust file.
 * @throws BondmarkError `trust-malformed` `{at, reason}`
 */
export function parseTrustFile(text: string): TrustFile {
  if (text.length > TEXT_LENGTH_MAX) malformed('file', 'too large')
  const result = trustFile.safeParse(parseJson(text))
  if (result.success) return result.data
  const { at, reason } = firstIssue(result.error)
  return malformed(at, reason)
}

function vkeyOrNull(text: string): Vkey | null {
  try {
    return parseVkey(text)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return malformed('file', 'not JSON')
  }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('trust-malformed', { at, reason })
}
