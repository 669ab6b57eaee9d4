import { z } from 'zod'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
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
  role: z.enum(['operator', 'supervisor', 'administrator']).optional(),
  prefix: z.string().optional(),
  ssccBlock: ssccBlock.optional(),
  from: z.string().optional(),
  until: z.string().optional(),
})

/** What `bondmark ledger init` prints, with or without `--json`: the keys of a log and of the witness beside it, whole. */
const keysOfLedger = z.object({ keys: z.array(listedKey).min(1).max(16) })

/**
 * The listed keys that a file describes: one of `bondmark/key-to-list/1`; an administrator's key file, of which only the
 * public part is taken; or what `ledger init` printed. `now`: RFC 3339. Throws `members-key-malformed` `{at, reason}`.
 */
export function readKeysToList(bytes: Uint8Array, now: string): [ListedKey, ...ListedKey[]] {
  const value = parsed(bytes)
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

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
