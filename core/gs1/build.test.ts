import { describe, expect, it } from 'vitest'
import { buildBracketed, buildDigitalLink, buildElementString } from './build.ts'
import { canonicalLink } from './canonical-link.ts'
import { checkDigit, hasValidCheckDigit } from './check-digit.ts'
import { checkPair } from './check-pair.ts'
import { parseScan } from './parse-scan.ts'
import type { GsElement } from './scan-reading.ts'
import { expandUpcE } from './upc-e.ts'

/** `(01)…(10)…` as elements, unchecked. */
function of(...pairs: readonly (readonly [string, string])[]): GsElement[] {
  return pairs.map(([ai, value]) => ({ ai, value }))
}

const GTIN = '09506000134352'
const SSCC = '395060000000000122'
const goods = of(['01', GTIN], ['10', 'L/1'], ['17', '271231'])

describe('an element string', () => {
  it('has a separator behind each value of no predefined length, but the last', () => {
    expect(buildElementString(goods)).toBe(`01${GTIN}1727123110L/1`)
    expect(buildElementString(goods, { order: 'given', separator: '\u001d' })).toBe(
      `01${GTIN}10L/1\u001d17271231`,
    )
  })

  it.each([
    ['ai-unassigned', of(['23', '1'])],
    ['ai-value-short', of(['01', '9506000134352'])],
    ['ai-check-digit-wrong', of(['01', '09506000134353'])],
    ['ai-character-forbidden', of(['01', GTIN], ['10', 'A B'])],
    ['ai-companion-missing', of(['10', 'A'])],
    ['ai-excluded', of(['01', GTIN], ['37', '2'])],
    ['ai-repeated', of(['01', GTIN], ['01', GTIN])],
    ['scan-empty', []],
  ])('is refused with %s', (code, elements) => {
    for (const build of [buildElementString, buildBracketed, buildDigitalLink]) {
      expect(() => build(elements)).toThrow(expect.objectContaining({ code }))
    }
  })
})

describe('a Digital Link', () => {
  // The examples of GS1 Digital Link: URI Syntax, §5 and §4.11, and of the syntax engine.
  it.each([
    [of(['01', GTIN]), `01/${GTIN}`],
    [of(['01', GTIN], ['21', 'A'], ['10', 'B'], ['22', 'C']), `01/${GTIN}/22/C/10/B/21/A`],
    [of(['01', GTIN], ['235', 'X'], ['10', 'B']), `01/${GTIN}/235/X?10=B`],
    [of(['00', SSCC], ['02', GTIN], ['37', '25'], ['10', 'AB']), `00/${SSCC}?02=${GTIN}&10=AB&37=25`],
    [of(['414', '9520123456788'], ['254', '32a/b']), '414/9520123456788/254/32a%2Fb'],
    [of(['415', '9520123456788'], ['8020', 'REF']), '415/9520123456788/8020/REF'],
    [of(['8004', '9520614141234567'], ['7040', '1ABC']), '8004/9520614141234567/7040/1ABC'],
    [of(['8010', '9520123/A'], ['8011', '1']), '8010/9520123%2FA/8011/1'],
    [
      of(['253', '9526064000028000001'], ['8017', '795260646688514634']),
      '253/9526064000028000001?8017=795260646688514634',
    ],
    [of(['01', GTIN], ['99', 'A+B']), `01/${GTIN}?99=A%2BB`],
  ])('of %j is canonical', (elements, path) => {
    expect(buildDigitalLink(elements)).toBe(`https://id.gs1.org/${path}`)
    expect(canonicalLink(elements)).toBe(`https://id.gs1.org/${path}`)
  })

  it('has the root and the parameters that it is given', () => {
    const parameters = [{ name: 'linkType', value: 'gs1:pip' }]
    for (const root of ['https://brand.example/p', 'https://brand.example/p/']) {
      expect(buildDigitalLink(goods, { root, parameters })).toBe(
        `https://brand.example/p/01/${GTIN}/10/L%2F1?17=271231&linkType=gs1%3Apip`,
      )
    }
  })

  it.each([
    'ftp://a/',
    'brand.example',
    'https://',
    'https://u@a/',
    'https://a/?x=1',
    'https://a/#f',
    'https://a b/',
  ])('has no root %j', (root) => {
    expect(() => buildDigitalLink(goods, { root, parameters: [] })).toThrow(
      expect.objectContaining({ code: 'link-root-malformed' }),
    )
  })

  it.each([
    ['link-key-missing', of(['400', 'ORDER'])],
    ['link-attribute-forbidden', of(['01', GTIN], ['8200', 'http://x'])],
  ])('is refused with %s', (code, elements) => {
    expect(() => buildDigitalLink(elements)).toThrow(expect.objectContaining({ code }))
  })

  it('has no parameter of digits, which would be an identifier', () => {
    const form = { root: 'https://a/', parameters: [{ name: '99', value: 'x' }] }
    expect(() => buildDigitalLink(goods, form)).toThrow(
      expect.objectContaining({ code: 'link-parameter-misnamed' }),
    )
  })

  it('of a reading leaves out what no link may carry, and says so', () => {
    const reading = parseScan(`(01)${GTIN}(8200)http://x`)
    expect(reading).toMatchObject({
      ok: true,
      digitalLink: `https://id.gs1.org/01/${GTIN}`,
      warnings: [{ code: 'link-leaves-out', ai: '8200' }],
    })
    expect(canonicalLink(of(['400', 'X']))).toBeNull()
    // No link carries (03): a batch that is of those goods would stand beside an SSCC there.
    const [sscc, madeToOrder] = ['00'.padEnd(18, '0'), '0'.repeat(14)]
    const elements = of(['00', sscc], ['03', madeToOrder], ['10', 'A'])
    expect(canonicalLink(elements)).toBe(`https://id.gs1.org/00/${sscc}`)
  })
})

describe('a key', () => {
  // One for each length that a key of digits has.
  it.each([
    '95060002', // GTIN-8
    '614141000036', // GTIN-12
    '9506000134352', // GTIN-13, GLN, GDTI, GCN, GRAI
    '19506000134359', // GTIN-14
    '95060001343520000', // GSIN
    '395060000000000122', // SSCC, GSRN
  ])('%s has its check digit in the last place', (key) => {
    expect(hasValidCheckDigit(key)).toBe(true)
    expect(checkDigit(key.slice(0, -1))).toBe(Number(key.at(-1)))
  })

  it('of letters has a check character pair', () => {
    expect(checkPair('1987654Ad4X4bL5ttr2310c')).toBe('2K')
    expect(checkPair('')).toBe('22')
    expect(() => checkPair('A'.repeat(98))).toThrow(RangeError)
  })

  it.each([
    ['01234565', '012345000065'],
    ['1234565', '012345000065'],
    ['123456', '012345000065'],
    ['04252614', '042100005264'],
    ['01234531', '012300000451'],
    ['01234543', '012340000053'],
  ])('of a UPC-E, %s, is %s', (digits, expected) => {
    expect(expandUpcE(digits)?.gtin12).toBe(expected)
  })

  it.each(['21234565', '01234566', '9999999'])('is not found in %s', (digits) => {
    expect(expandUpcE(digits)).toBeNull()
  })
})
