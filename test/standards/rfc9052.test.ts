import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { readStatement, sigStructure } from '../../core/statement/statement.ts'

const payload = '546869732069732074686520636f6e74656e742e'
const es256 =
  'eae868ecc176883766c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e19f43d6c6ba654472da301b645b293c9ba939295b97c4bdb847782bff384c5794'

/**
 * Sign1 messages of the COSE working group (cose-wg/Examples: `sign1-tests`, `eddsa-examples`): the protected header and
 * the `ToBeSign_hex` of each, and the whole message. Their headers are not ours, so the reader takes none of them.
 */
const messages = [
  {
    title: 'sign-pass-01, an empty protected map',
    header: 'a0',
    toBeSigned: '846a5369676e617475726531 41a0 40 54546869732069732074686520636f6e74656e742e',
    message: `d28441a0a201260442313154${payload}5840eae868ecc176883766c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e11a02e5f0344bf2d4ee5c7fd75a68a9f5e0b3cc1f1fc1409c189566586ff9d610`,
  },
  {
    title: 'sign-pass-03, without its tag',
    header: 'a10126',
    toBeSigned: '846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e',
    message: `8443a10126a10442313154${payload}5840${es256}`,
  },
  {
    title: 'sign-fail-01, of another tag',
    header: 'a10126',
    toBeSigned: '846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e',
    message: `d903e68443a10126a10442313154${payload}5840${es256}`,
  },
  {
    title: 'sign-fail-07, signed with one header more than it shows',
    header: 'a201260300',
    toBeSigned: '846a5369676e61747572653145a2012603004054546869732069732074686520636f6e74656e742e',
    message: `d28443a10126a10442313154${payload}5840eae868ecc176883766c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e172727f48461fabbba2e343492ddecac3983686250bc68e9f1a7a07d41225b59f`,
  },
  {
    title: 'eddsa-sig-02, Ed448',
    header: 'a10127',
    toBeSigned: '846a5369676e61747572653143a101274054546869732069732074686520636f6e74656e742e',
    message: `d28443a10127a1044533643434 3854${payload}5872988240a3a2f189bd486de14aa77f54686c576a09f2e7ed9bae910df9139c2ac3be7c27b7e10a20fa17c9d57d3510a2cf1f634bc0345ab9be00849842171d1e9e98b2674c0e38bfcf6c557a1692b01b71015a47ac9f7748840cad1da80cbb5b349309febb912672b377c8b2072af1598b3700`,
  },
] as const

const bytesOf = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''))

describe('RFC 9052 §4.4: the Sig_structure of the working group’s examples', () => {
  it.each(messages)('$title', ({ header, toBeSigned }) => {
    expect(toHex(sigStructure(bytesOf(header), bytesOf(payload)))).toBe(toBeSigned.replaceAll(' ', ''))
  })

  it('of RFC 9052 appendix C.2.1, whose external data (sign-pass-02) has no place in ours', () => {
    const withExternal =
      '846a5369676e61747572653143a101264c11aa22bb33cc44dd5500669954546869732069732074686520636f6e74656e742e'
    const ours = toHex(sigStructure(bytesOf('a10126'), bytesOf(payload)))
    expect(ours).toBe(withExternal.replace('4c11aa22bb33cc44dd55006699', '40'))
  })
})

describe('the working group’s messages are no statements', () => {
  const others = [
    {
      title: 'sign-pass-02, external data',
      message: `d28443a10126a10442313154${payload}5840eae868ecc176883766c5dc5ba5b8dca25dab3c2e56a551ce5705b793914348e155388b10c4f1b59a6733eab416870a945111a4b2fbdbef33a77234b1deff2f9b`,
    },
    {
      title: 'sign-fail-06, a protected header added',
      message: `d28445a201260300a10442313154${payload}5840${es256}`,
    },
  ]
  it.each([...messages, ...others])('$title', ({ message }) => {
    const bytes = bytesOf(message)
    expect(() => readStatement(bytes)).toThrow(/statement-malformed/)
    // The same without its tag is a COSE_Sign1 array, and still none of ours.
    const array = bytes.subarray(bytes.indexOf(0x84))
    expect(() => readStatement(array)).toThrow(/statement-malformed/)
  })
})
