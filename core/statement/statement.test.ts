import { decode, encode, rfc8949EncodeOptions } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { cborArray, cborBytes, cborInt, cborMap, cborText } from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes } from './canonical-json.ts'
import { contentTypes, recordNames } from './content-types.ts'
import {
  kidOf,
  MAX_STATEMENT_BYTES,
  readStatement,
  type StatementFields,
  signStatement,
  sigStructure,
  verifyStatement,
  ZERO_PREV,
} from './statement.ts'

const station = signerFromSeed(new Uint8Array(32).fill(1))
const other = signerFromSeed(new Uint8Array(32).fill(2))

const fields: StatementFields = {
  contentType: contentTypes.event,
  kid: kidOf(station.publicKey),
  issuer: 'https://id.bondmark.example/org/harbour/station/LBL07',
  subject: `ni:///sha-256;${'5a'.repeat(32)}?ver=CBV2.0`,
  iat: 1_790_000_000,
  seq: 1,
  prev: ZERO_PREV,
  payload: canonicalBytes({ type: 'ObjectEvent', action: 'ADD' }),
}
const {
  seq: _seq,
  prev: _prev,
  ...personFields
} = {
  ...fields,
  contentType: contentTypes.manifest,
  issuer: 'https://id.bondmark.example/org/harbour/person/SUP-0001',
}
const bytes = signStatement(fields, station.sign)

function refusal(input: Uint8Array): string {
  try {
    readStatement(input)
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'read'
}

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)
const segment = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/)
const anyFields: fc.Arbitrary<StatementFields> = fc
  .record({
    contentType: fc.constantFrom(contentTypes.event, ...recordNames.map(contentTypes.record)),
    org: segment,
    kind: fc.constantFrom('station', 'person'),
    name: segment,
    subject: fc.oneof(hash, fc.stringMatching(/^[!-~]{1,255}$/)),
    iat: fc.maxSafeNat(),
    link: fc.option(fc.record({ seq: fc.maxSafeNat(), prev: hash })),
    json: fc.jsonValue({ maxDepth: 5 }),
  })
  .map(({ contentType, org, kind, name, subject, iat, link, json }) => ({
    contentType,
    kid: fields.kid,
    issuer: `https://id.bondmark.example/org/${org}/${kind}/${name}`,
    subject,
    iat,
    ...link,
    payload: canonicalBytes(json),
  }))

