import { CANONICAL_ROOT } from '../gs1/canonical-link.ts'
import { checkDigit, isDigits } from '../gs1/check-digit.ts'
import { percentDecode } from '../gs1/percent-encoding.ts'
import { escapeAsUrn, type LinkEscape } from './link-escape.ts'

/** What stands behind a scheme of an EPC URN (TDS 2.0 §6.3): how its fields become the path of a Digital Link. */
interface Fields {
  readonly prefix: string
  readonly reference: string
  readonly rest: string | undefined
  readonly escapeValue: LinkEscape
}
type ToPath = (fields: Fields) => string | null

function textPart(text: string | undefined, { escapeValue }: Fields): string | null {
  if (text === undefined || text === '') return null
  const decoded = percentDecode(text)
  return typeof decoded === 'number' ? null : escapeValue(decoded)
}

function digitsOf(text: string, length: number): boolean {
  return text.length === length && isDigits(text, 0, length)
}

function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits)
}

/** A GTIN-14 from company prefix and indicator + item reference, 13 digits together. */
function gtinOf({ prefix, reference }: Fields): string | null {
  if (!digitsOf(prefix + reference, 13) || reference === '') return null
  return withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1))
}

/** Twelve digits of prefix and reference with their check digit: GLN, GRAI, GDTI, GCN. */
function thirteenOf({ prefix, reference }: Fields): string | null {
  return digitsOf(prefix + reference, 12) ? withCheckDigit(prefix + reference) : null
}

function join(...parts: (string | null)[]): string | null {
  return parts.includes(null) ? null : parts.join('')
}

/** A plain concatenation of prefix and digits, with check digit: GSRN, GSIN. */
function digitKey(ai: string, length: number): ToPath {
  return ({ prefix, reference, rest }) =>
    rest === undefined && digitsOf(prefix + reference, length)
      ? `${ai}/${withCheckDigit(prefix + reference)}`
      : null
}

function gtinWith(qualifier: string): ToPath {
  return (fields) => join('01/', gtinOf(fields), `/${qualifier}/`, textPart(fields.rest, fields))
}

/** Keys whose reference is free text behind the prefix, dots included: GIAI, GINC. */
function textKey(ai: string): ToPath {
  return (fields) => {
    const { prefix, reference, rest } = fields
    return join(`${ai}/`, prefix, textPart(rest === undefined ? reference : `${reference}.${rest}`, fields))
  }
}

function itip(fields: Fields, serial: 'serial' | 'any'): string | null {
  const [piece = '', total = '', ...rest] = (fields.rest ?? '').split('.')
  if (!digitsOf(piece, 2) || !digitsOf(total, 2)) return null
  const key = join('8006/', gtinOf(fields), piece, total)
  if (serial === 'any') return rest.length === 1 && rest[0] === '*' ? key : null
  return join(key, '/21/', textPart(rest.join('.'), fields))
}

const identities: Record<string, ToPath> = {
  sgtin: gtinWith('21'),
  upui: gtinWith('235'),
  itip: (fields) => itip(fields, 'serial'),
  sscc: ({ prefix, reference, rest }) =>
    rest === undefined && digitsOf(prefix + reference, 17)
      ? `00/${withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1))}`
      : null,
  sgln: (fields) => {
    const key = join('414/', thirteenOf(fields))
    return fields.rest === '0' ? key : join(key, '/254/', textPart(fields.rest, fields))
  },
  pgln: (fields) => (fields.rest === undefined ? join('417/', thirteenOf(fields)) : null),
  grai: (fields) => join('8003/0', thirteenOf(fields), textPart(fields.rest, fields)),
  gdti: (fields) => join('253/', thirteenOf(fields), textPart(fields.rest, fields)),
  sgcn: (fields) => join('255/', thirteenOf(fields), textPart(fields.rest, fields)),
  giai: textKey('8004'),
  ginc: textKey('401'),
  gsrn: digitKey('8018', 17),
  gsrnp: digitKey('8017', 17),
  gsin: digitKey('402', 16),
  cpi: (fields) => {
    const { prefix, reference, rest } = fields
    return rest !== undefined && rest !== '' && isDigits(rest, 0, rest.length)
      ? join('8010/', prefix, textPart(reference, fields), '/8011/', rest)
      : null
  },
}

function pattern(toPath: (fields: Fields) => string | null): ToPath {
  return (fields) => (fields.rest === '*' ? toPath(fields) : null)
}

const patterns: Record<string, ToPath> = {
  sgtin: pattern((fields) => join('01/', gtinOf(fields))),
  upui: pattern((fields) => join('01/', gtinOf(fields))),
  grai: pattern((fields) => join('8003/0', thirteenOf(fields))),
  gdti: pattern((fields) => join('253/', thirteenOf(fields))),
  sgcn: pattern((fields) => join('255/', thirteenOf(fields))),
  cpi: pattern((fields) => join('8010/', fields.prefix, textPart(fields.reference, fields))),
  itip: (fields) => itip(fields, 'any'),
}

const classes: Record<string, ToPath> = { lgtin: gtinWith('10') }

/** By family and scheme. A map: URNs come from strangers, and an object has words of its own, such as `constructor`. */
const paths = new Map<string, ToPath>(
  Object.entries({ id: identities, idpat: patterns, class: classes }).flatMap(([family, schemes]) =>
    Object.entries(schemes).map(([scheme, toPath]) => [`${family}:${scheme}`, toPath] as const),
  ),
)

function fieldsOf(text: string, escapeValue: LinkEscape): Fields | null {
  const first = text.indexOf('.')
  if (first < 6 || first > 12 || !isDigits(text, 0, first)) return null
  const second = text.indexOf('.', first + 1)
  const prefix = text.slice(0, first)
  return second < 0
    ? { prefix, reference: text.slice(first + 1), rest: undefined, escapeValue }
    : { prefix, reference: text.slice(first + 1, second), rest: text.slice(second + 1), escapeValue }
}

/**
 * An EPC URN (`urn:epc:id:`, `urn:epc:class:`, `urn:epc:idpat:`) as the canonical GS1 Digital Link, with the company
 * prefix as long as the URN says.
 *
 * @returns null when it is none of them, or not well-formed
 */
export function epcUrnToLink(urn: string, escapeValue: LinkEscape = escapeAsUrn): string | null {
  if (!urn.startsWith('urn:epc:') || urn.length > 200) return null
  const familyEnd = urn.indexOf(':', 8)
  const schemeEnd = urn.indexOf(':', familyEnd + 1)
  if (familyEnd < 0 || schemeEnd < 0) return null
  const toPath = paths.get(urn.slice(8, schemeEnd))
  const fields = fieldsOf(urn.slice(schemeEnd + 1), escapeValue)
  const path = toPath === undefined || fields === null ? null : toPath(fields)
  return path === null ? null : CANONICAL_ROOT + path
}
