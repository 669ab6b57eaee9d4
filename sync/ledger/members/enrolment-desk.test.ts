import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { toUtf8 } from '../../../core/encoding/utf8.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { domainTagged } from '../../../core/label/domain.ts'
import { KnownConsortium } from '../../../core/membership/consortium.ts'
import {
  type EnrolmentPayload,
  makeEnrolment,
  readEnrolment,
  readEnrolmentCode,
  trustRootHash,
} from '../../../core/membership/enrolment.ts'
import { beginHistory } from '../../../core/membership/member-history.ts'
import { type MembershipPayload, signMembership } from '../../../core/membership/membership.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { RequestRate } from '../../../platform/http/request-rate.ts'
import { generateSeed, signerFromSeed, verifyEd25519 as verify } from '../../../platform/keys/ed25519.ts'
import { ENROLMENT_MS_MAX, ENROLMENTS_MAX, EnrolmentDesk } from './enrolment-desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-enrolments-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const administrator = signerFromSeed(generateSeed())
const station = signerFromSeed(generateSeed())
const listed = ({ publicKey }: typeof station) => ({
  kid: kidOf(publicKey),
  key: toBase64Url(publicKey),
  from: '2026-03-02T08:00:00.000Z',
})
const known = signerFromSeed(generateSeed())
const membership: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: [],
  keys: [
    { ...listed(administrator), use: 'person', name: 'person/ADM-1', role: 'administrator' },
    { ...listed(known), use: 'station', name: 'station/LBL07', prefix: 'A07' },
  ],
  revocations: [],
  previous: null,
}
const trust = { administrators: [toBase64Url(administrator.publicKey)], threshold: 1 }
const issuer = 'https://id.bondmark.example/org/acme/person/ADM-1'
const consortium = new KnownConsortium(
  beginHistory(signMembership(membership, [{ ...administrator, issuer }], 1_772_000_000), trust, verify),
  [],
  verify,
)

let nonces = 0
const payload = (change: Partial<EnrolmentPayload> = {}): EnrolmentPayload => ({
  format: 'bondmark/enrolment/1',
  consortium: 'bondmark.example',
  org: 'acme',
  station: 'LBL08',
  key: toBase64Url(station.publicKey),
  people: [],
  trust: trustRootHash(trust),
  nonce: (nonces++).toString(16).padStart(32, '0'),
  ...change,
})
/** Of a station with a key of its own. */
const ask = (change: Partial<EnrolmentPayload> = {}, signer = signerFromSeed(generateSeed())) =>
  makeEnrolment(payload({ key: toBase64Url(signer.publicKey), ...change }), signer.sign)

let now = Date.parse('2026-06-01T00:00:00.000Z')
let desk: EnrolmentDesk
let n = 0
let data: string
beforeEach(() => {
  data = join(folder, String(n++))
  mkdirSync(data)
  desk = new EnrolmentDesk(data, () => now)
})
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'taken'
}
const take = (text: string, address = '192.0.2.1') => codeOf(() => desk.take(text, address, consortium))

