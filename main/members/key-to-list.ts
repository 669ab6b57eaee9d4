import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { noteSignatureTypes, parseVkey } from '../../core/log/vkey.ts'
import { firstIssue, type ListedKey } from '../../core/membership/membership.ts'
import { listedKey, publicKeyText, ssccBlock } from '../../core/membership/membership-payload.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { administratorKeyFile } from './administrator-key.ts'

/** A key that is to be listed, as a file says it; `from` is now when it is absent. */
export const keyToList = z.strictObject({
  format: z.literal('bondmark/key-to-list/1'),
  key: publicKeyText,
  use: z.enum(['station', 'person', 'log', 'witness']),
  name: z.string().max(255),
  role: z.enum(['operator', 'supervisor', 'administrator', 'inspector']).optional(),
  prefix: z.string().optional(),
  ssccBlock: ssccBlock.optional(),
  from: z.string().optional(),
  until: z.string().optional(),
})

/** One verifier key, and no JSON. */
const VKEY = /^[^\s{["]+\+[0-9a-f]{8}\+[\w+/=]+$/

/** What `bondmark witness init --json` prints. */
const keyOfWitness = z.object({ format: z.literal('bondmark/witness/1'), vkey: z.string().max(500) })

/** What `bondmark ledger init` prints, with or without `--json`: the keys of a log and of the witness beside it, whole. */
const keysOfLedger = z.object({ keys: z.array(listedKey).min(1).max(16) })

/**
 * The listed keys that a file describes: one of `bondmark/key-to-list/1`; an administrator's key file, of which only the
 * public part is taken; what `ledger init` or `witness init --json` printed; or one verifier key of a log or a witness
 * as text. `now`: RFC 3339; `file`: how whoever asks calls it. Throws `members-key-malformed` `{file, at, reason}`.
 */
export function readKeysToList(bytes: Uint8Array, now: string, file: string): [ListedKey, ...ListedKey[]] {
  try {
    return readAny(Buffer.from(bytes).toString('utf8'), now)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    throw new BondmarkError('members-key-malformed', { file, ...reasonOf(error) }, { cause: error })
  }
}

const reasonOf = ({ code, detail: { at = 'file', reason = code } }: BondmarkError) => ({ at, reason })

function readAny(text: string, now: string): [ListedKey, ...ListedKey[]] {
  if (VKEY.test(text.trim())) return [ofVkey(text.trim(), now)]
  const value = parsed(text)
  const witness = keyOfWitness.safeParse(value)
  if (witness.success) return [ofVkey(witness.data.vkey, now)]
  const several = keysOfLedger.safeParse(value)
  const [first, ...others] = several.success ? several.data.keys : []
  return first ? [first, ...others] : [readOne(value, now)]
}

function readOne(value: unknown, now: string): ListedKey {
  const own = administratorKeyFile.safeParse(value)
  const described = own.success
    ? {
        format: 'bondmark/key-to-list/1',
        key: own.data.key,
        use: 'person',
        name: `person/${parseIssuer(own.data.issuer)?.name ?? ''}`,
        role: 'administrator',
      }
    : value
  const read = keyToList.safeParse(described)
  if (!read.success) throw malformed(read.error)
  const { format: _, from = now, ...entry } = read.data
  const listed = listedKey.safeParse({ ...entry, kid: kidOf(fromBase64Url(entry.key)), from })
  if (!listed.success) throw malformed(listed.error)
  return listed.data
}

const malformed = (error: z.ZodError) => new BondmarkError('members-key-malformed', firstIssue(error))

/** Throws what `parseVkey` throws. */
function ofVkey(vkey: string, now: string): ListedKey {
  const { name, type, publicKey } = parseVkey(vkey)
  const use = type === noteSignatureTypes.cosignature ? 'witness' : 'log'
  return readOne({ format: 'bondmark/key-to-list/1', key: toBase64Url(publicKey), use, name }, now)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BondmarkError('members-key-malformed', {
      at: 'file',
      reason: 'neither JSON nor a verifier key',
    })
  }
}
