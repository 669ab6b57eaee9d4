import canonicalize from 'canonicalize'
import type { CatalogueRow } from './tables.ts'

/** A row as RFC 8785 text: the one form that is stored, compared, hashed and sent. */
export function canonicalText(row: CatalogueRow): string {
  const text = canonicalize(row)
  if (text === undefined) throw new TypeError('not a row')
  return text
}
