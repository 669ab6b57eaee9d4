import { checkDigit, checkDigitHolds } from './check-digit.ts'

/**
 * The eleven digits of a UPC-A, without check digit, that the six digits of a UPC-E stand for (General Specifications
 * §5.2.2.4, figure 5.2.2.4-2).
 *
 * @param system the number system, `0` or `1`
 * @param six the digits that the bars carry
 */
function expand(system: string, six: string): string {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = six
  if (f <= '2') return `${system}${a}${b}${f}0000${c}${d}${e}`
  if (f === '3') return `${system}${a}${b}${c}00000${d}${e}`
  if (f === '4') return `${system}${a}${b}${c}${d}00000${e}`
  return `${system}${a}${b}${c}${d}${e}0000${f}`
}

/** A GTIN-12, and whether its check digit was read or only reckoned. */
export interface ExpandedUpcE {
  readonly gtin12: string
  readonly checked: boolean
}

/**
 * A UPC-E as a scanner sends it that does not expand it: number system, six digits and check digit; seven of these; or
 * the six alone. Seven digits are six and their check digit where that holds, else number system and six.
 *
 * @param digits 6, 7 or 8 digits
 * @returns null when they are no UPC-E: another number system than 0 or 1, or a check digit that does not hold
 */
export function expandUpcE(digits: string): ExpandedUpcE | null {
  if (digits.length === 6) return reckoned('0', digits)
  const system = digits.charAt(0)
  if (digits.length === 7) {
    const withCheck = expand('0', digits.slice(0, 6)) + digits.charAt(6)
    if (checkDigitHolds(withCheck, 0, 12)) return { gtin12: withCheck, checked: true }
    return system <= '1' ? reckoned(system, digits.slice(1)) : null
  }
  const gtin12 = expand(system, digits.slice(1, 7)) + digits.charAt(7)
  return system <= '1' && checkDigitHolds(gtin12, 0, 12) ? { gtin12, checked: true } : null
}

function reckoned(system: string, six: string): ExpandedUpcE {
  const eleven = expand(system, six)
  return { gtin12: eleven + checkDigit(eleven), checked: false }
}
