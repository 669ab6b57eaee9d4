import { BondmarkError } from '../errors/bondmark-error.ts'
import { type Vocabulary, vocabulariesWithUrn } from './cbv-vocabulary.ts'
import { constrainLink } from './constrained-link.ts'
import { epcUrnToLink } from './epc-uri.ts'
import { readInstant } from './instant.ts'
import { escapeAsUrn, type LinkEscape } from './link-escape.ts'
import type { Namespaces } from './namespaces.ts'

/** A word in the URN form of before CBV 2.0, as its web equivalent (rule 14). */
function fromCbvUrn(text: string): string {
  for (const { urn, root } of vocabulariesWithUrn) {
    if (urn !== null && text.startsWith(urn)) return root + text.slice(urn.length)
  }
  return text
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/

/**
 * A number without leading or trailing zeros (rule 6). The document's syntax does not say which texts are numbers (XML
 * has only text), so that every text that reads as one is treated alike; a whole number with a positive exponent keeps
 * scientific notation, as Python's decimal does in the reference implementation.
 */
function canonicalNumber(text: string): string {
  const match = NUMBER.exec(text)
  if (match === null) return text
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match
  if (whole === '' && fraction === '') return text
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '')
  const exponent = Number(exponentText) - fraction.length
  const minus = sign === '-' ? '-' : ''
  if (exponent > 0) {
    const rest = digits.slice(1)
    return `${minus}${digits[0]}${rest === '' ? '' : `.${rest}`}E+${exponent + digits.length - 1}`
  }
  if (-exponent > 400) return text
  const padded = digits.padStart(1 - exponent, '0')
  const point = padded.length + exponent
  const decimals = padded.slice(point).replace(/0+$/, '')
  return minus + padded.slice(0, point) + (decimals === '' ? '' : `.${decimals}`)
}

/** A value as it stands in the pre-hash string (rules 5–7, 14–18): trimmed, expanded, canonical. */
export function canonicalValue(
  raw: string,
  namespaces: Namespaces,
  escapeValue: LinkEscape = escapeAsUrn,
): string {
  const text = namespaces.expandValue(raw.trim())
  const code = text.charCodeAt(0)
  // Numbers begin with a digit, a sign or a point.
  if ((code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e)
    return canonicalNumber(text)
  if (text.startsWith('urn:epc:')) return epcUrnToLink(text, escapeValue) ?? text
  if (text.startsWith('urn:epcglobal:cbv:')) return fromCbvUrn(text)
  // `h` or `H`: only a link can be one.
  if (code === 0x68 || code === 0x48) return constrainLink(text, escapeValue) ?? text
  return text
}

/**
 * A bare word of a vocabulary (rule 16), a CURIE or a URI of it, as its full URI. A bare word that the vocabulary does not
 * have names nothing and stays as it is.
 */
export function canonicalWord(
  raw: string,
  vocabulary: Vocabulary,
  namespaces: Namespaces,
  escapeValue: LinkEscape = escapeAsUrn,
): string {
  const text = raw.trim()
  return vocabulary.words.has(text) ? vocabulary.root + text : canonicalValue(text, namespaces, escapeValue)
}

/**
 * A time in UTC with exactly three decimals (rules 8 and 9); more are rounded half up.
 *
 * @throws BondmarkError `event-time-malformed`
 */
export function canonicalTime(raw: string): string {
  const millis = readInstant(raw.trim())
  if (millis === null) throw new BondmarkError('event-time-malformed', { value: raw.slice(0, 60) })
  return new Date(millis).toISOString()
}

/** Sorts by UTF-8 bytes (rule 10), which is by code point; JavaScript's own order differs above U+D800. */
export function sortUtf8(list: string[]): string[] {
  if (list.length < 2) return list
  list.sort()
  return list.some((text) => /[\ud800-\uffff]/.test(text)) ? list.sort(byCodePoint) : list
}

function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    // Two surrogate halves sort above every other UTF-16 unit, as their code points do.
    const xHigh = x >= 0xd800 && x <= 0xdfff ? x + 0x10000 : x
    const yHigh = y >= 0xd800 && y <= 0xdfff ? y + 0x10000 : y
    return xHigh - yHigh
  }
  return a.length - b.length
}
