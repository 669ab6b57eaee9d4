import { describe, expect, it } from 'vitest'
import { isCalendarDate } from './calendar-date.ts'
import { countryCodes, isCountry } from './countries.ts'

describe('the countries', () => {
  it('are the 249 of ISO 3166-1, each once and in order', () => {
    const codes = countryCodes()
    expect(codes).toHaveLength(249)
    expect([...new Set(codes)].sort()).toEqual(codes)
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    expect(codes.filter((code) => names.of(code) === undefined)).toEqual([])
  })

  it('do not hold what is no country code', () => {
    expect(['UK', 'EU', 'XX', 'cn', ''].filter(isCountry)).toEqual([])
  })
})

describe('a calendar date', () => {
  it('is the one that a calendar has', () => {
    for (let ms = Date.UTC(1999, 11, 25); ms < Date.UTC(2001, 2, 5); ms += 86_400_000)
      expect(isCalendarDate(new Date(ms).toISOString().slice(0, 10))).toBe(true)
    const wrong = [
      '1900-02-29',
      '2026-04-31',
      '2026-00-10',
      '2026-13-01',
      '2026-1-1',
      '1899-12-31',
      '2026-11-22T00:00',
      '',
    ]
    expect(wrong.filter(isCalendarDate)).toEqual([])
    expect(['2000-02-29', '2024-02-29', '2199-12-31'].every(isCalendarDate)).toBe(true)
  })
})
