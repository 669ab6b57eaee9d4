import { percentEncode } from '../gs1/percent-encoding.ts'

/** How a key's value stands in the path of a Digital Link inside a pre-hash string. */
export type LinkEscape = (value: string) => string

/** What TDS 2.0 §5 lets stand unescaped in an EPC URN, and the reference implementation carries over into the link. */
const URN_PLAIN = /^[A-Za-z0-9!'()*+,\-.:;=_]*$/
const TO_ESCAPE = /[^A-Za-z0-9!'()*+,\-.:;=_]/g

/** As the reference of late 2026 has it: what an EPC URN need not escape is not escaped. */
export function escapeAsUrn(value: string): string {
  if (URN_PLAIN.test(value)) return value
  return value.replace(
    TO_ESCAPE,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

/** As our first reading of the algorithm had it: everything that RFC 3986 reserves is escaped. */
export const escapeReserved: LinkEscape = percentEncode
