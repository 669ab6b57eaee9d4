import { BondmarkError } from '../errors/bondmark-error.ts'
import { rowOf } from './ai-table.ts'
import { writeBracketed } from './bracketed.ts'
import { CANONICAL_ROOT, writeLink } from './canonical-link.ts'
import { addElement, pairingError } from './element-rules.ts'
import { GS } from './element-string.ts'
import { isHost, outsideUri, schemeLength } from './link-text.ts'
import type { Collected, GsElement, LinkParameter, ScanError } from './scan-reading.ts'

/**
 * Judges elements as the parsers judge what they read: identifiers, values, and which stand side by side.
 *
 * @returns null when they hold, else the error; its `at` is an offset in the value of the identifier that it names
 */
export function elementsError(elements: readonly GsElement[]): ScanError | null {
  if (elements.length === 0) return { code: 'scan-empty', ai: null, at: 0 }
  const into: Collected = { found: { elements: [], rows: [], ats: [] }, warnings: [], parameters: [] }
  for (const { ai, value } of elements) {
    const row = rowOf(ai)
    if (row === undefined) return { code: 'ai-unassigned', ai, at: 0 }
    const fault = row.check(value, 0, value.length)
    if (fault !== null) return { code: fault.code, ai, at: fault.at, rule: fault.rule }
    const repeated = addElement(into, row, value, 0)
    if (repeated !== null) return repeated
    if (into.warnings.length > 0) return { code: 'ai-repeated', ai, at: 0 }
  }
  return pairingError(into.found, [])
}

function refuse({ code, ai, at, rule = '' }: ScanError): never {
  throw new BondmarkError(code, { ai: ai ?? '', at, rule })
}

function requireElements(elements: readonly GsElement[]): void {
  const error = elementsError(elements)
  if (error !== null) refuse(error)
}

export interface ElementStringForm {
  /** `predefined-first` needs the fewest separators, and is what the General Specifications advise (§7.8.5). */
  readonly order: 'predefined-first' | 'given'
  /** How FNC1 is written: GS as scanners send it, or `^` for people. */
  readonly separator: string
}

/**
 * Elements as one element string (General Specifications §7.8), with a separator behind each value whose length is not
 * predefined, except the last. Neither the FNC1 in the first place nor an AIM id is written: they are the symbol's.
 *
 * @throws BondmarkError with the code that the parser would refuse it with, and `{ai, at, rule}`
 */
export function buildElementString(
  elements: readonly GsElement[],
  { order, separator }: ElementStringForm = { order: 'predefined-first', separator: GS },
): string {
  requireElements(elements)
  return writeElementString(elements, order, separator)
}

/** {@link buildElementString} for elements that are known to hold, or that need not. */
export function writeElementString(
  elements: readonly GsElement[],
  order: ElementStringForm['order'],
  separator: string,
): string {
  const isPredefined = ({ ai }: GsElement) => rowOf(ai)?.predefined === true
  const ordered =
    order === 'given'
      ? elements
      : [...elements.filter(isPredefined), ...elements.filter((element) => !isPredefined(element))]
  return ordered
    .map((element, i) => {
      const needsSeparator = !isPredefined(element) && i < ordered.length - 1
      return element.ai + element.value + (needsSeparator ? separator : '')
    })
    .join('')
}

/**
 * Elements in the human-readable form, `(01)…(21)…` (§4.14), in the order given.
 *
 * @throws BondmarkError with the code that the parser would refuse it with, and `{ai, at, rule}`
 */
export function buildBracketed(elements: readonly GsElement[]): string {
  requireElements(elements)
  return writeBracketed(elements)
}

export interface LinkForm {
  /** Scheme, host and path prefix, with or without its last slash. */
  readonly root: string
  /** Extension parameters, written behind the attributes in this order. */
  readonly parameters: readonly LinkParameter[]
}

function requireRoot(root: string): string {
  const hostStart = schemeLength(root, 0)
  const slash = root.indexOf('/', hostStart)
  const hostEnd = slash < 0 ? root.length : slash
  if (
    hostStart === 0 ||
    !isHost(root, hostStart, hostEnd) ||
    outsideUri(root, 0, root.length) >= 0 ||
    /[?#]/.test(root)
  ) {
    throw new BondmarkError('link-root-malformed', { value: root.slice(0, 80) })
  }
  return root.endsWith('/') ? root : `${root}/`
}

function writeParameter({ name, value }: LinkParameter): string {
  // A name of digits would be read as an identifier.
  if (!/\D/.test(name)) throw new BondmarkError('link-parameter-misnamed', { value: name.slice(0, 80) })
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}

/**
 * Elements as a GS1 Digital Link, canonical unless a root or extension parameters are given.
 *
 * @throws BondmarkError with the code that the parser would refuse it with, and `{ai, at, rule}`; `link-key-missing` when
 * the elements have no primary key, `link-attribute-forbidden` when one may stand nowhere in the link,
 * `link-root-malformed`, `link-parameter-misnamed`
 */
export function buildDigitalLink(
  elements: readonly GsElement[],
  { root, parameters }: LinkForm = { root: CANONICAL_ROOT, parameters: [] },
): string {
  requireElements(elements)
  const written = writeLink(elements, requireRoot(root))
  if (written === null) throw new BondmarkError('link-key-missing', { ai: elements[0]?.ai ?? '' })
  const [leftOut] = written.leftOut
  if (leftOut !== undefined) refuse({ code: 'link-attribute-forbidden', ai: leftOut.ai, at: 0 })
  const { link } = written
  if (parameters.length === 0) return link
  return `${link}${link.includes('?') ? '&' : '?'}${parameters.map(writeParameter).join('&')}`
}
