import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aiTable } from './ai-table.ts'
import { decimalOf } from './decimal.ts'
import {
  readAmount,
  readComponents,
  readCount,
  readMeasure,
  readPercentage,
  readPlace,
  readTemperature,
} from './read-quantity.ts'
import { readBirthDate, readDateRange, readLocalTime } from './read-time.ts'
import { meaningOf } from './read-value.ts'
import { validElement } from './valid-values.stub.ts'

const refused = expect.objectContaining({ code: 'value-not-readable' })

describe('a measure', () => {
  it.each([
    ['3103', '000195', '0.195', 'kg'],
    ['3100', '001250', '1250', 'kg'],
    ['3105', '123456', '1.23456', 'kg'],
    ['3302', '000000', '0.00', 'kg'],
    ['3151', '000015', '1.5', 'l'],
    ['3142', '000250', '2.50', 'm²'],
    ['3372', '000080', '0.80', 'kg/m²'],
    ['3561', '000011', '1.1', 't oz'],
    ['3611', '000010', '1.0', 'gal.'],
  ])('of (%s) %s is %s %s', (ai, value, decimal, unit) => {
    expect(readMeasure(ai, value)).toMatchObject({ digits: value, decimals: Number(ai[3]), decimal, unit })
  })

  it('has a unit for every identifier of its series', () => {
    for (const { ai } of aiTable)
      if (/^3[1-6]\d\d$/.test(ai)) expect(readMeasure(ai, '000001').unit).not.toBe('')
  })

  it.each([
    ['3106', '000195'],
    ['3103', '00195'],
    ['3103', '00019X'],
    ['01', '09506000134352'],
    ['3922', '0299'],
  ])('is not read of (%s) %s', (ai, value) => {
    expect(() => readMeasure(ai, value)).toThrow(refused)
  })

  it('keeps every digit, however many decimals there are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 15 }),
        fc.nat(9),
        (digits, n) => {
          const { decimal } = decimalOf(digits, n)
          expect(decimal).toMatch(n === 0 ? /^(0|[1-9]\d*)$/ : /^(0|[1-9]\d*)\.\d+$/)
          expect(BigInt(decimal.replace('.', ''))).toBe(BigInt(digits))
          expect((decimal.split('.')[1] ?? '').length).toBe(n)
        },
      ),
    )
  })
})

describe('an amount', () => {
  it.each([
    ['3902', '1250', '12.50', null],
    ['3900', '15', '15', null],
    ['3909', '1', '0.000000001', null],
    ['3912', '978000450', '4.50', '978'],
    ['3922', '0299', '2.99', null],
    ['3931', '15610', '1.0', '156'],
    ['3952', '000150', '1.50', null],
  ])('of (%s) %s is %s, currency %s', (ai, value, decimal, currency) => {
    expect(readAmount(ai, value)).toMatchObject({ decimal, currency })
  })

  it('in a currency that does not exist is refused', () => {
    expect(() => readAmount('3912', '987000450')).toThrow(refused)
  })
})

describe('another value', () => {
  it.each([
    ['3942', '0050', '0.50'],
    ['3940', '0100', '100'],
  ])('of (%s), %s, is %s percent', (ai, value, decimal) => {
    expect(readPercentage(ai, value).decimal).toBe(decimal)
  })

  it('is a count, a temperature, a place', () => {
    expect(readCount('37', '00024').decimal).toBe('24')
    expect(readCount('8005', '000365').decimal).toBe('365')
    expect(readCount('8111', '0010').decimal).toBe('10')
    expect(readTemperature('4331', '000250')).toMatchObject({ decimal: '2.50', unit: '°C' })
    expect(readTemperature('4332', '001750-')).toMatchObject({ decimal: '-17.50', unit: '°F' })
    // The example of the General Specifications for (4309).
    expect(readPlace('4309', '02790858483015297971')).toEqual({
      latitude: '-62.0914152',
      longitude: '-58.4702029',
    })
    expect(readPlace('4309', '09000000000000000000')).toEqual({
      latitude: '0.0000000',
      longitude: '0.0000000',
    })
    expect(readPlace('4309', '18000000001800000000')).toEqual({
      latitude: '90.0000000',
      longitude: '180.0000000',
    })
  })

  it('is cut into its components', () => {
    expect(readComponents('253', '9506000140438ABC')).toEqual(['9506000140438', 'ABC'])
    expect(readComponents('253', '9506000140438').length).toBe(1)
    expect(readComponents('423', '156276840')).toEqual(['156', '276', '840'])
    expect(readComponents('8006', '095060001343520102')).toEqual(['09506000134352', '0102'])
    expect(() => readComponents('23', '1')).toThrow(refused)
  })

  it('is a time as exact as the code has it', () => {
    expect(readLocalTime('7003', '2703011430', 2026)).toEqual({ date: '2027-03-01', time: '14:30' })
    expect(readLocalTime('4324', '2702000000', 2026)).toEqual({ date: '2027-02-28', time: '00:00' })
    expect(readLocalTime('8008', '26030210', 2026)).toEqual({ date: '2026-03-02', time: '10' })
    expect(readLocalTime('8008', '2603021015', 2026)).toEqual({ date: '2026-03-02', time: '10:15' })
    expect(readLocalTime('8008', '260302101530', 2026)).toEqual({ date: '2026-03-02', time: '10:15:30' })
    expect(readLocalTime('7011', '270301', 2026)).toEqual({ date: '2027-03-01', time: null })
    expect(readLocalTime('7251', '195112312359', 2026)).toEqual({ date: '1951-12-31', time: '23:59' })
    expect(readBirthDate('7250', '19000228')).toBe('1900-02-28')
    expect(() => readBirthDate('7250', '19000229')).toThrow(refused)
    expect(() => readLocalTime('17', '271231', 2026)).toThrow(refused)
  })

  it('is one harvest day or a range', () => {
    expect(readDateRange('7007', '260901', 2026)).toEqual({ from: '2026-09-01', to: '2026-09-01' })
    expect(readDateRange('7007', '991231000101', 1999)).toEqual({ from: '1999-12-31', to: '2000-01-01' })
  })
})

describe('what a value means', () => {
  it.each([
    ['17', '270200', '2027-02-28'],
    ['7007', '260901260930', '2026-09-01 … 2026-09-30'],
    ['3103', '001250', '1.250 kg'],
    ['3932', '9781299', '12.99 (ISO 4217 978)'],
    ['3941', '0125', '12.5 %'],
    ['4330', '003200', '32.00 °F'],
    ['10', 'LOT7', null],
    ['17', '990230', null],
  ])('of (%s) %s is %s', (ai, value, expected) => {
    expect(meaningOf(ai, value, 2026)).toBe(expected)
  })

  it('is found for a valid value of every identifier, or there is nothing to say', () => {
    for (const row of aiTable) {
      fc.assert(
        fc.property(validElement(row), ({ ai, value }) => {
          const meaning = meaningOf(ai, value, 2026)
          expect(meaning === null || meaning.length > 0).toBe(true)
        }),
        { numRuns: 5 },
      )
    }
  })
})
