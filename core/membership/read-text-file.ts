import type { z } from 'zod'
import { firstIssue } from './membership.ts'

/** Of drafts and proofs: they carry whole memberships. In UTF-16 units. */
const TEXT_LENGTH_MAX = 16_000_000

/** Reads the text of a file of JSON that came from anywhere, by its schema; `malformed` throws what is wrong with it. */
export function readTextFile<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  malformed: (at: string, reason: string) => never,
): z.output<Schema> {
  if (text.length > TEXT_LENGTH_MAX) malformed('file', 'too large')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return malformed('file', 'not JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { at, reason } = firstIssue(result.error)
  return malformed(at, reason)
}
