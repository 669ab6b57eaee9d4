import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from './canonical-json.ts'
import { contentTypes } from './content-types.ts'
import {
  findEquivocation,
  proveEquivocation,
  readEquivocationProof,
  writeEquivocationProof,
} from './equivocation.ts'
import { kidOf, readStatement, type StatementFields, signStatement, ZERO_PREV } from './statement.ts'

const station = signerFromSeed(new Uint8Array(32).fill(1))
const other = signerFromSeed(new Uint8Array(32).fill(2))

function state(more: Partial<StatementFields> = {}, key = station) {
  const fields = {
    contentType: contentTypes.event,
    kid: kidOf(key.publicKey),
    issuer: 'https://id.bondmark.example/org/harbour/station/LBL07',
    subject: `ni:///sha-256;${'5a'.repeat(32)}?ver=CBV2.0`,
    iat: 1_790_000_000,
    seq: 7,
    prev: 'ab'.repeat(32),
    payload: canonicalBytes({ a: 1 }),
  }
  return readStatement(signStatement({ ...fields, ...more }, key.sign))
}

const logged = state()
const contradicting = state({ payload: canonicalBytes({ a: 2 }) })
const proven = proveEquivocation(logged, contradicting, station.publicKey, verifyEd25519)
if (proven === null) throw new Error('the sample contradiction is none')
const file = writeEquivocationProof(proven)
const refusal = (bytes: Uint8Array) => {
  try {
    readEquivocationProof(bytes, verifyEd25519)
    return null
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
}
const changed = (more: Record<string, unknown>) =>
  canonicalBytes({ ...(parseCanonical(file) as Record<string, unknown>), ...more })
const text = ({ bytes }: { bytes: Uint8Array }) => toBase64Url(bytes)
const ordered = (...two: ReturnType<typeof state>[]) =>
  two.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(text)

describe('equivocation', () => {
  it('is one key that signed two contents for one place', () => {
    expect(findEquivocation(logged, contradicting)).toBe(true)
    expect(findEquivocation(logged, state({ iat: 5 }))).toBe(true)
    expect(findEquivocation(logged, state({ prev: ZERO_PREV }))).toBe(true)
  })

  it('is not the same statement twice, another place, another key, or a statement in no chain', () => {
    expect(findEquivocation(logged, readStatement(logged.bytes))).toBe(false)
    expect(findEquivocation(logged, state({ seq: 8 }))).toBe(false)
    expect(findEquivocation(logged, state({}, other))).toBe(false)
    const { seq: _seq, prev: _prev, ...unlinked } = logged
    const person = (iat: number) => readStatement(signStatement({ ...unlinked, iat }, station.sign))
    expect(findEquivocation(person(1), person(2))).toBe(false)
  })
})

describe('a proof of equivocation', () => {
  it('is one file, whichever statement was seen first', () => {
    const turned = proveEquivocation(contradicting, logged, station.publicKey, verifyEd25519)
    expect(turned).toEqual(proven)
    expect(writeEquivocationProof(proven)).toEqual(file)
  })

  it('holds for anybody, with nothing but the file', () => {
    const { kid, seq, statements } = readEquivocationProof(file, verifyEd25519)
    expect({ kid, seq }).toEqual({ kid: kidOf(station.publicKey), seq: 7 })
    expect(statements.map(({ id }) => id).toSorted()).toEqual([logged.id, contradicting.id].toSorted())
  })

  it('is made of nothing less: neither of a forged statement nor of another key', () => {
    const forged = { ...contradicting, signature: logged.signature }
    expect(proveEquivocation(logged, forged, station.publicKey, verifyEd25519)).toBeNull()
    expect(proveEquivocation(logged, contradicting, other.publicKey, verifyEd25519)).toBeNull()
    expect(proveEquivocation(logged, logged, station.publicKey, verifyEd25519)).toBeNull()
  })

  it.each([
    ['of the same statement twice', changed({ statements: [text(logged), text(logged)] })],
    ['of two places', changed({ statements: ordered(logged, state({ seq: 8 })) })],
    ['of two keys', changed({ statements: ordered(logged, state({}, other)) })],
    ['under another key', changed({ key: toBase64Url(other.publicKey) })],
    ['for another place', changed({ seq: 8 })],
    ['against another key', changed({ kid: kidOf(other.publicKey), key: toBase64Url(other.publicKey) })],
  ])('proves nothing %s', (_, bytes) => {
    expect(refusal(bytes)).toBe('equivocation-unproven')
  })

  it('proves nothing of a statement that was only made up', () => {
    const bytes = Uint8Array.from(contradicting.bytes)
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
    expect(refusal(changed({ statements: ordered(logged, readStatement(bytes)) }))).toBe(
      'equivocation-unproven',
    )
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another file', canonicalBytes({ format: 'bondmark/manifest/1' })],
    ['more than a proof', changed({ more: 1 })],
    ['the statements in the other order', changed({ statements: [...proven.statements].reverse() })],
    ['three statements', changed({ statements: [...proven.statements, proven.statements[0]] })],
    ['no statement', changed({ statements: ['AAAA', proven.statements[1]] })],
    ['a file that is too large', new Uint8Array(200_000).fill(0x20)],
    ['other white space', new TextEncoder().encode(JSON.stringify(proven, null, 1))],
  ])('is not %s', (_, bytes) => {
    expect(refusal(bytes)).toBe('equivocation-malformed')
  })

  it('stands in one way only: any changed bit is refused', () => {
    fc.assert(
      fc.property(fc.nat(file.length * 8 - 1), (bit) => {
        const bytes = Uint8Array.from(file)
        bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (1 << (bit & 7))
        expect(refusal(bytes)).toMatch(/^equivocation-/)
      }),
      { numRuns: 500 },
    )
  })
})
