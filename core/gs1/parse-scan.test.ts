import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import scans from '../../fixtures/gs1/scans.json' with { type: 'json' }
import { codes } from '../errors/codes.ts'
import { checkDigit } from './check-digit.ts'
import { elementOf, parseScan, SCAN_LENGTH_MAX } from './parse-scan.ts'

const GTIN = '09506000134352'
const GS = '\u001d'

const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const text20 = fc.string({ unit: fc.constantFrom(...SET_82), minLength: 1, maxLength: 20 })
const gtin = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 13, maxLength: 13 })
  .map((digits) => digits + checkDigit(digits))
const date = fc
  .record({ year: fc.nat(99), month: fc.integer({ min: 1, max: 12 }), day: fc.nat(28) })
  .map(({ year, month, day }) => [year, month, day].map((n) => String(n).padStart(2, '0')).join(''))

describe('a scan', () => {
  it.each(scans.scans.map(({ name, expected }) => [name, expected] as const))(
    'of %s reads as expected',
    (_, expected) => {
      expect(JSON.parse(JSON.stringify(parseScan(expected.input)))).toEqual(expected)
    },
  )

  it('reads the same from element strings, brackets and a link', () => {
    fc.assert(
      fc.property(gtin, text20, text20, date, (key, lot, serial, expiry) => {
        const joined = parseScan(`]C101${key}17${expiry}10${lot}${GS}21${serial}`)
        expect(joined.ok && joined.elements).toEqual([
          { ai: '01', value: key },
          { ai: '17', value: expiry },
          { ai: '10', value: lot },
          { ai: '21', value: serial },
        ])
        const link = joined.ok ? joined.digitalLink : null
        const linked = parseScan(link ?? '')
        expect(linked.ok && linked.digitalLink).toBe(link)
        expect(['01', '10', '21', '17'].map((ai) => elementOf(linked, ai))).toEqual([
          key,
          lot,
          serial,
          expiry,
        ])
        // Parentheses in a value can look like an identifier: only then do brackets say something else.
        fc.pre(!/\(\d{2,4}\)/.test(lot + serial))
        const bracketed = parseScan(`(01)${key}(17)${expiry}(10)${lot}(21)${serial}`)
        expect(bracketed.ok && bracketed.digitalLink).toBe(link)
      }),
    )
  })

  it('never throws, whatever comes, and names a known code and a place in the input', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ']C1',
        ']E0',
        ']Q1',
        'https://',
        '/01/',
        '/21/',
        '?',
        '&',
        '=',
        '%',
        '(',
        ')',
        '01',
        '10',
        '17',
        GS,
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      gtin,
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const input = pieces.join('')
        const reading = parseScan(input)
        expect(reading.input).toBe(input)
        if (reading.ok) {
          expect(reading.elements.length).toBeGreaterThan(0)
          return
        }
        expect(codes).toContain(reading.error.code)
        expect(reading.error.at).toBeGreaterThanOrEqual(0)
        expect(reading.error.at).toBeLessThanOrEqual(input.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('with any one digit of its GTIN misread is refused', () => {
    fc.assert(
      fc.property(gtin, fc.nat(13), fc.integer({ min: 1, max: 9 }), (key, place, shift) => {
        const digit = (Number(key[place]) + shift) % 10
        const misread = key.slice(0, place) + digit + key.slice(place + 1)
        expect(parseScan(`]C101${misread}`)).toMatchObject({
          ok: false,
          error: { code: 'ai-check-digit-wrong' },
        })
      }),
    )
  })

  it('longer than any symbol is refused before it is read', () => {
    expect(parseScan(`01${GTIN}10${'A'.repeat(SCAN_LENGTH_MAX)}`)).toMatchObject({
      ok: false,
      error: { code: 'scan-too-long' },
    })
  })

  it('keeps a link’s extension parameters apart and unprinted', () => {
    const reading = parseScan(`https://verify.bondmark.example/01/${GTIN}/21/A1?s=q83v&lang=zh%2DCN`)
    expect(reading.ok && reading.parameters).toEqual([
      { name: 's', value: 'q83v' },
      { name: 'lang', value: 'zh-CN' },
    ])
    expect(Object.keys(JSON.parse(JSON.stringify(reading)))).toEqual([
      'input',
      'ok',
      'symbology',
      'elements',
      'digitalLink',
      'warnings',
    ])
  })
})
