import fc from 'fast-check'
import { expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { kidOf } from '../statement/statement.ts'
import { changeMembership, type MembershipChange } from './change-membership.ts'
import { KnownConsortium } from './consortium.ts'
import { beginHistory, newestOf } from './member-history.ts'
import { type ListedKey, type Membership, type MembershipPayload, signMembership } from './membership.ts'
import { blocksMeet } from './station-ranges.ts'

const KEYS = 12
const pairs = Array.from({ length: KEYS }, (_, n) => signerFromSeed(new Uint8Array(32).fill(n + 1)))
const pairAt = (n: number) => {
  const pair = pairs[n]
  if (!pair) throw new RangeError(`no key ${n}`)
  return pair
}
const kidAt = (n: number) => kidOf(pairAt(n).publicKey)
const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`
const listed = (n: number) => ({ kid: kidAt(n), key: toBase64Url(pairAt(n).publicKey), from: at(1) })
const administrator = (n: number): ListedKey => ({
  ...listed(n),
  use: 'person',
  name: `person/ADM-${n}`,
  role: 'administrator',
})
const first: MembershipPayload = {
  format: 'bondmark/membership/1',
  consortium: 'bondmark.example',
  org: 'acme',
  roles: [],
  keys: [0, 1, 2].map(administrator),
  revocations: [],
  previous: null,
}
const THRESHOLD = 2
const trust = { administrators: [0, 1, 2].map((n) => listed(n).key), threshold: THRESHOLD }
const sign = (payload: MembershipPayload, seeds: readonly number[]) =>
  signMembership(
    payload,
    seeds.map((n) => ({ ...pairAt(n), issuer: `https://id.bondmark.example/org/acme/person/ADM-${n}` })),
    1_772_000_000,
  )

/** One thing that somebody tries: lawful or not, on the newest version or on an older one, signed by whomever. */
const key = fc.nat({ max: KEYS - 1 })
const day = fc.integer({ min: 1, max: 9 })
const attempt = fc.record({
  change: fc.oneof(
    fc.record({
      kind: fc.constant('station' as const),
      key,
      name: fc.nat({ max: 2 }),
      prefix: fc.nat({ max: 3 }),
      from: fc.nat({ max: 30 }),
    }),
    fc.record({ kind: fc.constant('administrator' as const), key }),
    fc.record({ kind: fc.constant('revoke' as const), key, day, seq: fc.option(fc.nat({ max: 9 })) }),
    fc.record({ kind: fc.constant('until' as const), key, day }),
    fc.record({ kind: fc.constant('rotate' as const), key, to: key, day }),
    fc.record({ kind: fc.constant('forget' as const), key }),
    fc.record({ kind: fc.constant('unrevoke' as const), key }),
  ),
  /** how many versions back it builds on */
  back: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 3 })),
  signers: fc.oneof(
    { weight: 3, arbitrary: fc.subarray([0, 1, 2], { minLength: 2 }) },
    fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
  ),
})
type Attempt = typeof attempt extends fc.Arbitrary<infer T> ? T : never

function payloadOf(base: Membership, { change }: Attempt): MembershipPayload {
  const { payload, head } = base
  const change1 = (one: MembershipChange) => changeMembership(base, [one])
  const kid = kidAt(change.key)
  switch (change.kind) {
    case 'station': {
      const ssccBlock = { companyPrefix: '9506000', extension: '1', from: change.from, to: change.from + 4 }
      const station = {
        use: 'station' as const,
        name: `station/LBL0${change.name}`,
        prefix: `A0${change.prefix}`,
      }
      return change1({ kind: 'add', key: { ...listed(change.key), ...station, ssccBlock } })
    }
    case 'administrator':
      return change1({ kind: 'add', key: administrator(change.key) })
    case 'revoke':
      return change1({ kind: 'revoke', kid, at: at(change.day), lastGoodSeq: change.seq ?? undefined })
    case 'until':
      return change1({ kind: 'until', kid, until: at(change.day) })
    case 'rotate':
      return change1({ kind: 'rotate', kid, key: { ...listed(change.to), from: at(change.day) } })
    case 'forget':
      return { ...payload, keys: payload.keys.filter((each) => each.kid !== kid), previous: head }
    case 'unrevoke':
      return {
        ...payload,
        revocations: payload.revocations.filter((each) => each.kid !== kid),
        previous: head,
      }
  }
}

it('whatever is tried in whatever order: no two stations share a prefix or a block, nothing goes back, k of n always', () => {
  let taken = 0
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 4, maxLength: 14 }), (attempts) => {
      const consortium = new KnownConsortium(beginHistory(sign(first, [0, 1]), trust, verify), [], verify)
      for (const one of attempts) {
        const before = consortium.history('acme')
        const base = before?.versions.at(-1 - one.back)?.membership
        if (!before || !base) continue
        try {
          const became = consortium.take(sign(payloadOf(base, one), one.signers), () => {})
          if (became.kind !== 'newer') expect(consortium.own()).toBe(newestOf(before))
          else taken++
        } catch (error) {
          if (!(error instanceof BondmarkError)) throw error
          expect(consortium.history('acme')).toBe(before)
        }
      }
      const { versions } = consortium.history('acme') ?? { versions: [] }
      for (const [n, { membership, by }] of versions.entries()) {
        expect(membership.statements.length).toBeGreaterThanOrEqual(THRESHOLD)
        expect(by.threshold).toBe(THRESHOLD)
        lawfulRanges(membership.payload)
        const earlier = versions[n - 1]?.membership
        if (earlier) follows(earlier, membership)
      }
    }),
    { numRuns: 60 },
  )
  // Not a property of refusals alone.
  expect(taken).toBeGreaterThan(40)
})

/** By another reading than the one that refuses: every pair of stations, key by key. */
function lawfulRanges({ keys }: MembershipPayload): void {
  for (const [i, a] of keys.entries())
    for (const b of keys.slice(i + 1)) {
      if (a.use !== 'station' || b.use !== 'station' || a.name === b.name) continue
      expect(a.prefix).not.toBe(b.prefix)
      if (a.ssccBlock && b.ssccBlock) expect(blocksMeet(a.ssccBlock, b.ssccBlock)).toBe(false)
    }
}

function follows({ payload: before, head }: Membership, { payload: after }: Membership): void {
  expect(after.previous).toBe(head)
  for (const { until: _, ...was } of before.keys) {
    const { until: __, ...is } = after.keys.find(({ kid }) => kid === was.kid) ?? {}
    expect(is).toEqual(was)
  }
  for (const was of before.revocations) {
    const is = after.revocations.find(({ kid }) => kid === was.kid)
    expect(is).toBeDefined()
    expect(Date.parse(is?.at ?? '')).toBeLessThanOrEqual(Date.parse(was.at))
    expect(is?.lastGoodSeq ?? -1).toBeLessThanOrEqual(was.lastGoodSeq ?? -1)
  }
}
