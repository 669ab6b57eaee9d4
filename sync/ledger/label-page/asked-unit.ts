import { hasValidCheckDigit } from '../../../core/gs1/check-digit.ts'
import { isSerial } from '../../../core/label/serial.ts'
import { canonicalUnitLink, unitPath } from '../../../core/label/unit-link.ts'

/** Longer addresses than this are no label's: path and query together. */
const ADDRESS_LENGTH_MAX = 2_000

/** The unit that an address names, and the seal that came with it. */
export interface AskedUnit {
  readonly gtin: string
  readonly serial: string
  /** The canonical link: what the unit is called in statements. */
  readonly key: string
  /** The value of `s=`, as it came; null when the address has none: it was typed. */
  readonly seal: string | null
  /** What the seal is checked as: the link and the seal in their one spelling. */
  readonly sealedText: string
}

export type AskedAddress =
  | { readonly kind: 'unit'; readonly unit: AskedUnit }
  /** A typed address whose one spelling is another one: a path of this host. */
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'malformed' }

/** Whether this page is asked: every address that begins like a label's. */
export const isLabelPath = (pathname: string): boolean => pathname.startsWith('/01/')

/**
 * Reads a label's address. The host is not asked: labels outlive resolvers. Other parameters than `s` are passed over, since
 * browsers and messengers add their own; two seals are none of ours. A typed address forgives case, O for 0, I and L for
 * 1, dashes, and a GTIN of 8, 12 or 13 digits; one with a seal is a scanned one and forgives nothing.
 */
export function readAddress({ pathname, search, searchParams }: URL): AskedAddress {
  if (pathname.length + search.length > ADDRESS_LENGTH_MAX) return { kind: 'malformed' }
  const parts = decoded(pathname)?.split('/')
  if (parts === undefined || parts.length !== 5 || parts[1] !== '01' || parts[3] !== '21')
    return { kind: 'malformed' }
  const [, , gtin = '', , serial = ''] = parts
  const seals = searchParams.getAll('s')
  const [seal = null] = seals
  if (seals.length > 1) return { kind: 'malformed' }
  if (isUnit(gtin, serial)) return { kind: 'unit', unit: unitOf(gtin, serial, seal) }
  if (seal !== null) return { kind: 'malformed' }
  const path = typedUnit(gtin, serial)
  return path === null ? { kind: 'malformed' } : { kind: 'elsewhere', path }
}

const isUnit = (gtin: string, serial: string): boolean =>
  gtin.length === 14 && hasValidCheckDigit(gtin) && isSerial(serial)

/** The path of the unit that a person meant, or null. */
export function typedUnit(gtin: string, serial: string): string | null {
  const digits = gtin.normalize('NFKC').replaceAll(/[\s-]/g, '')
  if (!/^(?:\d{8}|\d{12,14})$/.test(digits)) return null
  const symbols = serial
    .normalize('NFKC')
    .replaceAll(/[\s-]/g, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  const whole = digits.padStart(14, '0')
  return isUnit(whole, symbols) ? unitPath(whole, symbols) : null
}

function unitOf(gtin: string, serial: string, seal: string | null): AskedUnit {
  const key = canonicalUnitLink(gtin, serial)
  return { gtin, serial, key, seal, sealedText: seal === null ? key : `${key}?s=${seal}` }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}
