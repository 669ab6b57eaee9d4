import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { kidOf } from '../statement/statement.ts'
import { changeMembership, type MembershipChange } from './change-membership.ts'
import { KnownConsortium } from './consortium.ts'
import { membershipForkOf, readMembershipFork } from './fork-proof.ts'
import { beginHistory, continueHistory, type MemberHistory, newestOf, trustRootOf } from './member-history.ts'
import { type ListedKey, type MembershipPayload, signMembership } from './membership.ts'

const from = '2026-03-02T08:00:00.000Z'
const later = '2026-04-02T08:00:00.000Z'
const pair = (seed: number) => signerFromSeed(new Uint8Array(32).fill(seed))
const listed = (seed: number, entry: Pick<ListedKey, 'use' | 'name'> & Partial<ListedKey>): ListedKey => {
  const { publicKey } = pair(seed)
  return { kid: kidOf(publicKey), key: toBase64Url(publicKey), from, ...entry }
}
const block = (start: number) => ({ companyPrefix: '9506000', extension: '1', from: start, to: start + 99 })
const station = (seed: number, name: string, prefix: string, start: number, more: Partial<ListedKey> = {}) =>
  listed(seed, { use: 'station', name: `station/${name}`, prefix, ssccBlock: block(start), ...more })
const administrator = (seed: number) =>
  listed(seed, { use: 'person', name: `person/ADM-${seed}`, role: 'administrator' })
const signer = (seed: number) => ({
  ...pair(seed),
  issuer: `https://id.bondmark.example/org/acme/person/ADM-${seed}`,
})

const seven = station(10, 'LBL07', 'A07', 0)
const first: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: ['warehouse'],
  keys: [seven, administrator(1), administrator(2), administrator(3)],
  revocations: [],
  previous: null,
}
const trust = { administrators: [1, 2, 3].map((seed) => toBase64Url(pair(seed).publicKey)), threshold: 2 }
const sign = (payload: MembershipPayload, seeds: readonly number[] = [1, 2]) =>
  signMembership(payload, seeds.map(signer), 1_772_000_000)
const begun = (): MemberHistory => beginHistory(sign(first), trust, verify)
const grown = (
  history: MemberHistory,
  changes: readonly MembershipChange[],
  seeds = [1, 2],
): MemberHistory => {
  const continued = continueHistory(
    history,
    sign(changeMembership(newestOf(history), changes), seeds),
    verify,
  )
  if (continued.kind !== 'newer') throw new Error(continued.kind)
  return continued.history
}
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'taken'
}