describe('a statement', () => {
  it('reads back as it was signed, and verifies', () => {
    fc.assert(
      fc.property(anyFields, (some) => {
        const signed = signStatement(some, station.sign)
        const { id, bytes: whole, signature, toBeSigned, ...read } = readStatement(signed)
        expect(read).toEqual(some)
        expect(whole).toEqual(signed)
        expect(id).toBe(kidOf(signed))
        expect(verifyEd25519(station.publicKey, toBeSigned, signature)).toBe(true)
        expect(verifyStatement(readStatement(signed), station.publicKey, verifyEd25519)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is what an independent encoder makes of the same content, byte for byte', () => {
    fc.assert(
      fc.property(anyFields, (some) => {
        const signed = signStatement(some, station.sign)
        const parts: unknown = decode(signed, { useMaps: true })
        expect(toHex(encode(parts, rfc8949EncodeOptions))).toBe(toHex(signed))
        const [header] = parts as [Uint8Array]
        const map = decode(header, { useMaps: true })
        expect(map).toEqual(
          new Map<unknown, unknown>([
            [1, -19],
            [3, some.contentType],
            [4, fromHex(some.kid)],
            [
              15,
              new Map<unknown, unknown>([
                [1, some.issuer],
                [2, some.subject],
                [6, some.iat],
              ]),
            ],
            ...(some.seq === undefined ? [] : ([['seq', some.seq]] as const)),
            ...(some.prev === undefined ? [] : ([['prev', fromHex(some.prev)]] as const)),
          ]),
        )
        expect(toHex(encode(map, rfc8949EncodeOptions))).toBe(toHex(header))
      }),
      { numRuns: 100 },
    )
  })

  it('reads from a piece of a larger buffer, as plain bytes', () => {
    const buffer = Buffer.concat([Buffer.alloc(7, 0xff), bytes, Buffer.alloc(7, 0xff)])
    const statement = readStatement(buffer.subarray(7, 7 + bytes.length))
    expect(statement).toEqual(readStatement(bytes))
    expect(Buffer.isBuffer(statement.payload)).toBe(false)
  })

  it('is refused or fails to verify after any one flipped bit', () => {
    const survivors: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes)
      changed[bit >>> 3] = (changed[bit >>> 3] ?? 0) ^ (1 << (bit & 7))
      const read = refusal(changed)
      if (read !== 'read') expect(read).toBe('statement-malformed')
      else if (verifyStatement(readStatement(changed), station.publicKey, verifyEd25519)) survivors.push(bit)
    }
    expect(survivors).toEqual([])
  })

  it('is refused when cut off anywhere, or followed by anything', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toBe('statement-malformed')
    }
    expect(refusal(concatBytes(bytes, Uint8Array.of(0)))).toBe('statement-malformed')
    expect(refusal(concatBytes(bytes, bytes))).toBe('statement-malformed')
  })

  it('never makes the reader fail in any other way', () => {
    const damaged = fc
      .tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 40 }))
      .map(([at, piece]) => concatBytes(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length)))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (input) => {
        expect(['read', 'statement-malformed']).toContain(refusal(input))
      }),
      { numRuns: 2_000 },
    )
  })

  it('of another key does not verify, nor does one that names a key it is not signed by', () => {
    expect(verifyStatement(readStatement(bytes), other.publicKey, verifyEd25519)).toBe(false)
    const pretended = readStatement(signStatement(fields, other.sign))
    expect(verifyStatement(pretended, station.publicKey, verifyEd25519)).toBe(false)
    expect(verifyStatement(pretended, other.publicKey, verifyEd25519)).toBe(false)
  })

  it('may have 65,535 bytes and not one more', () => {
    const padded = (length: number) => ({ ...fields, payload: canonicalBytes('x'.repeat(length)) })
    const rest = signStatement(padded(40_000), station.sign).length - 40_000
    const largest = signStatement(padded(MAX_STATEMENT_BYTES - rest), station.sign)
    expect(largest).toHaveLength(65_535)
    expect(readStatement(largest).payload).toHaveLength(MAX_STATEMENT_BYTES - rest + 2)
    expect(() => signStatement(padded(MAX_STATEMENT_BYTES - rest + 1), station.sign)).toThrow(
      'statement-too-large {"size":65536,"limit":65535}',
    )
    expect(refusal(new Uint8Array(65_536))).toBe('statement-too-large')
  })

  it.each<[string, Partial<StatementFields>]>([
    ['content type', { contentType: 'application/json' }],
    ['content type', { contentType: 'application/vnd.bondmark.+json' }],
    ['content type', { contentType: 'application/vnd.bondmark.Manifest+json' }],
    ['content type', { contentType: `application/vnd.bondmark.${'a'.repeat(255)}+json` }],
    ['kid', { kid: '' }],
    ['kid', { kid: fields.kid.toUpperCase() }],
    ['issuer', { issuer: 'http://id.bondmark.example/org/harbour/station/LBL07' }],
    ['issuer', { issuer: 'https://bondmark.example/org/harbour/station/LBL07' }],
    ['issuer', { issuer: 'https://id.bondmark.example:443/org/harbour/station/LBL07' }],
    ['issuer', { issuer: 'https://id.Bondmark.example/org/harbour/station/LBL07' }],
    ['issuer', { issuer: 'https://id.bondmark.example/org/harbour/robot/LBL07' }],
    ['issuer', { issuer: 'https://id.bondmark.example/org/../station/LBL07' }],
    ['issuer', { issuer: 'https://id.bondmark.example/org/harbour/station/LBL07/' }],
    ['issuer', { issuer: `https://id.${'a.'.repeat(120)}example/org/harbour/station/LBL07` }],
    ['subject', { subject: '' }],
    ['subject', { subject: 'two words' }],
    ['subject', { subject: 'ünit' }],
    ['subject', { subject: 'x'.repeat(256) }],
    ['iat', { iat: -1 }],
    ['iat', { iat: 1.5 }],
    ['iat', { iat: 2 ** 53 }],
    ['seq', { seq: -1 }],
    ['seq', { seq: 2 ** 53 }],
    ['seq', { prev: 'ab' }],
  ])('is not signed with a wrong %s: %o', (field, wrong) => {
    const at = 'prev' in wrong ? 'seq' : field
    expect(() => signStatement({ ...fields, ...wrong }, station.sign)).toThrow(
      new RegExp(`^statement-malformed \\{"at":"(${at}|prev)"`),
    )
  })

  it('has seq and prev together or neither', () => {
    expect(() => signStatement({ ...personFields, seq: 1 }, station.sign)).toThrow(/stand together/)
    expect(() => signStatement({ ...personFields, prev: ZERO_PREV }, station.sign)).toThrow(/stand together/)
    expect(readStatement(signStatement(personFields, station.sign))).not.toHaveProperty('seq')
  })

  it.each(['{ }', '{"b":1,"a":2}', '{"a":1,"a":1}', '1.0', '"\\u0041"', '', 'nonsense', '\ufeff{}'])(
    'is not signed, nor read, around a payload that is not canonical JSON: %j',
    (text) => {
      const payload = new TextEncoder().encode(text)
      expect(() => signStatement({ ...fields, payload }, station.sign)).toThrow(
        /payload is not canonical JSON/,
      )
      const [header, , signature] = partsOf(bytes)
      expect(refusal(cborArray(header, cborMap(), cborBytes(payload), signature))).toBe('statement-malformed')
    },
  )
})

