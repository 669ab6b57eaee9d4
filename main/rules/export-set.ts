import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeApprovedRules } from '../../core/rules/approved-rules.ts'
import type { RulesBook } from './rules-book.ts'

/**
 * A set that counts, or counted, with its approvals, as a file for others. Throws `rules-not-approved`, `rules-missing`,
 * `rules-unreadable`.
 */
export function exportSet(book: RulesBook, hash: string): { file: string; bytes: Uint8Array } {
  const { name, version, counted, approvals } = book.set(hash)
  if (!counted?.statement || approvals.length !== 2)
    throw new BondmarkError('rules-not-approved', { name, version })
  const file = `rules-v${version}-${hash.slice(0, 12)}.json`
  return {
    file,
    bytes: writeApprovedRules(
      book.document(hash),
      approvals.map(({ bytes }) => bytes),
    ),
  }
}
