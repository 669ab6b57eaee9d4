import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { firstIssue } from '../membership/membership.ts'

/** The largest file of a right, in bytes. */
export const AUTHORITY_FILE_BYTES_MAX = 2 * 1024 * 1024

const statement = z.string().min(1).max(90_000)

/** What a brand hands over: who it is, oldest membership first, and what it signed. Without a statement, news of the brand alone. */
export const authorityFile = z.strictObject({
  format: z.literal('bondmark/serial-authority/1'),
  /** per membership, the administrators' statements; base64url */
  memberships: z.array(z.array(statement).min(1).max(64)).max(16),
  /** a serial-delegation or serial-pool statement; base64url */
  statement: statement.nullable(),
})

export interface AuthorityFile {
  readonly memberships: readonly (readonly Uint8Array[])[]
  readonly statement: Uint8Array | null
}

/** The JSON of a right's file. */
export function writeAuthorityFile({ memberships, statement }: AuthorityFile): string {
  const file: z.infer<typeof authorityFile> = {
    format: 'bondmark/serial-authority/1',
    memberships: memberships.map((statements) => statements.map(toBase64Url)),
    statement: statement && toBase64Url(statement),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads a right's file; nothing in it is verified. Throws `authority-malformed` `{at, reason}`, `base64-malformed`. */
export function readAuthorityFile(text: string): AuthorityFile {
  if (text.length > AUTHORITY_FILE_BYTES_MAX) malformed('file', 'too large')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    malformed('file', 'not JSON')
  }
  const result = authorityFile.safeParse(json)
  if (!result.success) {
    const { at, reason } = firstIssue(result.error)
    return malformed(at, reason)
  }
  const { memberships, statement } = result.data
  return {
    memberships: memberships.map((statements) => statements.map(fromBase64Url)),
    statement: statement === null ? null : fromBase64Url(statement),
  }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('authority-malformed', { at, reason })
}
