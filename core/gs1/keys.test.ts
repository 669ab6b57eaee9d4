import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit, hasValidCheckDigit } from './check-digit.ts'
import { readDate, writeDate } from './date.ts'
import { lotClassEpc, parseEpc, ssccEpc, unitEpc } from './epc.ts'
import { toGtin14 } from './gtin.ts'
import { buildSscc } from './sscc.ts'

const coded = (code: string) => expect.objectContaining({ code })

describe('a check digit', () => {
  // The worked examples of the General Specifications, §7.9.1, and of its data carriers.
  it.each([
    ['629104150021', 3],
    ['37610425002123456', 9],
    ['950600013435', 2],
    ['00000', 0],
  ])('of %s is %i', (digits, expected) => {
    expect(checkDigit(digits)).toBe(expected)
    expect(hasValidCheckDigit(`${digits}${expected}`)).toBe(true)
    expect(hasValidCheckDigit(`${digits}${(expected + 1) % 10}`)).toBe(false)
  })

  it('is not found in what is not digits', () => {
    for (const text of ['', '0', '95060A0134352', ' 9506000134352'])
      expect(hasValidCheckDigit(text)).toBe(false)
  })
})

describe('a GTIN', () => {
  it.each([
    ['95060002', '00000095060002'],
    ['614141000036', '00614141000036'],
    ['9506000134352', '09506000134352'],
    ['19506000134359', '19506000134359'],
  ])('%s has the 14 digits %s', (digits, expected) => {
    expect(toGtin14(digits)).toBe(expected)
  })

  it.each(['9506000134353', '950600013435', '', 'ABC', '0009506000134352'])('%j is refused', (digits) => {
    expect(() => toGtin14(digits)).toThrow(coded('gtin-malformed'))
  })
})

describe('a date of an element string', () => {
  it.each([
    ['271231', 2026, '2027-12-31'],
    ['270200', 2026, '2027-02-28'],
    ['280200', 2026, '2028-02-29'],
    ['760101', 2026, '2076-01-01'],
    ['770101', 2026, '1977-01-01'],
    ['000101', 1999, '2000-01-01'],
    ['490101', 1999, '2049-01-01'],
    ['500101', 1999, '1950-01-01'],
    ['500101', 2000, '2050-01-01'],
    ['510101', 2000, '1951-01-01'],
  ])('%s read in %i is %s', (yymmdd, year, expected) => {
    expect(readDate(yymmdd, year)).toBe(expected)
  })

  it.each(['271331', '270001', '270230', '270229', '2712', '27123a', ''])('%j is refused', (yymmdd) => {
    expect(() => readDate(yymmdd, 2026)).toThrow(coded('date-malformed'))
  })

  it('is read back as it was written, within its century window', () => {
    const day = fc.date({ min: new Date('1977-01-01'), max: new Date('2076-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10)
        expect(readDate(writeDate(iso), 2026)).toBe(iso)
      }),
    )
  })

  it.each(['2027-02-29', '2027-1-1', '31.12.2027', '2027-12-00', ''])('is not written of %j', (iso) => {
    expect(() => writeDate(iso)).toThrow(coded('date-malformed'))
  })
})

describe('an SSCC', () => {
  it('is made of extension digit, company prefix and counter', () => {
    expect(buildSscc({ extension: 3, companyPrefix: '9506000', serial: 12 })).toBe('395060000000000122')
    expect(
      hasValidCheckDigit(buildSscc({ extension: '0', companyPrefix: '950600012345', serial: 9999n })),
    ).toBe(true)
  })

  it.each([
    { extension: 3, companyPrefix: '9506000', serial: 1_000_000_000 },
    { extension: 10, companyPrefix: '9506000', serial: 1 },
    { extension: 3, companyPrefix: '95O6000', serial: 1 },
    { extension: 3, companyPrefix: '9506000', serial: -1 },
    { extension: 3, companyPrefix: '9506000', serial: 1.5 },
  ])('is not made of %j', (parts) => {
    expect(() => buildSscc(parts)).toThrow(coded('sscc-malformed'))
  })
})

describe('an EPC', () => {
  const gtin = '09506000134352'

  it('is taken apart into what it was made of', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'ABCxyz019!"%&\'()*+,-./:;<=>?_'),
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(text, (value) => {
        expect(parseEpc(unitEpc(gtin, value))).toEqual({ kind: 'unit', gtin, serial: value })
        expect(parseEpc(lotClassEpc(gtin, value))).toEqual({ kind: 'lot', gtin, lot: value })
      }),
    )
    expect(parseEpc(lotClassEpc(gtin, null))).toEqual({ kind: 'product', gtin })
    expect(parseEpc(ssccEpc('395060000000000122'))).toEqual({ kind: 'sscc', sscc: '395060000000000122' })
  })

  it.each([
    'https://id.gs1.org/01/09506000134353/21/A',
    'https://id.gs1.org/01/9506000134352/21/A',
    'https://id.gs1.org/01/09506000134352/21/',
    'https://id.gs1.org/01/09506000134352/21/%41',
    'https://id.gs1.org/01/09506000134352/10/L/21/A',
    'https://id.gs1.org/00/395060000000000123',
    'https://brand.example/01/09506000134352/21/A',
    'urn:epc:id:sgtin:9506000.013435.A',
    '',
  ])('is not %j', (link) => {
    expect(parseEpc(link)).toBeNull()
  })

  it('is not made of a wrong GTIN, serial, lot or SSCC', () => {
    expect(() => unitEpc('9506000134352', 'A')).toThrow(coded('epc-malformed'))
    expect(() => unitEpc(gtin, '')).toThrow(coded('epc-malformed'))
    expect(() => unitEpc(gtin, 'A B')).toThrow(coded('epc-malformed'))
    expect(() => lotClassEpc(gtin, 'L'.repeat(21))).toThrow(coded('epc-malformed'))
    expect(() => ssccEpc('395060000000000123')).toThrow(coded('epc-malformed'))
  })
})
