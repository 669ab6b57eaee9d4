import { describe, expect, it } from 'vitest'
import { verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { wordsFor } from '../errors/words.ts'
import type { MembershipPayload } from '../membership/membership.ts'
import type { Placed } from '../membership/revocation.ts'
import { checkSeal, OTHER_UNITS_MAX, type SealCheck } from './check-seal.ts'
import { sealedLink } from './seal.ts'
import { sealKeysOfMembers } from './seal-keys.ts'
import {
  gtin14,
  harbour,
  labelOf,
  listedKey,
  pairOf,
  pearl,
  pretended,
  readAs,
  seeds,
} from './sealing-members.stub.ts'

const keysOf = (...members: MembershipPayload[]) => sealKeysOfMembers(members.map(readAs))
const nowMs = Date.parse('2026-11-25T12:00:00.000+08:00')
const usual: SealCheck = { keys: keysOf(harbour, pearl), verify, training: false, nowMs }
const check = (text: string, other: Partial<SealCheck> = {}) => checkSeal(text, { ...usual, ...other })
const placedAt = (place: Placed): Partial<SealCheck> => ({ placed: () => place })
const seconds = (time: string): number => Date.parse(time) / 1000

describe('the seal of a listed station', () => {
  it('verifies the record of its unit, and says whose', () => {
    expect(check(labelOf(seeds.harbour, 'B7Q'))).toEqual({
      ok: true,
      code: 'seal-record-verified',
      detail: { gtin: gtin14, serial: 'B7Q0123456789AB', org: 'harbour', station: 'LBL07' },
      unit: { gtin: gtin14, serial: 'B7Q0123456789AB' },
      sealer: {
        kid: pairOf(seeds.harbour).kid,
        consortium: 'bondmark.example',
        org: 'harbour',
        name: 'station/LBL07',
      },
      notes: [],
    })
    expect(check(labelOf(seeds.pearl, 'P7Q'))).toMatchObject({ ok: true, sealer: { org: 'pearl' } })
  })

  it('is called a verified record, never genuine', () => {
    const found = check(labelOf(seeds.harbour, 'B7Q'))
    const words = wordsFor(found, 'en')
    expect(words).toMatch(/^Record verified: harbour, station LBL07, issued a label/)
    expect(words).toContain('A copied label reads the same')
    expect(`${words} ${wordsFor(found, 'zh-CN')}`).not.toMatch(/genuine|authentic|正品|真品/i)
  })

  it('stays good when the station has a new key, with a note', () => {
    const note = { code: 'seal-key-ended', detail: { until: '2026-06-30T18:00:00.000+08:00' } }
    expect(check(labelOf(seeds.harbourBefore, 'B6Q'))).toMatchObject({ ok: true, notes: [note] })
    const earlier = { nowMs: Date.parse('2026-06-01T00:00:00.000Z') }
    expect(check(labelOf(seeds.harbourBefore, 'B6Q'), earlier)).toMatchObject({ ok: true, notes: [] })
  })

  it('may be on a serial of the same station’s other key', () => {
    expect(check(labelOf(seeds.harbour, 'B6Q'))).toMatchObject({ ok: true, notes: [] })
  })

  it('on a serial of a brand’s pool, of which no list speaks, is verified with a note', () => {
    const note = { code: 'seal-prefix-unlisted', detail: { prefix: 'ZYX' } }
    expect(check(labelOf(seeds.harbour, 'ZYX'))).toMatchObject({ ok: true, notes: [note] })
    // Nor can another member discredit a pool by listing its range as a prefix.
    const spiteful = {
      ...pearl,
      keys: [listedKey(seeds.pearl, { use: 'station', name: 'station/LBL07', prefix: 'ZYX' })],
    }
    const keys = keysOf(harbour, spiteful)
    expect(check(labelOf(seeds.harbour, 'ZYX'), { keys })).toMatchObject({ ok: true, notes: [note] })
  })
})

describe('a seal is refused with a reason of its own', () => {
  const good = labelOf(seeds.harbour, 'B7Q')
  const stolen = labelOf(seeds.harbourStolen, 'B9Q')
  it.each<[string, string, Partial<SealCheck>, object]>([
    ['none', good.slice(0, good.indexOf('?')), {}, { code: 'seal-missing', checkOnline: false }],
    ['cut off', good.slice(0, -1), {}, { code: 'seal-malformed', detail: { part: 'seal-length' } }],
    [
      'of a key that nobody lists',
      labelOf(seeds.nobody, 'B7Q'),
      {},
      { code: 'seal-unknown-key', checkOnline: true },
    ],
    ['on another serial', good.replace('89AB', '89AC'), {}, { code: 'seal-forged', sealer: null }],
    ['by a person', labelOf(seeds.supervisor, 'B7Q'), {}, { code: 'seal-by-person' }],
    ['by a log', labelOf(seeds.log, 'B7Q'), {}, { code: 'seal-by-log' }],
    ['by a witness', labelOf(seeds.witness, 'B7Q'), {}, { code: 'seal-by-witness' }],
    [
      'by a station of another member, on this member’s serial',
      labelOf(seeds.pearl, 'B7Q'),
      {},
      { code: 'seal-by-other-member', detail: { org: 'pearl', expected: 'harbour' } },
    ],
    [
      'by a member who may not seal here',
      labelOf(seeds.pearl, 'P7Q'),
      { org: { consortium: 'bondmark.example', org: 'harbour' } },
      { code: 'seal-by-other-member', detail: { org: 'pearl', expected: 'harbour' } },
    ],
    [
      'by another station of the same member',
      labelOf(seeds.harbourSecond, 'B7Q'),
      {},
      { code: 'seal-by-other-station', detail: { station: 'LBL08', expected: 'LBL07', prefix: 'B7Q' } },
    ],
    [
      'on a serial of nobody’s, which its station would not give',
      labelOf(seeds.harbour, 'XYZ'),
      {},
      { code: 'seal-prefix-foreign', detail: { station: 'LBL07', prefix: 'XYZ' } },
    ],
    ['of a revoked key', stolen, {}, { code: 'seal-key-revoked', checkOnline: true }],
    [
      'of a key that is not valid yet',
      labelOf(seeds.harbourLater, 'BAQ'),
      {},
      {
        code: 'seal-key-not-yet-valid',
        detail: { from: '2027-01-01T00:00:00.000+08:00' },
        checkOnline: true,
      },
    ],
    [
      'of training, before a real verifier',
      labelOf(seeds.training, 'T7Q'),
      { keys: keysOf(harbour, pretended) },
      { code: 'seal-training', detail: { org: 'pretend' } },
    ],
    ['real, before a verifier of training', good, { training: true }, { code: 'seal-not-training' }],
  ])('%s', (_, text, other, expected) => {
    expect(check(text, other)).toMatchObject({ ok: false, ...expected })
  })

  it('moved from a unit that the verifier knows, whose it is', () => {
    const moved = good.replace('09506000134352', '09506000134369')
    const others = () => [
      { gtin: gtin14, serial: 'B7QZZZZZZZZZZZZ' },
      { gtin: gtin14, serial: 'B7Q0123456789AB' },
    ]
    const detail = { madeForGtin: gtin14, madeForSerial: 'B7Q0123456789AB', gtin: '09506000134369' }
    expect(check(moved, { others })).toMatchObject({ ok: false, code: 'seal-of-other-unit', detail })
  })

  it('after a bounded search, however many units there are', () => {
    let given = 0
    function* endless() {
      for (;;) {
        given++
        yield { gtin: gtin14, serial: 'B7QZZZZZZZZZZZZ' }
      }
    }
    expect(check(good.replace('89AB', '89AC'), { others: endless })).toMatchObject({ code: 'seal-forged' })
    expect(given).toBeLessThanOrEqual(OTHER_UNITS_MAX + 1)
  })
})

describe('a unit whose end is proven', () => {
  const label = labelOf(seeds.harbour, 'B7Q')
  const endedBy = (seed: number) => check(label, { endedBy: () => [pairOf(seed).kid] })

  it('is no longer a verified record, whichever station of its member ended it', () => {
    for (const seed of [seeds.harbour, seeds.harbourBefore])
      expect(endedBy(seed)).toMatchObject({ ok: false, code: 'seal-unit-ended', sealer: { org: 'harbour' } })
  })

  it('is not ended by another member', () => {
    expect(endedBy(seeds.pearl)).toMatchObject({ ok: true })
  })
})

describe('a revoked key', () => {
  const stolen = labelOf(seeds.harbourStolen, 'B9Q')

  it('is good for a unit whose statement is proven to be from before, by its place or its time', () => {
    for (const place of [{ seq: 500 }, { loggedBy: seconds('2026-07-31T00:00:00.000+08:00') }])
      expect(check(stolen, placedAt(place)), JSON.stringify(place)).toMatchObject({
        ok: true,
        notes: [{ code: 'seal-before-revocation' }],
      })
  })

  it('is revoked for one that stands above and later', () => {
    const later = { seq: 501, loggedBy: seconds('2026-08-01T12:00:00.000+08:00') }
    expect(check(stolen, placedAt(later))).toMatchObject({ code: 'seal-key-revoked' })
  })

  it('stays revoked when a newer version of the list forgets it, and cannot be revoked by a stranger', () => {
    const forgetful = { ...harbour, revocations: [], previous: readAs(harbour).head }
    expect(check(stolen, { keys: keysOf(forgetful, harbour) })).toMatchObject({ code: 'seal-key-revoked' })
    const spiteful = {
      ...pearl,
      revocations: [{ kid: pairOf(seeds.harbour).kid, at: '2026-08-01T12:00:00.000+08:00' }],
    }
    expect(check(labelOf(seeds.harbour, 'B7Q'), { keys: keysOf(harbour, spiteful) })).toMatchObject({
      ok: true,
    })
  })

  it('is not made good by a member who lists it as its own', () => {
    const fence = {
      ...pearl,
      keys: [...pearl.keys, listedKey(seeds.harbourStolen, { use: 'station', name: 'station/X' })],
    }
    const found = check(stolen, { keys: keysOf(harbour, fence) })
    expect(found).toMatchObject({ ok: false, code: 'seal-key-revoked' })
  })

  it('is at most another member’s own word, in that member’s name, where it claims key and prefix', () => {
    const claim = listedKey(seeds.harbourStolen, { use: 'station', name: 'station/X', prefix: 'B9Q' })
    const fence = { ...pearl, keys: [...pearl.keys, claim] }
    for (const members of [
      [harbour, fence],
      [fence, harbour],
    ])
      expect(check(stolen, { keys: keysOf(...members) })).toMatchObject({ sealer: { org: 'pearl' } })
  })

  it('is called revoked, and not left out, by the list that no longer has it', () => {
    const keys = harbour.keys.filter(({ prefix }) => prefix !== 'B9Q')
    const tidy = { ...harbour, keys, revocations: [], previous: readAs(harbour).head }
    const both = { keys: keysOf(tidy, harbour) }
    expect(check(stolen, both)).toMatchObject({ code: 'seal-key-revoked', checkOnline: true })
    expect(check(stolen, { ...both, ...placedAt({ seq: 500 }) })).toMatchObject({ code: 'seal-key-delisted' })
  })

  it('ends where the newest list that revokes it says, in whatever order the lists are given', () => {
    const [revocation] = harbour.revocations
    if (revocation === undefined) throw new Error('nobody was robbed')
    const corrected = {
      ...harbour,
      revocations: [{ ...revocation, lastGoodSeq: 100 }],
      previous: readAs(harbour).head,
    }
    const silent = { ...harbour, revocations: [], previous: readAs(corrected).head }
    const lists = [silent, corrected, harbour]
    for (const members of [lists, lists.toReversed(), [corrected, silent, harbour]]) {
      const keys = keysOf(...members)
      expect(check(stolen, { keys, ...placedAt({ seq: 100 }) })).toMatchObject({ ok: true })
      expect(check(stolen, { keys, ...placedAt({ seq: 101 }) })).toMatchObject({ code: 'seal-key-revoked' })
    }
  })
})

describe('a key at the end of its time', () => {
  it('is expired for a unit that was logged after it', () => {
    const late = { loggedBy: seconds('2026-07-01T00:00:00.000+08:00') }
    expect(check(labelOf(seeds.harbourBefore, 'B6Q'), placedAt(late))).toMatchObject({
      code: 'seal-key-expired',
    })
    const early = { loggedBy: seconds('2026-06-01T00:00:00.000+08:00') }
    expect(check(labelOf(seeds.harbourBefore, 'B6Q'), placedAt(early))).toMatchObject({ ok: true, notes: [] })
  })

  it('is delisted when only an older list has it', () => {
    const keys = harbour.keys.filter(({ prefix }) => prefix !== 'B8Q')
    const newer = { ...harbour, keys, previous: readAs(harbour).head }
    expect(check(labelOf(seeds.harbourSecond, 'B8Q'), { keys: keysOf(newer, harbour) })).toMatchObject({
      code: 'seal-key-delisted',
      checkOnline: true,
    })
    expect(check(labelOf(seeds.harbourSecond, 'B8Q'), { keys: keysOf(newer) })).toMatchObject({
      code: 'seal-unknown-key',
    })
  })
})

it('names the same member for a key that two claim alike, in whatever order their lists are given', () => {
  const claim = listedKey(seeds.harbour, { use: 'station', name: 'station/X', prefix: 'B7Q' })
  const twin = { ...pearl, keys: [...pearl.keys, claim] }
  const said = [keysOf(harbour, twin), keysOf(twin, harbour)].map((keys) =>
    check(labelOf(seeds.harbour, 'B7Q'), { keys }),
  )
  expect(said[0]).toEqual(said[1])
  expect(said[0]).toMatchObject({ ok: true, sealer: { org: 'harbour' } })
})

it('takes no two lists of one member that both claim to be its newest', () => {
  const fork = { ...harbour, roles: ['other'] }
  expect(() => keysOf(harbour, fork)).toThrow(BondmarkError)
  expect(keysOf(harbour, harbour)).toEqual(keysOf(harbour))
})

it('verifies a link whatever its resolver, which is not sealed', () => {
  const elsewhere = sealedLink({
    resolverHost: 'elsewhere.example',
    gtin14,
    serial: 'B7Q0123456789AB',
    ...pairOf(seeds.harbour),
  })
  expect(check(elsewhere)).toEqual(check(labelOf(seeds.harbour, 'B7Q')))
})
