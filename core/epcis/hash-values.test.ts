import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalTime, canonicalValue, sortUtf8 } from './hash-values.ts'
import { readNamespaces } from './namespaces.ts'

const namespaces = readNamespaces()
const canonical = (text: string) => canonicalValue(text, namespaces)

describe('a value in the pre-hash string', () => {
  it.each([
    ['1.0', '1'],
    ['0.34340', '0.3434'],
    ['007', '7'],
    ['+5', '5'],
    ['-0.50', '-0.5'],
    ['.5', '0.5'],
    ['1e-7', '0.0000001'],
    ['20E3', '2.0E+4'],
    ['1e+21', '1E+21'],
    ['12345678901234567890', '12345678901234567890'],
    ['2027-12-31', '2027-12-31'],
    ['+01:00', '+01:00'],
    ['-', '-'],
    ['.', '.'],
    ['LOT-1', 'LOT-1'],
  ])('%s reads %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  it.each([
    ['gs1:Temperature', 'https://ref.gs1.org/voc/Temperature'],
    ['urn:epcglobal:cbv:disp:in_transit', 'https://ref.gs1.org/cbv/Disp-in_transit'],
    ['urn:epcglobal:cbv:bt:4012345000009:ASN1099', 'urn:epcglobal:cbv:bt:4012345000009:ASN1099'],
    ['urn:epc:id:sgtin:061414.1107346.2017', 'https://id.gs1.org/01/10614141073464/21/2017'],
    ['urn:epc:id:sgtin:0614141.107346.A:B', 'https://id.gs1.org/01/10614141073464/21/A:B'],
    ['https://x.example/01/10614141073464/21/A%3aB%2f', 'https://id.gs1.org/01/10614141073464/21/A:B%2F'],
    ['https://x.example/gtin/614141073467/ser/7', 'https://id.gs1.org/01/00614141073467/21/7'],
    ['https://x.example/gln/9506000111117/glnx/G?1=2', 'https://id.gs1.org/414/9506000111117/254/G'],
    ['https://x.example/8018/950600011111100003/8019/5', 'https://id.gs1.org/8018/950600011111100003'],
    ['https://x.example/8013/9506000A1', 'https://id.gs1.org/8013/9506000A1'],
    ['urn:epc:id:sgln:401234512345..987', 'https://id.gs1.org/414/4012345123456/254/987'],
    ['urn:epc:id:sgtin:0614141.1073460.2017', 'urn:epc:id:sgtin:0614141.1073460.2017'],
    ['urn:epc:id:constructor:0614141.107346.1', 'urn:epc:id:constructor:0614141.107346.1'],
    ['https://a.example/01/95060001/22/v?x=1', 'https://id.gs1.org/01/00000095060001'],
    ['https://a.example/01/09506000134352/99/v', 'https://a.example/01/09506000134352/99/v'],
    ['https://id.example/org/a/station/LBL07', 'https://id.example/org/a/station/LBL07'],
    ['HTTPS://ID.GS1.ORG/01/04012345111118/21/1', 'https://id.gs1.org/01/04012345111118/21/1'],
  ])('%s reads %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  it.each([
    'urn:epc:constructor:defineProperty:9506000.1.1',
    'urn:epc:constructor:keys:9506000.1.1',
    'urn:epc:__proto__:toString:9506000.1.1',
    'urn:epc:id:constructor:9506000.1.1',
    'urn:epc:id:hasOwnProperty:9506000.1.1',
  ])('is left as it is when it only looks like an EPC: %s', (text) => {
    expect(canonical(text)).toBe(text)
  })

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(canonical(canonical(text))).toBe(canonical(text))
      }),
    )
  })
})

describe('a time in the pre-hash string', () => {
  it.each([
    ['2022-02-16T20:33:31.116000-06:00', '2022-02-17T02:33:31.116Z'],
    ['2020-03-04T11:00:30Z', '2020-03-04T11:00:30.000Z'],
    ['2020-03-04T11:00:30.1414+01:00', '2020-03-04T10:00:30.141Z'],
    ['2020-03-04T11:00:30.1415+01:00', '2020-03-04T10:00:30.142Z'],
    ['2019-12-31T23:59:59.9995Z', '2020-01-01T00:00:00.000Z'],
    ['2024-02-29t12:00:00,5+0130', '2024-02-29T10:30:00.500Z'],
  ])('%s reads %s', (text, expected) => {
    expect(canonicalTime(text)).toBe(expected)
  })
})

it.each([
  '2023-02-29T12:00:00Z',
  '2026-02-30T12:00:00Z',
  '2026-04-31T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-01-01T24:00:01Z',
  '2026-01-01T12:00:60Z',
  '2026-01-01T12:00:00',
  '2026-01-01',
])('%s is no time', (text) => {
  expect(() => canonicalTime(text)).toThrow(expect.objectContaining({ code: 'event-time-malformed' }))
})

describe('the order of the pre-hash string', () => {
  it('is that of UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (list) => {
        const byBytes = [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        expect(sortUtf8([...list])).toEqual(byBytes)
      }),
    )
    expect(sortUtf8(['😀', '\uffee', 'a'])).toEqual(['a', '\uffee', '😀'])
  })
})
