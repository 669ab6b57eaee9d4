import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import { fromHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { checkSeal, type SealAnswer, type SealCheck } from '../../core/label/check-seal.ts'
import { CROCKFORD_ALPHABET } from '../../core/label/crockford.ts'
import { type ListedSealKey, sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import { parseSealedLink } from '../../core/label/sealed-link.ts'
import {
  gtin14,
  harbour,
  labelOf,
  listedKey,
  pairOf,
  pearl,
  readAs,
  seeds,
} from '../../core/label/sealing-members.stub.ts'
import { readMembership, signMembership } from '../../core/membership/membership.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { kidOf, signStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'

const keys = sealKeysOfMembers([harbour, pearl].map(readAs))
const usual: SealCheck = { keys, verify, training: false, nowMs: Date.parse('2026-11-25T12:00:00.000Z') }
const check = (text: string, other: Partial<SealCheck> = {}): SealAnswer =>
  checkSeal(text, { ...usual, ...other })

const label = labelOf(seeds.harbour, 'B7Q')
const honest = check(label)
const hostFrom = 'https://'.length
const hostTo = label.indexOf('/', hostFrom)
const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))

/** The format's one freedom: the resolver host is not sealed. Whatever else is changed, nothing may be verified. */
function expectRefusedOrSameUnit(changed: string): SealAnswer {
  const found = check(changed)
  if (!found.ok) return found
  const behindHost = (text: string) => text.slice(text.indexOf('/', hostFrom))
  expect(changed.startsWith('https://'), changed).toBe(true)
  expect(behindHost(changed), changed).toBe(behindHost(label))
  expect(found, changed).toEqual(honest)
  return found
}

