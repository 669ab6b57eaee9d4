import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import { kidOf, readStatement, signStatement } from '../statement/statement.ts'
import { issuerOf, whyForeignIssuer } from './listed-issuer.ts'
import {
  keyOf,
  type ListedKey,
  type MembershipPayload,
  membershipPayload,
  readMembership,
  signMembership,
  trustNamedBy,
} from './membership.ts'
import { readMembershipFile, writeMembershipFile } from './membership-file.ts'
import { isCountable, whyNotCountable } from './revocation.ts'

const pair = (seed: number) => signerFromSeed(new Uint8Array(32).fill(seed))
const person = (id: string) => `https://id.bondmark.example/org/acme/person/${id}`
const from = '2026-03-02T08:00:00.000+08:00'
const listed = (seed: number, entry: Pick<ListedKey, 'use' | 'name'> & Partial<ListedKey>): ListedKey => {
  const { publicKey } = pair(seed)
  return { kid: kidOf(publicKey), key: toBase64Url(publicKey), from, ...entry }
}

const administrators = [1, 2, 3].map((seed) => ({ ...pair(seed), issuer: person(`ADM-000${seed}`) }))
const station = listed(10, {
  use: 'station',
  name: 'station/LBL07',
  prefix: 'A07',
  ssccBlock: { companyPrefix: '9506000', extension: '1', from: 0, to: 99_999 },
})
const payload: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: ['warehouse'],
  keys: [
    station,
    listed(11, { use: 'person', name: 'person/SUP-0001', role: 'supervisor' }),
    listed(1, { use: 'person', name: 'person/ADM-0001', role: 'administrator' }),
    listed(12, { use: 'log', name: 'ledger.example/bondmark/acme' }),
    listed(13, { use: 'witness', name: 'witness.example/w1' }),
  ],
  revocations: [],
  previous: null,
}
const iat = 1_772_000_000
const trust = { administrators: administrators.map(({ publicKey }) => toBase64Url(publicKey)), threshold: 2 }
const statements = signMembership(payload, administrators, iat)

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'accepted'
}
const read = (bytes: readonly Uint8Array[], other: Partial<Parameters<typeof readMembership>[1]> = {}) =>
  codeOf(() => readMembership(bytes, { ...trust, ...other }, verifyEd25519))

