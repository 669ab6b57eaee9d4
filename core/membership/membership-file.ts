import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { firstIssue } from './membership.ts'

const TEXT_LENGTH_MAX = 8_000_000

const membershipFile = z.strictObject({
  format: z.literal('bondmark/membership/1'),
  statements: z.array(z.string().min(1).max(90_000)).min(1).max(64),
})

/** The JSON of a membership file: the administrators' statements, in base64url. */
export function writeMembershipFile(statements: readonly Uint8Array[]): string {
  const file = { format: 'bondmark/membership/1', statements: statements.map(toBase64Url) }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * The statements in the text of a membership file. None is verified: that is `readMembership`.
 * @throws BondmarkError `membership-malformed` `{at, reason}`, `base64-malformed`
 */
export function readMembershipFile(text: string): Uint8Array[] {
  if (text.length > TEXT_LENGTH_MAX) malformed('file', 'too large')
  const result = membershipFile.safeParse(parseJson(text))
  if (!result.success) {
    const { at, reason } = firstIssue(result.error)
    return malformed(at, reason)
  }
  return result.data.statements.map(fromBase64Url)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return malformed('file', 'not JSON')
  }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('membership-malformed', { at, reason })
}
