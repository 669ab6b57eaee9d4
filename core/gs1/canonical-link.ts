import { type AiRow, rowOf } from './ai-table.ts'
import { orphansOf } from './element-rules.ts'
import { keyPlace, qualifiersFor } from './link-keys.ts'
import { percentEncode } from './percent-encoding.ts'
import type { GsElement } from './scan-reading.ts'

export const CANONICAL_ROOT = 'https://id.gs1.org/'

/** A link and the elements that it could not take. */
export interface WrittenLink {
  readonly link: string
  /** Elements that may stand neither in its path nor among its attributes, and those that may not stand without them. */
  readonly leftOut: readonly GsElement[]
}

const NOTHING: readonly GsElement[] = []

function segment({ ai }: AiRow, elements: readonly GsElement[]): string {
  for (const element of elements) if (element.ai === ai) return `${ai}/${percentEncode(element.value)}`
  return ''
}

/**
 * Writes elements as a Digital Link under `root` (Digital Link: URI Syntax §4): the primary key (the GTIN, else the
 * first key of them) and its qualifiers in the path in their fixed order, everything else in the query, sorted by
 * identifier.
 *
 * @param rows the row of each element
 * @param root ends with a slash
 * @returns null when the elements have no primary key
 */
export function writeLinkOf(
  rows: readonly AiRow[],
  elements: readonly GsElement[],
  root: string,
): WrittenLink | null {
  const key = rows[keyPlace(rows)]
  if (key === undefined) return null
  let link = root + segment(key, elements)
  if (elements.length === 1) return { link, leftOut: NOTHING }
  const qualifiers = qualifiersFor(key, rows)
  for (const row of qualifiers) link += `/${segment(row, elements)}`
  if (qualifiers.length + 1 === elements.length) return { link, leftOut: NOTHING }
  const query: string[] = []
  const leftOut: GsElement[] = []
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    const element = elements[i]
    if (row === undefined || element === undefined || row === key || qualifiers.includes(row)) continue
    if (row.linkAttribute) query.push(`${row.ai}=${percentEncode(element.value)}`)
    else leftOut.push(element)
  }
  const written = query.length === 0 ? link : `${link}?${query.sort().join('&')}`
  return leftOut.length === 0
    ? { link: written, leftOut }
    : withoutOrphans(rows, elements, root, written, leftOut)
}

/** A batch is of the goods that it stands beside: where a link may not carry their number, it may not carry the batch. */
function withoutOrphans(
  rows: readonly AiRow[],
  elements: readonly GsElement[],
  root: string,
  link: string,
  leftOut: readonly GsElement[],
): WrittenLink | null {
  const kept = rows.filter((_, i) => !leftOut.includes(elements[i] as GsElement))
  const orphans = orphansOf(kept)
  if (orphans.length === 0) return { link, leftOut }
  const stays = (row: AiRow) => kept.includes(row) && !orphans.includes(row)
  const left = elements.filter((_, i) => !stays(rows[i] as AiRow))
  const rest = elements.filter((element) => !left.includes(element))
  const written = writeLinkOf(rows.filter(stays), rest, root)
  return written && { link: written.link, leftOut: [...left, ...written.leftOut] }
}

/** {@link writeLinkOf} for elements that stand alone; those whose identifier is not assigned are passed over. */
export function writeLink(elements: readonly GsElement[], root: string): WrittenLink | null {
  const known = elements.filter(({ ai }) => rowOf(ai) !== undefined)
  return writeLinkOf(
    known.flatMap(({ ai }) => rowOf(ai) ?? []),
    known,
    root,
  )
}

/**
 * The canonical GS1 Digital Link of elements (Digital Link: URI Syntax §4.11), without those that no link may carry.
 *
 * @returns null when the elements have no primary key
 */
export function canonicalLink(elements: readonly GsElement[]): string | null {
  return writeLink(elements, CANONICAL_ROOT)?.link ?? null
}
