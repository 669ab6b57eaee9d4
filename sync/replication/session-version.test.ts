import { describe, expect, it } from 'vitest'
import { clockSkew } from './clock-skew.ts'
import { decodeMessage, encodeMessage, ledgerMessage, stationMessage } from './session-message.ts'
import { sessionBytes } from './session-proof.ts'
import { commonVersion } from './session-version.ts'

describe('the version of a session', () => {
  it('is the newest that both sides speak', () => {
    expect(commonVersion([1, 2, 3, 9], [2, 3, 4])).toBe(3)
  })

  it('is refused with both lists when there is none', () => {
    expect(() => commonVersion([1], [2, 3])).toThrow(
      expect.objectContaining({ code: 'session-version', detail: { theirs: '1', ours: '2, 3' } }),
    )
  })

  it.each([
    ['of the first version', { format: 'bondmark/session/1', type: 'hello', station: 'x' }, '1'],
    ['of a version to come', { format: 'bondmark/session-hello/2', type: 'hello', versions: [7, 8] }, '7, 8'],
  ])('is named to a peer with a hello %s', (_, hello, theirs) => {
    expect(() => decodeMessage(stationMessage, JSON.stringify(hello))).toThrow(
      expect.objectContaining({ code: 'session-version', detail: expect.objectContaining({ theirs }) }),
    )
  })

  it('says nothing of a hello of this version that is malformed', () => {
    const hello = { format: 'bondmark/session-hello/1', type: 'hello', versions: [2], kid: 'x' }
    expect(() => decodeMessage(ledgerMessage, JSON.stringify(hello))).toThrow(
      expect.objectContaining({ code: 'session-protocol' }),
    )
  })

  it('is on every message after the hellos', () => {
    expect(JSON.parse(encodeMessage({ type: 'welcome' }))).toMatchObject({ format: 'bondmark/session/2' })
  })
})

describe('what both sides sign', () => {
  const transcript = {
    stationVersions: [2, 3],
    ledgerVersions: [2],
    version: 2,
    wants: 'batch' as const,
    station: 'https://id.bondmark.example/org/a/station/LBL07',
    stationChallenge: 'A'.repeat(43),
    ledgerChallenge: 'B'.repeat(43),
    stationKid: 'ab'.repeat(32),
    ledgerKid: 'cd'.repeat(32),
    origin: 'ledger.example/bondmark/a',
    stationClock: 1,
    ledgerClock: 2,
    channel: null,
  }
  const bytes = (change: object = {}, signer: 'station' | 'ledger' = 'station') =>
    Buffer.from(sessionBytes({ ...transcript, ...change }, signer)).toString()

  it('stands under the frozen tag of sessions', () => {
    expect(bytes()).toMatch(/^bondmark\/session\/1\0\{/)
  })

  it.each(Object.keys(transcript))('changes with %s', (field) => {
    expect(bytes({ [field]: 'another' })).not.toBe(bytes())
  })

  it('is not the same for the two sides', () => {
    expect(bytes({}, 'ledger')).not.toBe(bytes())
  })
})

describe('the skew of two clocks', () => {
  it('is what is left when the way there and back is taken off', () => {
    expect(clockSkew(1_000, 61_050, 1_100)).toEqual({ skewMs: 60_000, roundTripMs: 100 })
    expect(clockSkew(10_000, 4_000, 10_000)).toEqual({ skewMs: -6_000, roundTripMs: 0 })
  })

  it('survives a clock that is set back between question and answer', () => {
    expect(clockSkew(10_000, 10_000, 5_000)).toEqual({ skewMs: 0, roundTripMs: 0 })
  })
})