describe('a newer membership', () => {
  const eight = station(11, 'LBL08', 'A08', 100)
  const revoke: MembershipChange = { kind: 'revoke', kid: seven.kid, at: later, lastGoodSeq: 7 }
  const next = (change: Partial<MembershipPayload>) => (history: MemberHistory) => ({
    ...newestOf(history).payload,
    previous: newestOf(history).head,
    ...change,
  })
  const changed = (changes: readonly MembershipChange[]) => (history: MemberHistory) =>
    changeMembership(newestOf(history), changes)

  it.each<[string, (history: MemberHistory) => MembershipPayload, number[], string]>([
    ['adds a station', changed([{ kind: 'add', key: eight }]), [1, 3], 'taken'],
    [
      'signed by one of the two needed',
      changed([{ kind: 'add', key: eight }]),
      [2],
      'membership-signatures-missing',
    ],
    [
      'signed by a stranger too',
      changed([{ kind: 'add', key: eight }]),
      [1, 2, 9],
      'membership-not-administrator',
    ],
    ['leaves a key out', next({ keys: first.keys.slice(1) }), [1, 2], 'membership-key-dropped'],
    [
      'gives a key another name',
      next({ keys: [{ ...seven, name: 'station/LBL70' }, ...first.keys.slice(1)] }),
      [1, 2],
      'membership-key-changed',
    ],
    [
      'gives a key another prefix',
      next({ keys: [{ ...seven, prefix: 'A70' }, ...first.keys.slice(1)] }),
      [1, 2],
      'membership-key-changed',
    ],
    [
      'gives a key another block',
      next({ keys: [{ ...seven, ssccBlock: block(500) }, ...first.keys.slice(1)] }),
      [1, 2],
      'membership-key-changed',
    ],
    ['is of another organisation', next({ org: 'other' }), [1, 2], 'membership-other-organisation'],
    ['is of training', next({ training: '00'.repeat(8) }), [1, 2], 'membership-training'],
    [
      'revokes what is not listed',
      next({ revocations: [{ kid: 'f'.repeat(64), at: later }] }),
      [1, 2],
      'membership-revocation-of-nobody',
    ],
    [
      'leaves too few administrators',
      changed([1, 2].map((seed) => ({ kind: 'revoke', kid: administrator(seed).kid, at: later }))),
      [1, 2],
      'membership-administrators-few',
    ],
    ['follows what is not known', next({ previous: 'f'.repeat(64) }), [1, 2], 'membership-gap'],
  ])('that %s', (_, payloadOf, seeds, code) => {
    const history = begun()
    expect(codeOf(() => continueHistory(history, sign(payloadOf(history), seeds), verify))).toBe(code)
  })

  it.each<[string, ListedKey, string]>([
    ['the prefix of another station', station(11, 'LBL08', 'A07', 100), 'membership-prefix-taken'],
    ['a block that overlaps another', station(11, 'LBL08', 'A08', 99), 'membership-block-taken'],
    [
      'the prefix of a key of its own that goes on',
      station(11, 'LBL07', 'A07', 100),
      'membership-prefix-taken',
    ],
  ])('that gives %s is not even signed', (_, key, code) => {
    expect(codeOf(() => sign({ ...first, keys: [...first.keys, key] }))).toBe(code)
  })

  it('rotates a station: the same prefix and block from when the old key ends', () => {
    const { publicKey } = pair(12)
    const key = { kid: kidOf(publicKey), key: toBase64Url(publicKey), from: later }
    const { payload } = newestOf(grown(begun(), [{ kind: 'rotate', kid: seven.kid, key }]))
    expect(payload.keys.filter(({ name }) => name === seven.name)).toEqual([
      { ...seven, until: later },
      { ...seven, ...key },
    ])
  })

  it.each<[string, MembershipPayload['revocations'], string]>([
    ['taken back', [], 'membership-revocation-dropped'],
    [
      'put off',
      [{ kid: seven.kid, at: '2026-05-02T08:00:00.000Z', lastGoodSeq: 7 }],
      'membership-revocation-weakened',
    ],
    [
      'made to let more stand',
      [{ kid: seven.kid, at: later, lastGoodSeq: 8 }],
      'membership-revocation-weakened',
    ],
    ['made stricter', [{ kid: seven.kid, at: from }], 'taken'],
  ])('a revocation cannot be undone: %s', (_, revocations, code) => {
    const history = grown(begun(), [revoke])
    const payload = { ...newestOf(history).payload, revocations, previous: newestOf(history).head }
    expect(codeOf(() => continueHistory(history, sign(payload), verify))).toBe(code)
  })

  it('hands over to new administrators by the signatures of the old ones', () => {
    const joined = grown(begun(), [{ kind: 'add', key: administrator(4) }])
    const handed = grown(joined, [{ kind: 'revoke', kid: administrator(1).kid, at: later }], [2, 3])
    const payload = changeMembership(newestOf(handed), [{ kind: 'roles', roles: [] }])
    expect(codeOf(() => continueHistory(handed, sign(payload, [1, 2]), verify))).toBe(
      'membership-not-administrator',
    )
    expect(codeOf(() => continueHistory(handed, sign(payload, [4, 2]), verify))).toBe('taken')
    const early = changeMembership(newestOf(begun()), [{ kind: 'add', key: administrator(4) }])
    expect(codeOf(() => continueHistory(begun(), sign(early, [4, 2]), verify))).toBe(
      'membership-not-administrator',
    )
  })
})

it('goes on from a trust file that names the newest, also when that revoked one who signed it', () => {
  const add: MembershipChange = { kind: 'add', key: administrator(4) }
  const revoke: MembershipChange = { kind: 'revoke', kid: administrator(1).kid, at: later }
  const history = grown(begun(), [add, revoke], [1, 2])
  const again = beginHistory(newestOf(history).statements, trustRootOf(history), verify)
  expect(again.next).toEqual(history.next)
  expect(again.next.administrators).toHaveLength(3)
})

describe('two memberships for one place', () => {
  const held = grown(begun(), [{ kind: 'roles', roles: ['held'] }])
  const other = sign(changeMembership(newestOf(begun()), [{ kind: 'roles', roles: ['other'] }]), [2, 3])

  it('are a fork, whose record proves itself', () => {
    const continued = continueHistory(held, other, verify)
    if (continued.kind !== 'fork') throw new Error(continued.kind)
    const record = JSON.stringify(membershipForkOf(continued.held, continued.other))
    expect(record).toBe(JSON.stringify(membershipForkOf(continued.other, continued.held)))
    const { a, b } = readMembershipFork(record, trust, verify)
    expect([a.head, b.head].sort()).toEqual([continued.held.head, continued.other.head].sort())
    const same = JSON.stringify(membershipForkOf(continued.held, continued.held))
    expect(codeOf(() => readMembershipFork(same, trust, verify))).toBe('membership-fork-unproven')
    expect(codeOf(() => readMembershipFork(record, { ...trust, threshold: 3 }, verify))).toBe(
      'membership-signatures-missing',
    )
  })

  it('are nothing when one is not signed as its place needs', () => {
    const alone = sign(changeMembership(newestOf(begun()), [{ kind: 'roles', roles: ['other'] }]), [2])
    expect(codeOf(() => continueHistory(held, alone, verify))).toBe('membership-signatures-missing')
  })

  it('leave the first in force', () => {
    const kept: MemberHistory[] = []
    const consortium = new KnownConsortium(held, [], verify)
    expect(consortium.take(other, (history) => kept.push(history)).kind).toBe('fork')
    expect(consortium.take(sign(first), (history) => kept.push(history)).kind).toBe('known')
    expect(consortium.own()).toBe(newestOf(held))
    expect(kept).toEqual([])
    expect(consortium.version(newestOf(begun()).head)?.payload).toEqual(first)
  })
})
