import { CANONICAL_ROOT } from '../gs1/canonical-link.ts'
import { checkDigit, isDigits } from '../gs1/check-digit.ts'
import { percentDecode, percentEncode } from '../gs1/percent-encoding.ts'

/** What stands behind a scheme of an EPC URN (TDS 2.0 §6.3): how its fields become the path of a Digital Link. */
type Fields = readonly [prefix: string, reference: string, rest: string | undefined]
type ToPath = (fields: Fields) => string | null

function serialPart(text: string | undefined): string | null {
  if (text === undefined || text === '') return null
  const decoded = percentDecode(text)
  return typeof decoded === 'number' ? null : percentEncode(decoded)
}

function digitsOf(text: string, length: number): boolean {
  return text.length === length && isDigits(text, 0, length)
}

function withCheckDigit(digits: string): string {
  return digits + checkDigit(digits)
}

/** A GTIN-14 from company prefix and indicator + item reference, 13 digits together. */
function gtinOf([prefix, reference]: Fields): string | null {
  if (!digitsOf(prefix + reference, 13) || reference === '') return null
  return withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1))
}

/** Twelve digits of prefix and reference with their check digit: GLN, GRAI, GDTI, GCN. */
function thirteenOf([prefix, reference]: Fields): string | null {
  return digitsOf(prefix + reference, 12) ? withCheckDigit(prefix + reference) : null
}

function join(...parts: (string | null)[]): string | null {
  return parts.includes(null) ? null : parts.join('')
}

/** A plain concatenation of prefix and digits, with check digit: GSRN, GSIN. */
function digitKey(ai: string, length: number): ToPath {
  return ([prefix, reference, rest]) =>
    rest === undefined && digitsOf(prefix + reference, length)
      ? `${ai}/${withCheckDigit(prefix + reference)}`
      : null
}

function gtinWith(qualifier: string): ToPath {
  return (fields) => join('01/', gtinOf(fields), `/${qualifier}/`, serialPart(fields[2]))
}

/** Keys whose reference is free text behind the prefix, dots included: GIAI, GINC. */
function textKey(ai: string): ToPath {
  return ([prefix, reference, rest]) =>
    join(`${ai}/`, prefix, serialPart(rest === undefined ? reference : `${reference}.${rest}`))
}

function itip(fields: Fields, serial: 'serial' | 'any'): string | null {
  const [piece = '', total = '', ...rest] = (fields[2] ?? '').split('.')
  if (!digitsOf(piece, 2) || !digitsOf(total, 2)) return null
  const key = join('8006/', gtinOf(fields), piece, total)
  if (serial === 'any') return rest.length === 1 && rest[0] === '*' ? key : null
  return join(key, '/21/', serialPart(rest.join('.')))
}

const identities: Record<string, ToPath> = {
  sgtin: gtinWith('21'),
  upui: gtinWith('235'),
  itip: (fields) => itip(fields, 'serial'),
  sscc: ([prefix, reference, rest]) =>
    rest === undefined && digitsOf(prefix + reference, 17)
      ? `00/${withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1))}`
      : null,
  sgln: (fields) => {
    const key = join('414/', thirteenOf(fields))
    return fields[2] === '0' ? key : join(key, '/254/', serialPart(fields[2]))
  },
  pgln: (fields) => (fields[2] === undefined ? join('417/', thirteenOf(fields)) : null),
  grai: (fields) => join('8003/0', thirteenOf(fields), serialPart(fields[2])),
  gdti: (fields) => join('253/', thirteenOf(fields), serialPart(fields[2])),
  sgcn: (fields) => join('255/', thirteenOf(fields), serialPart(fields[2])),
  giai: textKey('8004'),
  ginc: textKey('401'),
  gsrn: digitKey('8018', 17),
  gsrnp: digitKey('8017', 17),
  gsin: digitKey('402', 16),
  cpi: ([prefix, reference, rest]) =>
    rest !== undefined && isDigits(rest, 0, rest.length)
      ? join('8010/', prefix, serialPart(reference), '/8011/', rest)
      : null,
}

function pattern(toPath: (fields: Fields) => string | null): ToPath {
  return (fields) => (fields[2] === '*' ? toPath(fields) : null)
}

const patterns: Record<string, ToPath> = {
  sgtin: pattern((fields) => join('01/', gtinOf(fields))),
  upui: pattern((fields) => join('01/', gtinOf(fields))),
  grai: pattern((fields) => join('8003/0', thirteenOf(fields))),
  gdti: pattern((fields) => join('253/', thirteenOf(fields))),
  sgcn: pattern((fields) => join('255/', thirteenOf(fields))),
  cpi: pattern(([prefix, reference]) => join('8010/', prefix, serialPart(reference))),
  itip: (fields) => itip(fields, 'any'),
}

const classes: Record<string, ToPath> = { lgtin: gtinWith('10') }

const families: Record<string, Record<string, ToPath>> = { id: identities, idpat: patterns, class: classes }

function fieldsOf(text: string): Fields | null {
  const first = text.indexOf('.')
  if (first < 6 || first > 12 || !isDigits(text, 0, first)) return null
  const second = text.indexOf('.', first + 1)
  return second < 0
    ? [text.slice(0, first), text.slice(first + 1), undefined]
    : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)]
}

/**
 * An EPC URN (`urn:epc:id:`, `urn:epc:class:`, `urn:epc:idpat:`) as the canonical GS1 Digital Link, with the company
 * prefix as long as the URN says.
 *
 * @returns null when it is none of them, or not well-formed
 */
export function epcUrnToLink(urn: string): string | null {
  if (!urn.startsWith('urn:epc:') || urn.length > 200) return null
  const familyEnd = urn.indexOf(':', 8)
  const schemeEnd = urn.indexOf(':', familyEnd + 1)
  if (familyEnd < 0 || schemeEnd < 0) return null
  const scheme = urn.slice(familyEnd + 1, schemeEnd)
  const family = families[urn.slice(8, familyEnd)]
  if (family === undefined || !Object.hasOwn(family, scheme)) return null
  const fields = fieldsOf(urn.slice(schemeEnd + 1))
  const path = fields === null ? null : (family[scheme]?.(fields) ?? null)
  return path === null ? null : CANONICAL_ROOT + path
}