describe('a label’s text, changed in one place', () => {
  it('is refused for any other printable character at any place, but in the host', () => {
    const said = new Map<string, number>()
    for (let at = 0; at < label.length; at++) {
      for (const character of printable) {
        if (character === label[at]) continue
        const found = expectRefusedOrSameUnit(label.slice(0, at) + character + label.slice(at + 1))
        if (found.ok) expect(at >= hostFrom && at < hostTo, `${at} ${character}`).toBe(true)
        const { code } = found
        said.set(code, (said.get(code) ?? 0) + 1)
      }
    }
    // Each of the reasons is met, and no other.
    expect([...said.keys()].sort()).toEqual([
      'seal-forged',
      'seal-malformed',
      'seal-missing',
      'seal-record-verified',
      'seal-unknown-key',
    ])
    expect(said.get('seal-forged')).toBeGreaterThan(5_000)
  })

  it('is refused with a character more at any place, one less, or two changed over, but in the host', () => {
    for (let at = 0; at <= label.length; at++) {
      for (const more of [
        '0',
        'A',
        'a',
        '-',
        '_',
        '/',
        '.',
        '&',
        '=',
        '%',
        ' ',
        '\u0000',
        '\u200b',
        '\ufeff',
      ])
        expectRefusedOrSameUnit(label.slice(0, at) + more + label.slice(at))
      if (at === label.length) continue
      expectRefusedOrSameUnit(label.slice(0, at) + label.slice(at + 1))
      const [one = '', two = ''] = label.slice(at, at + 2)
      if (one !== two) expectRefusedOrSameUnit(label.slice(0, at) + two + one + label.slice(at + 2))
    }
  })

  it('is refused in the other case, full width, or percent-encoded, everywhere, the host included', () => {
    for (let at = 0; at < label.length; at++) {
      const character = label.charAt(at)
      const code = character.charCodeAt(0)
      const otherCase =
        character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase()
      const hex = code.toString(16)
      const forms = [
        `%${hex}`,
        `%${hex.toUpperCase()}`,
        `%25${hex}`,
        String.fromCharCode(code + 0xfee0),
        `${character}\u0301`,
        ...(otherCase === character ? [] : [otherCase]),
        ...(/\d/.test(character) ? [String.fromCharCode(0x0660 + Number(character))] : []),
      ]
      for (const form of forms) {
        const changed = label.slice(0, at) + form + label.slice(at + 1)
        expect(check(changed).ok, changed).toBe(false)
      }
    }
    for (const whole of [label.toUpperCase(), label.toLowerCase(), encodeURI(label).replaceAll('?', '%3F')])
      expect(check(whole).ok, whole).toBe(false)
  })

  it('is refused after any number of random changes', () => {
    const change = fc.record({
      at: fc.nat({ max: label.length - 1 }),
      remove: fc.nat({ max: 3 }),
      put: fc.string({ maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const changed = changes.reduce(
          (text, { at, remove, put }) => text.slice(0, at) + put + text.slice(at + remove),
          label,
        )
        if (changed !== label) expectRefusedOrSameUnit(changed)
      }),
      { numRuns: 1_000 },
    )
  })

  const bare = label.slice(0, label.indexOf('?'))
  const seal = label.slice(-91)
  it.each([
    ['query', `${label}&s=${seal}`],
    ['query', `${label}&linkType=all`],
    ['query', `${bare}?17=271231&s=${seal}`],
    ['query', `${bare}?linkType=gs1:pip&s=${seal}`],
    ['fragment', `${label}#`],
    ['fragment', `${bare}#?s=${seal}`],
    ['path', `${bare}/?s=${seal}`],
    ['path', `${bare}/10/LOT1?s=${seal}`],
    ['path', label.replace('/01/', '//01/')],
    ['path', label.replace('/01/', '/./01/')],
    ['path', label.replace('/01/', '/gtin/')],
    ['path', label.replace('/01/', '/shop/01/')],
    ['gtin', label.replace('/01/0', '/01/')],
    ['gtin', label.replace('/01/0', '/01/00')],
    ['host', label.replace('verify.', 'customs@verify.')],
    ['host', label.replace('.example', '.example:443')],
    ['host', label.replace('.example', '.example.')],
    ['host', label.replace('verify.bondmark.example', '[2001:db8::1]')],
    ['scheme', label.replace('https', 'http')],
    ['scheme', label.replace('https', 'HTTPS')],
    ['characters', ` ${label}`],
    ['characters', `${label}\r\n`],
    ['characters', label.replace('https:', 'https：')],
    ['length', `${label}${'A'.repeat(400)}`],
  ])('names the part that no label has: %s in %s', (part, text) => {
    expect(check(text)).toMatchObject({ ok: false, code: 'seal-malformed', detail: { part } })
  })
})

describe('the host of a label', () => {
  it.each([
    'evil.example',
    'id.gs1.org',
    'xn--bndmark-9bb.example',
    '127.0.0.1',
    `${'a.'.repeat(100)}example`,
  ])('is not sealed: at %s it names the same unit with the same seal', (host) => {
    expect(check(label.replace('verify.bondmark.example', host))).toEqual(honest)
  })
})

describe('a seal moved to another unit', () => {
  const serials = fc
    .array(fc.constantFrom(...CROCKFORD_ALPHABET), { minLength: 12, maxLength: 12 })
    .map((symbols) => `B7Q${symbols.join('')}`)

  it('is refused on any other serial and any other GTIN, and named where the unit it was made for is known', () => {
    fc.assert(
      fc.property(serials, fc.stringMatching(/^[0-9]{14}$/), (serial, gtin) => {
        const others = () => [{ gtin: gtin14, serial: 'B7Q0123456789AB' }]
        for (const unit of [
          { gtin: gtin14, serial },
          { gtin, serial: 'B7Q0123456789AB' },
          { gtin, serial },
        ]) {
          const moved = `https://verify.bondmark.example/01/${unit.gtin}/21/${unit.serial}?s=${label.slice(-91)}`
          if (moved === label) continue
          expect(check(moved)).toMatchObject({ code: 'seal-forged', detail: unit })
          expect(check(moved, { others })).toMatchObject({
            code: 'seal-of-other-unit',
            detail: { ...unit, madeForGtin: gtin14, madeForSerial: 'B7Q0123456789AB' },
          })
        }
      }),
      { numRuns: 100 },
    )
  })

  it('never fits under the hint of another listed key', () => {
    const { signature } = parts(label)
    for (const key of keys) {
      if (key.kid === pairOf(seeds.harbour).kid) continue
      const tail = toBase64Url(concatBytes(fromHex(key.kid.slice(0, 8)), signature))
      expect(check(`${label.slice(0, -91)}${tail}`)).toMatchObject({ ok: false, code: 'seal-forged' })
    }
  })
})

function parts(text: string) {
  const read = parseSealedLink(text)
  if ('code' in read) throw new Error(read.code)
  return read
}

const withSignature = (signature: Uint8Array, kid = pairOf(seeds.harbour).kid): string =>
  `${label.slice(0, -91)}${toBase64Url(concatBytes(fromHex(kid.slice(0, 8)), signature))}`

describe('a signature that is made over from a good one', () => {
  it('is refused with the group’s order added to S, though the equation still holds', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const { signature } = parts(label)
    let s = 0n
    for (let at = 63; at >= 32; at--) s = (s << 8n) | BigInt(signature[at] ?? 0)
    const again = signature.slice()
    let rest = s + order
    for (let at = 32; at < 64; at++, rest >>= 8n) again[at] = Number(rest & 0xffn)
    expect(check(withSignature(again))).toMatchObject({ code: 'seal-forged' })
    expect(check(withSignature(signature))).toEqual(honest)
  })

  it('is refused after the change of any bit', () => {
    const { signature } = parts(label)
    for (let bit = 0; bit < 512; bit++) {
      const changed = signature.slice()
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(check(withSignature(changed)), `bit ${bit}`).toMatchObject({ code: 'seal-forged' })
    }
  })
})

