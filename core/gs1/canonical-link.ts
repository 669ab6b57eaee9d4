import { rowOf } from './ai-table.ts'
import { primaryKey, qualifiersFor } from './link-keys.ts'
import { percentEncode } from './percent-encoding.ts'
import type { GsElement } from './scan-reading.ts'

export const CANONICAL_ROOT = 'https://id.gs1.org/'

/** A link and the elements that it could not take. */
export interface WrittenLink {
  readonly link: string
  /** Elements that may stand neither in its path nor among its attributes. */
  readonly leftOut: readonly GsElement[]
}

/**
 * Writes elements as a Digital Link under `root` (Digital Link: URI Syntax §4): the primary key (the GTIN, else the
 * first key of them) and its qualifiers in the path in their fixed order, everything else in the query, sorted by
 * identifier.
 *
 * @param root ends with a slash
 * @returns null when the elements have no primary key
 */
export function writeLink(elements: readonly GsElement[], root: string): WrittenLink | null {
  const key = primaryKey(elements.map(({ ai }) => ai))
  if (key === undefined) return null
  const valueFor = (ai: string) => elements.find((element) => element.ai === ai)?.value
  const path = [key.ai, ...qualifiersFor(key, (ai) => valueFor(ai) !== undefined)]
  const link = root + path.map((ai) => `${ai}/${percentEncode(valueFor(ai) ?? '')}`).join('/')
  if (path.length === elements.length) return { link, leftOut: [] }
  const others = elements.filter(({ ai }) => !path.includes(ai))
  const attributes = others.filter(({ ai }) => rowOf(ai)?.linkAttribute === true)
  const query = attributes.map(({ ai, value }) => `${ai}=${percentEncode(value)}`).sort()
  return {
    link: query.length === 0 ? link : `${link}?${query.join('&')}`,
    leftOut: others.filter(({ ai }) => rowOf(ai)?.linkAttribute !== true),
  }
}

/**
 * The canonical GS1 Digital Link of elements (Digital Link: URI Syntax §4.11), without those that no link may carry.
 *
 * @returns null when the elements have no primary key
 */
export function canonicalLink(elements: readonly GsElement[]): string | null {
  return writeLink(elements, CANONICAL_ROOT)?.link ?? null
}
