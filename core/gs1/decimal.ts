/** A number as a code carries it: its digits and how many of them stand behind the point. Never a float. */
export interface GsDecimal {
  readonly digits: string
  readonly decimals: number
  /** The number without leading zeros, with all its decimals: `0.125`, `12.50`, `1250`. */
  readonly decimal: string
}

/** The decimal of `digits` with the last `decimals` of them behind the point. */
export function decimalOf(digits: string, decimals: number): GsDecimal {
  const padded = digits.padStart(decimals + 1, '0')
  const whole = padded.slice(0, padded.length - decimals).replace(/^0+(?=\d)/, '')
  const fraction = padded.slice(padded.length - decimals)
  return { digits, decimals, decimal: decimals === 0 ? whole : `${whole}.${fraction}` }
}