describe('a membership', () => {
  it('is what k of n administrators signed over the same bytes', () => {
    const head = toHex(sha256(canonicalBytes(payload)))
    for (const some of [statements, statements.slice(1), [statements[2], statements[0]]]) {
      const given = some.filter((bytes) => bytes !== undefined)
      const membership = readMembership(given, { ...trust, membershipHead: head }, verifyEd25519)
      expect(membership).toEqual({ payload, head, statements: given })
    }
  })

  it('needs the threshold, by different administrators', () => {
    const [first = new Uint8Array(), second = new Uint8Array()] = statements
    expect(read([first])).toBe('membership-signatures-missing')
    expect(read([])).toBe('membership-signatures-missing')
    expect(read([first, first])).toBe('membership-signed-twice')
    const [again = new Uint8Array()] = signMembership(payload, administrators, iat + 1)
    expect(read([first, second, again])).toBe('membership-signed-twice')
  })

  it('is refused whole for one signature of a stranger, or over other bytes', () => {
    const stranger = signMembership(payload, [{ ...pair(9), issuer: person('ADM-0009') }], iat)
    expect(read([...statements, ...stranger])).toBe('membership-not-administrator')
    const other = signMembership({ ...payload, roles: [] }, administrators, iat)
    expect(read([...statements.slice(0, 2), ...other.slice(2)])).toBe('membership-payloads-differ')
  })

  it('is refused when it is not the version that is trusted', () => {
    expect(read(statements, { membershipHead: '0'.repeat(64) })).toBe('membership-head-differs')
  })

  it('is refused for any changed byte', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, xor) => {
        const changed = statements.map((bytes, i) => {
          if (i !== which % statements.length) return bytes
          return bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ xor)
        })
        expect(read(changed)).not.toBe('accepted')
      }),
      { numRuns: 200 },
    )
  })

  it('is refused in a statement that says it is something else', () => {
    const bytes = canonicalBytes(payload)
    const subject = toHex(sha256(bytes))
    const sign = (fields: Partial<Parameters<typeof signStatement>[0]>) =>
      administrators.map(({ publicKey, sign, issuer }) =>
        signStatement(
          {
            contentType: contentTypes.membership,
            kid: kidOf(publicKey),
            issuer,
            subject,
            iat,
            payload: bytes,
            ...fields,
          },
          sign,
        ),
      )
    expect(read(sign({}))).toBe('accepted')
    expect(read(sign({ contentType: contentTypes.manifest }))).toBe('membership-malformed')
    expect(read(sign({ subject: 'else' }))).toBe('membership-malformed')
    expect(read(sign({ seq: 1, prev: '0'.repeat(64) }))).toBe('membership-malformed')
    expect(read(sign({ issuer: 'https://id.bondmark.example/org/acme/station/LBL07' }))).toBe(
      'membership-malformed',
    )
    expect(read(sign({ issuer: 'https://id.elsewhere.example/org/acme/person/A' }))).toBe(
      'membership-malformed',
    )
  })

  it('travels in a file, unchanged', () => {
    expect(readMembershipFile(writeMembershipFile(statements))).toEqual(statements)
    expect(codeOf(() => readMembershipFile('{'))).toBe('membership-malformed')
    expect(codeOf(() => readMembershipFile('{"format":"bondmark/membership/2","statements":["AA"]}'))).toBe(
      'membership-malformed',
    )
    expect(codeOf(() => readMembershipFile('{"format":"bondmark/membership/1","statements":["A A"]}'))).toBe(
      'base64-malformed',
    )
  })

  it('can be its own root where a person hands it over as such', () => {
    const signed = signMembership(payload, administrators.slice(0, 1), iat)
    const own = trustNamedBy(signed)
    expect(own).toEqual({ administrators: trust.administrators.slice(0, 1), threshold: 1 })
    expect(readMembership(signed, own, verifyEd25519).payload).toEqual(payload)
    expect(codeOf(() => readMembership(statements, trustNamedBy(statements), verifyEd25519))).toBe(
      'membership-not-administrator',
    )
  })
})

describe('the payload of a membership', () => {
  const refused: [string, (p: MembershipPayload) => unknown][] = [
    ['a kid that is of another key', (p) => ({ ...p, keys: [{ ...station, kid: '0'.repeat(64) }] })],
    ['a key listed twice', (p) => ({ ...p, keys: [station, station] })],
    ['a key of 31 bytes', (p) => ({ ...p, keys: [{ ...station, key: station.key.slice(0, 42) }] })],
    ['a key of small order', (p) => ({ ...p, keys: [{ ...station, key: toBase64Url(new Uint8Array(32)) }] })],
    ['a padded key', (p) => ({ ...p, keys: [{ ...station, key: `${station.key}=` }] })],
    ['a station with a person’s name', (p) => ({ ...p, keys: [{ ...station, name: 'person/LBL07' }] })],
    ['a station with a role', (p) => ({ ...p, keys: [{ ...station, role: 'operator' }] })],
    ['a person without a role', (p) => ({ ...p, keys: [listed(11, { use: 'person', name: 'person/A' })] })],
    ['a log whose name has a space', (p) => ({ ...p, keys: [listed(12, { use: 'log', name: 'a b' })] })],
    [
      'a witness with serials',
      (p) => ({ ...p, keys: [listed(13, { use: 'witness', name: 'w', prefix: 'A07' })] }),
    ],
    ['a prefix with the letter U', (p) => ({ ...p, keys: [{ ...station, prefix: 'LU7' }] })],
    [
      'an end before the beginning',
      (p) => ({ ...p, keys: [{ ...station, until: '2026-03-02T00:00:00.000Z' }] }),
    ],
    ['a time without milliseconds', (p) => ({ ...p, keys: [{ ...station, from: '2026-03-02T08:00:00Z' }] })],
    ['an unknown field', (p) => ({ ...p, more: 1 })],
    ['another format', (p) => ({ ...p, format: 'bondmark/membership/2' })],
    ['a consortium with a scheme', (p) => ({ ...p, consortium: 'https://bondmark.example' })],
    ['an organisation with a slash', (p) => ({ ...p, org: 'a/b' })],
    [
      'two revocations of a key',
      (p) => ({ ...p, revocations: [1, 2].map(() => ({ kid: station.kid, at: from })) }),
    ],
    ['a missing previous', ({ previous: _, ...p }) => p],
  ]
  it.each(refused)('with %s is refused', (_, change) => {
    expect(membershipPayload.safeParse(payload).success).toBe(true)
    expect(membershipPayload.safeParse(change(payload)).success).toBe(false)
  })
})

