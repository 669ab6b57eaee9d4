import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUri } from './uri.ts'

const ajv = new Ajv()
addFormats.default(ajv)
const ajvTakes = ajv.compile({ type: 'string', format: 'uri' })

describe('a URI', () => {
  it.each([
    'urn:epc:id:sgtin:4012345.011111.9876',
    'https://user@id.example.org:8443/01/04012345111118?a=b/c&d=%2F#e?f',
    'http://[2001:db8::1]/x',
    'http://[::ffff:192.0.2.1]:80',
    'geo:47.506694,11.104301',
    'example:x',
    'http://',
    'x:/a//b',
  ])('is %s', (text) => {
    expect(isUri(text)).toBe(true)
  })

  it.each([
    '',
    'x',
    'x:',
    '1x:y',
    'http://[x',
    'http://a]b/',
    'http://[::1',
    'http://[1::2::3]',
    'http://[1:2:3:4:5:6:7:8:9]',
    'http://[1:2:3:4:5:6:7]',
    'http://[::256.0.0.1]',
    'http://[::g]',
    'http://[]',
    'http://host:80a/',
    'x:%4',
    'x:a#b#c',
    'x:a b',
    'x:é',
    `x:${'a'.repeat(4096)}`,
  ])('is not %j', (text) => {
    expect(isUri(text)).toBe(false)
  })

  it('is nothing that the schema’s engine takes for none', () => {
    const parts =
      'http: urn: x: // / ? # [ ] :: [::1] [1:2:3:4:5:6:7:8] [1::1.2.3.4] [1.2 @ a b.c %41 %4 % é ^ < : 80 { ~ . 1'
    const piece = fc.constantFrom(...parts.split(' '), ' ')
    fc.assert(
      fc.property(fc.constantFrom('http:', 'https://', 'urn:', 'x:'), fc.array(piece), (scheme, pieces) => {
        const text = scheme + pieces.join('')
        if (!ajvTakes(text)) expect(isUri(text)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
