import { describe, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { ListedKey, MembershipPayload } from '../../../core/membership/membership.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { readKeyRegister } from './key-register.ts'

const uri = (rest: string) => `https://id.bondmark.example/org/a/${rest}`
const listed = (use: ListedKey['use'], name: string, more: Partial<ListedKey> = {}): ListedKey => {
  const { publicKey } = signerFromSeed(generateSeed())
  const from = '2026-01-01T00:00:00.000Z'
  return { kid: kidOf(publicKey), key: toBase64Url(publicKey), use, name, from, ...more }
}
const station = listed('station', 'station/LBL07')
const supervisor = listed('person', 'person/SUP', { role: 'supervisor' })
const operator = listed('person', 'person/OP', { role: 'operator' })
const log = listed('log', 'ledger.example/bondmark/a')

const at = Date.parse('2026-06-01T00:00:00.000Z')
const register = (change: Partial<MembershipPayload> = {}, now = at) => {
  const keys = [station, supervisor, operator, log]
  const payload: MembershipPayload = {
    format: 'bondmark/membership/1',
    consortium: 'bondmark.example',
    org: 'a',
    roles: [],
    keys,
    revocations: [],
    previous: null,
    ...change,
  }
  return readKeyRegister({ payload, head: '', statements: [] }, () => now)
}
const codeOf = (key: ListedKey, contentType: string, seq?: number, keys = register()) =>
  keys.mayState({ kid: key.kid, issuer: uri(key.name), contentType, ...(seq === undefined ? {} : { seq }) })
    ?.code ?? 'may'

describe('the key register', () => {
  it('lets stations state events and records, and people seal batches', () => {
    expect(codeOf(station, contentTypes.event, 1)).toBe('may')
    expect(codeOf(station, contentTypes.record('shift-opened'), 1)).toBe('may')
    expect(codeOf(supervisor, contentTypes.manifest)).toBe('may')
  })

  it.each([
    ['a station a manifest', station, contentTypes.manifest],
    ['a station a membership', station, contentTypes.membership],
    ['a station a record unknown to this release', station, 'application/vnd.bondmark.unheard-of+json'],
    ['an operator a manifest', operator, contentTypes.manifest],
    ['a supervisor an event', supervisor, contentTypes.event],
  ])('does not let %s', (_, key, contentType) => {
    expect(codeOf(key, contentType)).toBe('key-may-not-state')
  })

  it("refuses a listed key under another's name", () => {
    const stated = { kid: station.kid, issuer: uri('station/LBL08'), contentType: contentTypes.event, seq: 1 }
    expect(register().mayState(stated)?.code).toBe('issuer-foreign')
  })

  it('refuses a key that is not listed, not yet valid, or no longer', () => {
    expect(codeOf(listed('station', 'station/LBL09'), contentTypes.event, 1)).toBe('key-unlisted')
    const early = register({}, Date.parse('2025-12-31T00:00:00.000Z'))
    expect(codeOf(station, contentTypes.event, 1, early)).toBe('key-not-yet-valid')
    const ended = register({ keys: [{ ...station, until: '2026-05-01T00:00:00.000Z' }] })
    expect(codeOf(station, contentTypes.event, 1, ended)).toBe('key-expired')
  })

  it('lets a revoked station bring what it stated up to its last good statement, and no more', () => {
    const revoked = register({
      revocations: [{ kid: station.kid, at: '2026-05-01T00:00:00.000Z', lastGoodSeq: 7 }],
    })
    expect(revoked.mayOpenSession(station.kid, uri(station.name))).toBeNull()
    expect(codeOf(station, contentTypes.event, 7, revoked)).toBe('may')
    expect(codeOf(station, contentTypes.event, 8, revoked)).toBe('key-revoked')
    const outright = register({ revocations: [{ kid: station.kid, at: '2026-05-01T00:00:00.000Z' }] })
    expect(outright.mayOpenSession(station.kid, uri(station.name))?.code).toBe('key-revoked')
  })

  it('opens sessions for stations only', () => {
    expect(register().mayOpenSession(supervisor.kid, uri(supervisor.name))?.code).toBe(
      'session-not-a-station',
    )
    expect(register().mayOpenSession(log.kid, uri('station/LBL07'))?.code).toBe('issuer-foreign')
  })
})