describe('a key that fits every message', () => {
  /** The neutral element: R = A = 1 and S = 0 satisfy the equation for any text. */
  const neutral = fromHex(`01${'00'.repeat(31)}`)
  const kid = kidOf(neutral)
  const forAnything = withSignature(concatBytes(neutral, new Uint8Array(32)), kid)

  it('is refused even where it stands among the keys', () => {
    const [usualKey] = keys
    const planted = { ...usualKey, kid, publicKey: neutral, prefix: 'B7Q' } as ListedSealKey
    expect(check(forAnything, { keys: [planted] })).toMatchObject({ ok: false, code: 'seal-forged' })
  })

  it('gets on no list: the administrators’ signatures over it are worth nothing', () => {
    const entry = {
      ...listedKey(seeds.harbour, { use: 'station', name: 'station/LBL07' }),
      kid,
      key: toBase64Url(neutral),
    }
    expect(codeOf(() => readList({ ...harbour, keys: [entry] }))).toBe('membership-malformed at keys.0.key')
    expect(sealKeysOfMembers([readAs({ ...harbour, keys: [entry] })])).toEqual([])
  })
})

describe('a hint of another’s key', () => {
  it('cannot be had by listing a key under a kid that is another’s', () => {
    const forged = {
      ...listedKey(seeds.nobody, { use: 'station', name: 'station/X' }),
      kid: pairOf(seeds.harbour).kid,
    }
    expect(codeOf(() => readList({ ...harbour, keys: [forged] }))).toBe('membership-malformed at keys.0.kid')
    const byNobody = withSignature(parts(labelOf(seeds.nobody, 'B7Q')).signature)
    const smuggled = sealKeysOfMembers([readAs({ ...harbour, keys: [forged] })])
    expect(check(byNobody, { keys: smuggled })).toMatchObject({ code: 'seal-unknown-key' })
    expect(check(byNobody, { keys: [...smuggled, ...keys] })).toMatchObject({ code: 'seal-forged' })
  })
})

/** What becomes of a list that its administrator signed as it is, without the checks of our own program. */
function readList(payload: typeof harbour) {
  const administrator = pairOf(seeds.harbourAdministrator)
  const issuer = 'https://id.bondmark.example/org/harbour/person/ADM-0001'
  const bytes = canonicalBytes(payload)
  const subject = readAs(payload).head
  const fields = { contentType: contentTypes.membership, subject, iat: 1_772_000_000, payload: bytes }
  const statement = signStatement({ ...fields, kid: administrator.kid, issuer }, administrator.sign)
  const trust = { administrators: [toBase64Url(administrator.publicKey)], threshold: 1 }
  // The same way takes a good list.
  expect(
    readMembership(signMembership(harbour, [{ ...administrator, issuer }], 1), trust, verify).payload,
  ).toEqual(harbour)
  return readMembership([statement], trust, verify)
}

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return `${error.code} at ${error.detail.at}`
    throw error
  }
  return 'accepted'
}

it('takes apart no seal that is written otherwise than it would write it', () => {
  const { hint, signature } = parts(label)
  expect(toBase64Url(concatBytes(hint, signature))).toBe(label.slice(-91))
  expect(fromBase64Url(label.slice(-91))).toHaveLength(68)
})