describe('a listed key', () => {
  const membership = { payload }

  it('is found by its kid', () => {
    expect(keyOf(membership, station.kid)).toEqual(station)
    expect(keyOf(membership, '0'.repeat(64))).toBeNull()
  })

  it('issues under the URI of its name, and no other', () => {
    const uri = 'https://id.bondmark.example/org/acme/station/LBL07'
    expect(issuerOf(membership, station)).toBe(uri)
    expect(whyForeignIssuer(membership, station, uri)).toBeNull()
    for (const other of [uri.replace('LBL07', 'LBL08'), uri.replace('acme', 'other'), person('LBL07')]) {
      expect(whyForeignIssuer(membership, station, other)?.code).toBe('issuer-foreign')
    }
    const [log] = payload.keys.filter(({ use }) => use === 'log')
    expect(log && issuerOf(membership, log)).toBeNull()
  })
})

describe('a revoked key', () => {
  const at = '2026-03-03T00:00:00.000Z'
  const revokedAt = Date.parse(at) / 1000
  const { kid } = station
  const revoke = (lastGoodSeq?: number) => ({
    payload: {
      ...payload,
      revocations: [{ kid, at, ...(lastGoodSeq === undefined ? {} : { lastGoodSeq }) }],
    },
  })

  it('counts for what was shown to be logged before', () => {
    expect(isCountable(revoke(), kid, { seq: 5, loggedBy: revokedAt - 1 })).toBe(true)
    expect(whyNotCountable(revoke(), kid, { seq: 5, loggedBy: revokedAt })?.code).toBe('key-revoked')
    expect(whyNotCountable(revoke(), kid, { seq: 5 })?.code).toBe('key-revoked')
    // A cosignature of that second may be of its end.
    const half = {
      payload: { ...payload, revocations: [{ kid, at: new Date(revokedAt * 1000 + 500).toISOString() }] },
    }
    expect(isCountable(half, kid, { seq: 5, loggedBy: revokedAt - 1 })).toBe(true)
    expect(isCountable(half, kid, { seq: 5, loggedBy: revokedAt })).toBe(false)
  })

  it('counts up to its last good place, whenever that was logged', () => {
    expect(isCountable(revoke(5), kid, { seq: 5, loggedBy: revokedAt + 1 })).toBe(true)
    expect(isCountable(revoke(5), kid, { seq: 6, loggedBy: revokedAt + 1 })).toBe(false)
    expect(isCountable(revoke(5), kid, { seq: 6, loggedBy: revokedAt - 1 })).toBe(true)
    expect(isCountable(revoke(0), kid, { seq: 1, loggedBy: null })).toBe(false)
    expect(isCountable(revoke(5), kid, { loggedBy: null })).toBe(false)
  })

  it('and a key that ended, and one that is not listed, do not count without that', () => {
    const ended = { payload: { ...payload, keys: [{ ...station, until: at }] } }
    expect(isCountable(ended, kid, { seq: 1, loggedBy: revokedAt - 1 })).toBe(true)
    expect(whyNotCountable(ended, kid, { seq: 1, loggedBy: revokedAt })?.code).toBe('key-expired')
    expect(isCountable({ payload }, kid, { seq: 1 })).toBe(true)
    expect(whyNotCountable({ payload }, '0'.repeat(64), { seq: 1 })?.code).toBe('key-unlisted')
  })
})

describe('the statements of a membership', () => {
  it('have the hash of their payload as subject and no place in a chain', () => {
    for (const statement of statements.map((bytes) => readStatement(bytes))) {
      expect(statement.subject).toBe(toHex(sha256(statement.payload)))
      expect(statement.seq).toBeUndefined()
    }
  })
})
