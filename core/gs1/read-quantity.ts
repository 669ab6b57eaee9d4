import { BondmarkError } from '../errors/bondmark-error.ts'
import { type AiRow, rowOf } from './ai-table.ts'
import { decimalOf, type GsDecimal } from './decimal.ts'

/** The row of an identifier of `series` whose value holds. Throws BondmarkError `value-not-readable`. */
export function rowForReading(ai: string, value: string, series: RegExp): AiRow {
  const row = series.test(ai) ? rowOf(ai) : undefined
  if (row === undefined || row.check(value, 0, value.length) !== null) {
    throw new BondmarkError('value-not-readable', { ai: ai.slice(0, 8), value: value.slice(0, 40) })
  }
  return row
}

/** The last digit of an identifier: how many decimals its value has (General Specifications §3.6.1). */
function impliedDecimals(ai: string): number {
  return Number(ai.at(-1))
}

/** A measure with its unit as the General Specifications write it: `kg`, `m²`, `t oz`, `gal.`; (337n) is `kg/m²`. */
export interface Measure extends GsDecimal {
  readonly unit: string
  /** The data title, which says what is measured: `NET WEIGHT (kg)`. */
  readonly title: string
}

/**
 * A trade or logistic measure, (310n) to (369n) (General Specifications §3.6): six digits, the identifier's last digit
 * says how many of them are decimals.
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readMeasure(ai: string, value: string): Measure {
  const { title } = rowForReading(ai, value, /^3[1-6]\d\d$/)
  const unit = ai.startsWith('337') ? 'kg/m²' : (/\(([^)]+)\)/.exec(title)?.[1] ?? '')
  return { ...decimalOf(value, impliedDecimals(ai)), unit, title }
}

/** An amount of money; `currency` is three digits of ISO 4217, or null where the code leaves it to the place. */
export interface Amount extends GsDecimal {
  readonly currency: string | null
}

/**
 * An amount payable or a price: (390n), (391n) with its currency, (392n), (393n) with its currency, (395n)
 * (General Specifications §3.6.6 to §3.6.10).
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readAmount(ai: string, value: string): Amount {
  rowForReading(ai, value, /^39[01235]\d$/)
  const hasCurrency = ai[2] === '1' || ai[2] === '3'
  return {
    ...decimalOf(hasCurrency ? value.slice(3) : value, impliedDecimals(ai)),
    currency: hasCurrency ? value.slice(0, 3) : null,
  }
}

/** The percentage of a coupon, (394n): four digits with implied decimals. Throws BondmarkError `value-not-readable`. */
export function readPercentage(ai: string, value: string): GsDecimal {
  rowForReading(ai, value, /^394\d$/)
  return decimalOf(value, impliedDecimals(ai))
}

/**
 * A whole number without its leading zeros: a count, (30) or (37), the points of a coupon, (8111), or a price per unit,
 * (8005), whose decimal point is agreed between partners and not in the code (General Specifications §3.9.5).
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readCount(ai: string, value: string): GsDecimal {
  rowForReading(ai, value, /^(?:3[07]|8005|8111)$/)
  return decimalOf(value, 0)
}

/**
 * A temperature, (4330) to (4333): hundredths of a degree, a hyphen behind them for below zero.
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readTemperature(ai: string, value: string): GsDecimal & { readonly unit: '°F' | '°C' } {
  rowForReading(ai, value, /^433[0-3]$/)
  const { digits, decimals, decimal } = decimalOf(value.slice(0, 6), 2)
  const unit = ai === '4330' || ai === '4332' ? '°F' : '°C'
  return { digits, decimals, decimal: value.endsWith('-') ? `-${decimal}` : decimal, unit }
}

/** A place on the earth in degrees, as decimal texts with seven decimals; south and west are negative. */
export interface Place {
  readonly latitude: string
  readonly longitude: string
}

function degrees(tenMillionths: number): string {
  const { decimal } = decimalOf(String(Math.abs(tenMillionths)), 7)
  return tenMillionths < 0 ? `-${decimal}` : decimal
}

/**
 * A ship-to place, (4309): latitude counted from the South Pole, longitude east of Greenwich to 360 degrees (General
 * Specifications §3.7.16). The whole numbers stay below 2³², so they are exact.
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readPlace(ai: string, value: string): Place {
  rowForReading(ai, value, /^4309$/)
  const east = Number(value.slice(10))
  return {
    latitude: degrees(Number(value.slice(0, 10)) - 900_000_000),
    longitude: degrees(east > 1_800_000_000 ? east - 3_600_000_000 : east),
  }
}

/**
 * The components of a value as its format cuts it: the GDTI of (253) and its serial, the countries of (423), GTIN and
 * pieces of (8006). Components that are not there are left out.
 *
 * @throws BondmarkError `value-not-readable`
 */
export function readComponents(ai: string, value: string): string[] {
  const { components } = rowForReading(ai, value, /^\d{2,4}$/)
  const parts: string[] = []
  let at = 0
  for (const { max } of components) {
    if (at >= value.length) break
    parts.push(value.slice(at, at + max))
    at += max
  }
  return parts
}
