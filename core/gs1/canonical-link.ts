import { rowOf } from './ai-table.ts'
import { percentEncode } from './percent-encoding.ts'
import type { GsElement } from './scan-reading.ts'

export const CANONICAL_ROOT = 'https://id.gs1.org/'

function valueFor(elements: readonly GsElement[], ai: string): string | undefined {
  for (const element of elements) if (element.ai === ai) return element.value
  return undefined
}

/**
 * The canonical GS1 Digital Link of elements (Digital Link: URI Syntax §4.11): key and qualifiers in the path in their
 * fixed order, everything else in the query, sorted by identifier.
 *
 * @returns null when the elements have no primary key, (01) or (00)
 */
export function canonicalLink(elements: readonly GsElement[]): string | null {
  const gtin = valueFor(elements, '01')
  const key = gtin === undefined ? '00' : '01'
  const keyValue = gtin ?? valueFor(elements, '00')
  if (keyValue === undefined) return null
  let link = `${CANONICAL_ROOT}${key}/${keyValue}`
  let inPath = 1
  if (gtin !== undefined) {
    for (const qualifier of ['22', '10', '21']) {
      const value = valueFor(elements, qualifier)
      if (value === undefined) continue
      link += `/${qualifier}/${percentEncode(value)}`
      inPath++
    }
  }
  if (inPath === elements.length) return link
  const attributes = elements
    .filter(({ ai }) => ai !== key && (gtin === undefined || rowOf(ai)?.inLink !== 'qualifier'))
    .map(({ ai, value }) => `${ai}=${percentEncode(value)}`)
    .sort()
  return `${link}?${attributes.join('&')}`
}
