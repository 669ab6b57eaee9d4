import { BondmarkError } from '../errors/bondmark-error.ts'
import { CANONICAL_ROOT } from './canonical-link.ts'
import { outsideSet82 } from './character-set.ts'
import { hasValidCheckDigit } from './check-digit.ts'
import { percentDecode, percentEncode } from './percent-encoding.ts'

/** What a canonical GS1 Digital Link names: one unit, one lot of a product, a product, or a logistic unit. */
export type Epc =
  | { readonly kind: 'unit'; readonly gtin: string; readonly serial: string }
  | { readonly kind: 'lot'; readonly gtin: string; readonly lot: string }
  | { readonly kind: 'product'; readonly gtin: string }
  | { readonly kind: 'sscc'; readonly sscc: string }

function isGtin14(gtin: string): boolean {
  return gtin.length === 14 && hasValidCheckDigit(gtin)
}

function isText20(value: string): boolean {
  return value.length >= 1 && value.length <= 20 && outsideSet82(value, 0, value.length) < 0
}

function refuse(value: string): never {
  throw new BondmarkError('epc-malformed', { value: value.slice(0, 80) })
}

/** The EPC of one unit, `https://id.gs1.org/01/{gtin}/21/{serial}`. Throws BondmarkError `epc-malformed`. */
export function unitEpc(gtin14: string, serial: string): string {
  if (!isGtin14(gtin14) || !isText20(serial)) refuse(`${gtin14} ${serial}`)
  return `${CANONICAL_ROOT}01/${gtin14}/21/${percentEncode(serial)}`
}

/** The EPC of a logistic unit, `https://id.gs1.org/00/{sscc}`. Throws BondmarkError `epc-malformed`. */
export function ssccEpc(sscc: string): string {
  if (sscc.length !== 18 || !hasValidCheckDigit(sscc)) refuse(sscc)
  return `${CANONICAL_ROOT}00/${sscc}`
}

/**
 * The EPC class of goods without serials: `…/01/{gtin}/10/{lot}`, or `…/01/{gtin}` where the lot is not known.
 * Throws BondmarkError `epc-malformed`.
 */
export function lotClassEpc(gtin14: string, lot: string | null): string {
  if (!isGtin14(gtin14) || (lot !== null && !isText20(lot))) refuse(`${gtin14} ${lot}`)
  return lot === null
    ? `${CANONICAL_ROOT}01/${gtin14}`
    : `${CANONICAL_ROOT}01/${gtin14}/10/${percentEncode(lot)}`
}

/** Takes a canonical Digital Link apart; null for anything that {@link unitEpc} and its siblings would not write. */
export function parseEpc(link: string): Epc | null {
  if (!link.startsWith(CANONICAL_ROOT) || link.length > 200) return null
  const [ai, key = '', qualifier, encoded = '', ...rest] = link.slice(CANONICAL_ROOT.length).split('/')
  if (rest.length > 0) return null
  if (ai === '00') {
    return qualifier === undefined && key.length === 18 && hasValidCheckDigit(key)
      ? { kind: 'sscc', sscc: key }
      : null
  }
  if (ai !== '01' || !isGtin14(key)) return null
  if (qualifier === undefined) return { kind: 'product', gtin: key }
  const value = percentDecode(encoded)
  if (typeof value === 'number' || !isText20(value) || percentEncode(value) !== encoded) return null
  if (qualifier === '21') return { kind: 'unit', gtin: key, serial: value }
  return qualifier === '10' ? { kind: 'lot', gtin: key, lot: value } : null
}