/** Header, payload and signature of a statement, each still encoded. */
function partsOf(statement: Uint8Array): [header: Uint8Array, payload: Uint8Array, signature: Uint8Array] {
  const [header, , payload, signature] = decode(statement, { useMaps: true }) as Uint8Array[]
  const part = (value: Uint8Array | undefined) => cborBytes(value ?? new Uint8Array())
  return [part(header), part(payload), part(signature)]
}

describe('another encoding of the same statement', () => {
  const [header, payload, signature] = partsOf(bytes)
  const claims = [
    [cborInt(1), cborText(fields.issuer)],
    [cborInt(2), cborText(fields.subject)],
    [cborInt(6), cborInt(fields.iat)],
  ] as const
  const entry = {
    algorithm: [cborInt(1), cborInt(-19)],
    contentType: [cborInt(3), cborText(fields.contentType)],
    kid: [cborInt(4), cborBytes(fromHex(fields.kid))],
    claims: [cborInt(15), cborMap(...claims.flat())],
    seq: [cborText('seq'), cborInt(1)],
    prev: [cborText('prev'), cborBytes(fromHex(ZERO_PREV))],
  } as const
  const { algorithm, contentType, kid, claims: claimsEntry, seq, prev } = entry
  const start = [algorithm, contentType, kid, claimsEntry]
  const withHeader = (map: Uint8Array) => cborArray(cborBytes(map), cborMap(), payload, signature)
  const withEntries = (...entries: (readonly Uint8Array[])[]) => withHeader(cborMap(...entries.flat()))
  const map = (...entries: (readonly Uint8Array[])[]) => cborMap(...entries.flat())

  it('does not exist for these parts: put together again they are the statement', () => {
    expect(withEntries(...start, seq, prev)).toEqual(bytes)
  })

  const long = (encoded: Uint8Array) =>
    concatBytes(Uint8Array.of((encoded[0] ?? 0) | 24, (encoded[0] ?? 0) & 31))
  const indefinite = (kind: number, ...items: Uint8Array[]) =>
    concatBytes(Uint8Array.of((kind << 5) | 31), ...items, Uint8Array.of(0xff))
  const headerMap = map(...start, seq, prev)
  const otherBytes = (value: string) => cborBytes(fromHex(value))

  it.each<[string, Uint8Array]>([
    ['tagged as COSE_Sign1', concatBytes(Uint8Array.of(0xd2), bytes)],
    ['tagged as self-described CBOR', concatBytes(fromHex('d9d9f7'), bytes)],
    ['an array of indefinite length', indefinite(4, header, cborMap(), payload, signature)],
    ['an array with a long head', concatBytes(fromHex('9804'), header, cborMap(), payload, signature)],
    ['an array of five', cborArray(header, cborMap(), payload, signature, cborInt(0))],
    ['an array of three', cborArray(header, payload, signature)],
    [
      'an unprotected header with something in it',
      cborArray(header, cborMap(cborInt(4), cborBytes(new Uint8Array())), payload, signature),
    ],
    ['an unprotected header of indefinite length', cborArray(header, indefinite(5), payload, signature)],
    ['a detached payload', cborArray(header, cborMap(), Uint8Array.of(0xf6), signature)],
    ['a payload in pieces', cborArray(header, cborMap(), indefinite(2, payload), signature)],
    ['a payload of text', cborArray(header, cborMap(), cborText('{}'), signature)],
    ['a short signature', cborArray(header, cborMap(), payload, cborBytes(new Uint8Array(63)))],
    ['a long signature', cborArray(header, cborMap(), payload, cborBytes(new Uint8Array(65)))],
    ['an empty protected header', withHeader(new Uint8Array())],
    ['a protected header of indefinite length', withHeader(indefinite(5, ...start.flat(), ...seq, ...prev))],
    [
      'a protected header with a long head',
      withHeader(concatBytes(fromHex('b806'), ...start.flat(), ...seq, ...prev)),
    ],
    ['bytes after the protected header', withHeader(concatBytes(headerMap, Uint8Array.of(0)))],
    ['unsorted entries', withEntries(contentType, algorithm, kid, claimsEntry, seq, prev)],
    ['prev before seq', withEntries(...start, prev, seq)],
    ['a duplicate entry', withEntries(algorithm, algorithm, contentType, kid, claimsEntry, seq)],
    ['a duplicate seq', withEntries(...start, seq, seq)],
    ['seq without prev', withEntries(...start, seq)],
    ['an entry too many', withEntries(...start, seq, prev, [cborText('zzz'), cborInt(0)])],
    ['a critical header', withEntries(algorithm, [cborInt(2), cborArray()], contentType, kid, claimsEntry)],
    [
      'algorithm EdDSA (-8)',
      withEntries([cborInt(1), cborInt(-8)], contentType, kid, claimsEntry, seq, prev),
    ],
    [
      'algorithm ES256 (-7)',
      withEntries([cborInt(1), cborInt(-7)], contentType, kid, claimsEntry, seq, prev),
    ],
    [
      'a long algorithm',
      withEntries([cborInt(1), fromHex('3812')], contentType, kid, claimsEntry, seq, prev),
    ],
    [
      'a content type by number',
      withEntries(algorithm, [cborInt(3), cborInt(50)], kid, claimsEntry, seq, prev),
    ],
    ['a long seq', withEntries(...start, [cborText('seq'), long(cborInt(1))], prev)],
    ['a seq of 8 bytes', withEntries(...start, [cborText('seq'), fromHex('1b0000000000000001')], prev)],
    ['a seq beyond 53 bits', withEntries(...start, [cborText('seq'), fromHex('1b0020000000000000')], prev)],
    ['a negative seq', withEntries(...start, [cborText('seq'), cborInt(-1)], prev)],
    ['a seq as a float', withEntries(...start, [cborText('seq'), fromHex('f93c00')], prev)],
    ['a seq as a bignum', withEntries(...start, [cborText('seq'), fromHex('c24101')], prev)],
    [
      'a name with a long head',
      withEntries(...start, [concatBytes(fromHex('7803'), fromHex('736571')), cborInt(1)], prev),
    ],
    ['a prev of 31 bytes', withEntries(...start, seq, [cborText('prev'), otherBytes('00'.repeat(31))])],
    [
      'a kid of 16 bytes',
      withEntries(algorithm, contentType, [cborInt(4), otherBytes('00'.repeat(16))], claimsEntry),
    ],
    [
      'claims out of order',
      withEntries(
        algorithm,
        contentType,
        kid,
        [cborInt(15), cborMap(...claims[1], ...claims[0], ...claims[2])],
        seq,
        prev,
      ),
    ],
    [
      'a claim too many',
      withEntries(
        algorithm,
        contentType,
        kid,
        [cborInt(15), cborMap(...claims.flat(), cborInt(7), cborBytes(new Uint8Array()))],
        seq,
        prev,
      ),
    ],
    [
      'an issuer in pieces',
      withEntries(
        algorithm,
        contentType,
        kid,
        [
          cborInt(15),
          cborMap(cborInt(1), indefinite(3, cborText(fields.issuer)), ...claims[1], ...claims[2]),
        ],
        seq,
        prev,
      ),
    ],
    [
      'a subject that is not UTF-8',
      withEntries(
        algorithm,
        contentType,
        kid,
        [cborInt(15), cborMap(...claims[0], cborInt(2), fromHex('62c080'), ...claims[2])],
        seq,
        prev,
      ),
    ],
    [
      'a subject with a byte order mark',
      withEntries(
        algorithm,
        contentType,
        kid,
        [cborInt(15), cborMap(...claims[0], cborInt(2), cborText('\ufeffx'), ...claims[2])],
        seq,
        prev,
      ),
    ],
    ['a length beyond the end', concatBytes(fromHex('845affffffff'), headerMap)],
    ['a length beyond 53 bits', concatBytes(fromHex('845bffffffffffffffff'), headerMap)],
    ['a reserved length', concatBytes(fromHex('845c'), headerMap)],
  ])('is refused: %s', (_, changed) => {
    expect(refusal(changed)).toBe('statement-malformed')
  })
})

describe('other COSE messages', () => {
  // RFC 9052 appendix C.2.1 (single ECDSA signature), and sign1-tests/sign-pass-01 of cose-wg/Examples.
  const rfc9052 = fromHex(
    'd28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36',
  )
  const content = new TextEncoder().encode('This is the content.')

  it('have the same Sig_structure (RFC 9052 §4.4)', () => {
    expect(toHex(sigStructure(fromHex('a10126'), content))).toBe(
      '846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e',
    )
    expect(toHex(sigStructure(fromHex('a0'), content))).toBe(
      '846a5369676e617475726531 41a0 40 54546869732069732074686520636f6e74656e742e'.replaceAll(' ', ''),
    )
  })

  it('are no statements', () => {
    expect(refusal(rfc9052)).toBe('statement-malformed')
    expect(refusal(rfc9052.subarray(1))).toBe('statement-malformed')
  })
})
