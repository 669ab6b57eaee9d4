import { BondmarkError } from '../errors/bondmark-error.ts'
import { isSerial } from './serial.ts'

const gtin14Shape = /^[0-9]{14}$/

/** The host of canonical GS1 Digital Links (GS1 Digital Link URI Syntax 1.4 §4.13): it names, it need not resolve. */
const CANONICAL_HOST = 'id.gs1.org'

/** `/01/{gtin14}/21/{serial}`. @throws BondmarkError `unit-link-malformed` `{reason}` */
export function unitPath(gtin14: string, serial: string): string {
  if (!gtin14Shape.test(gtin14)) throw new BondmarkError('unit-link-malformed', { reason: 'not 14 digits' })
  if (!isSerial(serial)) throw new BondmarkError('unit-link-malformed', { reason: 'not a serial' })
  return `/01/${gtin14}/21/${serial}`
}

/** The one name of a unit: `https://id.gs1.org/01/{gtin14}/21/{serial}`. @throws BondmarkError `unit-link-malformed` */
export function canonicalUnitLink(gtin14: string, serial: string): string {
  return `https://${CANONICAL_HOST}${unitPath(gtin14, serial)}`
}