describe('a request', () => {
  it('is found by its code alone, however that is typed, and by a desk that is opened later', () => {
    const { code, text, id } = ask()
    expect(take(text)).toBe('taken')
    const typed = readEnrolmentCode(
      ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`,
    )
    expect(typed).toBe(code)
    const again = new EnrolmentDesk(data, () => now)
    expect(again.byCode(code).enrolment.id).toBe(id)
    expect(again.stateOf(id, consortium)?.state).toBe('open')
    expect(readEnrolmentCode(code.slice(1))).toBeNull()
    expect(readEnrolmentCode(code.replace(/^./, 'U'))).toBeNull()
  })

  it('with the code of another is not found: the code is of the whole request', () => {
    const honest = makeEnrolment(payload(), station.sign)
    const swapped = ask({ station: honest.payload.station, nonce: honest.payload.nonce })
    expect(swapped.code).not.toBe(honest.code)
    expect(take(swapped.text)).toBe('taken')
    expect(codeOf(() => desk.byCode(honest.code))).toBe('enrolment-not-found')
  })

  it.each<[string, () => string, string]>([
    [
      'with another’s key',
      () => makeEnrolment(payload(), signerFromSeed(generateSeed()).sign).text,
      'enrolment-forged',
    ],
    [
      'whose key was swapped on the way',
      () => {
        const { text } = ask()
        const { publicKey } = signerFromSeed(generateSeed())
        const request = JSON.parse(text) as { payload: string; signature: string }
        const said = JSON.parse(Buffer.from(request.payload, 'base64url').toString())
        const changed = canonicalBytes({ ...said, key: toBase64Url(publicKey) })
        return JSON.stringify({ ...request, payload: toBase64Url(changed) })
      },
      'enrolment-forged',
    ],
    [
      'signed as something else',
      () => {
        const bytes = canonicalBytes(payload())
        const signature = toBase64Url(station.sign(domainTagged('session', bytes)))
        return JSON.stringify({
          format: 'bondmark/enrolment-request/1',
          payload: toBase64Url(bytes),
          signature,
        })
      },
      'enrolment-forged',
    ],
    ['for another organisation', () => ask({ org: 'other' }).text, 'enrolment-other-organisation'],
    [
      'by a station that was told other administrators',
      () => ask({ trust: '0'.repeat(64) }).text,
      'enrolment-trust-differs',
    ],
    ['for a key that is listed', () => ask({}, known).text, 'enrolment-key-listed'],
    [
      'for people with a listed key',
      () =>
        ask({ people: [{ id: 'X', role: 'supervisor', key: toBase64Url(administrator.publicKey) }] }).text,
      'enrolment-key-listed',
    ],
    ['that is no JSON', () => '{', 'enrolment-malformed'],
    ['that is too large', () => ' '.repeat(40_000), 'enrolment-malformed'],
    ['that is nested deeply', () => '['.repeat(15_000), 'enrolment-malformed'],
    [
      'that makes an administrator',
      () => {
        const bytes = canonicalBytes({
          ...payload(),
          people: [{ id: 'X', role: 'administrator', key: toBase64Url(administrator.publicKey) }],
        })
        const signature = toBase64Url(station.sign(domainTagged('enrolment', bytes)))
        return JSON.stringify({
          format: 'bondmark/enrolment-request/1',
          payload: toBase64Url(bytes),
          signature,
        })
      },
      'enrolment-malformed',
    ],
    [
      'that is not in its one encoding',
      () => {
        const bytes = toUtf8(JSON.stringify(payload(), null, 1))
        const signature = toBase64Url(station.sign(domainTagged('enrolment', bytes)))
        return JSON.stringify({
          format: 'bondmark/enrolment-request/1',
          payload: toBase64Url(bytes),
          signature,
        })
      },
      'enrolment-malformed',
    ],
  ])('%s is refused and leaves nothing', (_, text, code) => {
    expect(take(text())).toBe(code)
    expect(desk.open()).toEqual([])
  })

  it('that comes again is the same request, and does not wait longer', () => {
    const { text, id } = ask()
    take(text)
    const { expiresAt } = desk.stateOf(id, consortium) ?? {}
    now += 60_000
    expect(take(text, '192.0.2.9')).toBe('taken')
    expect(desk.open()).toHaveLength(1)
    expect(desk.stateOf(id, consortium)?.expiresAt).toBe(expiresAt)
  })

  it('ends by itself, and then its code lets nobody in', () => {
    const { text, code, id } = ask()
    take(text)
    now += ENROLMENT_MS_MAX
    expect(desk.stateOf(id, consortium)).toBeNull()
    expect(codeOf(() => desk.byCode(code))).toBe('enrolment-not-found')
    expect(desk.open()).toEqual([])
  })

  it('that was refused stays refused', () => {
    const { text, code, id } = ask()
    take(text)
    desk.refuse(desk.byCode(code))
    expect(take(text)).toBe('enrolment-refused')
    expect(codeOf(() => desk.byCode(code))).toBe('enrolment-not-found')
    expect(desk.stateOf(id, consortium)?.state).toBe('refused')
  })

  it('for a key that another waits for is refused', () => {
    const signer = signerFromSeed(generateSeed())
    expect(take(ask({}, signer).text)).toBe('taken')
    expect(take(ask({}, signer).text)).toBe('enrolment-key-open')
  })

  it('whose file was spoilt is gone, and the others stay', () => {
    const { text, id } = ask()
    take(text)
    const other = ask()
    take(other.text)
    writeFileSync(join(data, 'enrolments', `${id}.json`), '{"format":"bondmark/enrolment-open/1"}')
    expect(desk.open().map(({ enrolment }) => enrolment.id)).toEqual([other.id])
  })
})

describe('a flood', () => {
  it('of one address takes few places, of many takes what there is and no more', () => {
    const own = Array.from({ length: 6 }, () => take(ask().text, '192.0.2.1'))
    expect(own.filter((code) => code === 'taken')).toHaveLength(3)
    const many = Array.from({ length: 20 }, (_, each) => take(ask().text, `198.51.100.${each}`))
    expect(many.filter((code) => code === 'taken')).toHaveLength(ENROLMENTS_MAX - 3)
    expect(new Set([...own, ...many])).toEqual(new Set(['taken', 'enrolment-busy']))
    // An administrator makes room.
    const [first] = desk.open()
    if (first) desk.refuse(first)
    expect(take(ask().text, '203.0.113.1')).toBe('taken')
  })

  it('is not what stations are that were let in: they keep nobody out', () => {
    const three = Array.from({ length: 3 }, () => signerFromSeed(generateSeed()))
    for (const signer of three) expect(take(ask({}, signer).text)).toBe('taken')
    expect(take(ask().text)).toBe('enrolment-busy')
    const keys = three.map((signer, each) => ({
      ...listed(signer),
      use: 'station' as const,
      name: `station/LBL1${each}`,
      prefix: `B1${each}`,
    }))
    const next = { ...membership, keys: [...membership.keys, ...keys] }
    const signed = signMembership(next, [{ ...administrator, issuer }], 1_772_000_000)
    const after = new KnownConsortium(beginHistory(signed, trust, verify), [], verify)
    expect(codeOf(() => desk.take(ask().text, '192.0.2.1', after))).toBe('taken')
  })

  it('is counted by address and altogether, in bounded memory', () => {
    const rate = new RequestRate({ perMinuteOfOne: 2, perMinute: 5, now: () => now })
    expect([1, 2, 3].map(() => rate.allows('a'))).toEqual([true, true, false])
    expect(['b', 'c', 'd', 'e'].map((address) => rate.allows(address))).toEqual([true, true, true, false])
    now += 60_000
    expect(rate.allows('a')).toBe(true)
  })
})

it('a code has 80 bits, from the first of the hash', () => {
  const { code, id, text } = ask()
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const value = [...code.replaceAll('-', '')].reduce(
    (sum, each) => sum * 32n + BigInt(alphabet.indexOf(each)),
    0n,
  )
  expect(value).toBe(BigInt(`0x${id.slice(0, 20)}`))
  expect(readEnrolment(text, verify)).toMatchObject({ code, id })
})
