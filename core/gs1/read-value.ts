import { BondmarkError } from '../errors/bondmark-error.ts'
import { readDate } from './date.ts'
import { readAmount, readMeasure, readPercentage, readPlace, readTemperature } from './read-quantity.ts'
import { readBirthDate, readDateRange, readLocalTime } from './read-time.ts'

type Reader = (ai: string, value: string, referenceYear: number) => string

/** What values mean, by the identifiers that their pattern fits. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:1[1-7]|4326|7006)$/, (_, value, year) => readDate(value, year)],
  [
    /^(?:432[45]|7003|7011|7251|8008)$/,
    (ai, value, year) => {
      const { date, time } = readLocalTime(ai, value, year)
      return time === null ? date : `${date} ${time}`
    },
  ],
  [
    /^7007$/,
    (ai, value, year) => {
      const { from, to } = readDateRange(ai, value, year)
      return from === to ? from : `${from} … ${to}`
    },
  ],
  [/^7250$/, readBirthDate],
  [
    /^3[1-6]\d\d$/,
    (ai, value) => {
      const { decimal, unit } = readMeasure(ai, value)
      return `${decimal} ${unit}`
    },
  ],
  [
    /^39[01235]\d$/,
    (ai, value) => {
      const { decimal, currency } = readAmount(ai, value)
      return currency === null ? decimal : `${decimal} (ISO 4217 ${currency})`
    },
  ],
  [/^394\d$/, (ai, value) => `${readPercentage(ai, value).decimal} %`],
  [
    /^433[0-3]$/,
    (ai, value) => {
      const { decimal, unit } = readTemperature(ai, value)
      return `${decimal} ${unit}`
    },
  ],
  [
    /^4309$/,
    (ai, value) => {
      const { latitude, longitude } = readPlace(ai, value)
      return `${latitude}, ${longitude}`
    },
  ],
]

/**
 * What a value means, for people: a date with its century, a weight with its point and unit. Null for a value that is
 * what it looks like, and for a 29 February that its century does not have.
 *
 * @param referenceYear the year the code is read in, four digits
 */
export function meaningOf(ai: string, value: string, referenceYear: number): string | null {
  const reader = readers.find(([pattern]) => pattern.test(ai))?.[1]
  if (reader === undefined) return null
  try {
    return reader(ai, value, referenceYear)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
