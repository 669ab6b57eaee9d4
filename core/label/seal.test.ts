import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import type { Verify } from '../statement/ed25519.ts'
import { kidOf } from '../statement/statement.ts'
import { checkSeal } from './check-seal.ts'
import { CROCKFORD_ALPHABET } from './crockford.ts'
import { domainTagged } from './domain.ts'
import { canonicalUnitLink, type SealKey, sealedLink } from './seal.ts'

function keyPair(seedByte: number) {
  const key = signerFromSeed(new Uint8Array(32).fill(seedByte))
  return { ...key, kid: kidOf(key.publicKey) }
}

const station = keyPair(7)
const other = keyPair(8)
const unit = { resolverHost: 'verify.bondmark.example', gtin14: '09506000134352', serial: 'SB70123456789AB' }
const link = sealedLink({ ...unit, ...station })

/** Whether a seal is of one of these keys, all of them of one station with any serials. */
function checked(text: string, keys: readonly SealKey[], by: Verify = verify) {
  const whose = {
    consortium: 'bondmark.example',
    org: 'acme',
    use: 'station',
    name: 'station/LBL07',
  } as const
  const listed = { prefix: null, from: null, until: null, listed: 'now', training: false } as const
  const listing = keys.map((key) => ({ ...whose, ...listed, ...key }))
  const {
    ok,
    code,
    detail,
    sealer,
    unit: named,
  } = checkSeal(text, { keys: listing, verify: by, training: false })
  return ok ? { ok, kid: sealer.kid, ...named } : { ok, code, detail }
}

const serials = fc
  .array(fc.constantFrom(...CROCKFORD_ALPHABET), { minLength: 15, maxLength: 15 })
  .map((symbols) => symbols.join(''))
const gtins = fc.stringMatching(/^[0-9]{14}$/)

describe('the seal of a label', () => {
  it('stands in the QR text as 68 bytes of base64url behind the unit', () => {
    expect(link).toMatch(
      /^https:\/\/verify\.bondmark\.example\/01\/09506000134352\/21\/SB70123456789AB\?s=[A-Za-z0-9_-]{91}$/,
    )
    expect(Buffer.from(fromBase64Url(link.slice(-91)).subarray(0, 4)).toString('hex')).toBe(
      station.kid.slice(0, 8),
    )
  })

  it('signs the domain tag, a zero byte and the canonical link, whatever the resolver', () => {
    const message = Buffer.from(
      'bondmark/seal/1\0https://id.gs1.org/01/09506000134352/21/SB70123456789AB',
      'latin1',
    )
    expect(verify(station.publicKey, message, fromBase64Url(link.slice(-91)).subarray(4))).toBe(true)
    const elsewhere = sealedLink({ ...unit, ...station, resolverHost: 'r.example' })
    expect(elsewhere.slice(-91)).toBe(link.slice(-91))
  })

  it('is verified for every unit, against many keys', () => {
    fc.assert(
      fc.property(gtins, serials, (gtin14, serial) => {
        const text = sealedLink({ ...unit, gtin14, serial, ...station })
        expect(checked(text, [other, station])).toEqual({
          ok: true,
          kid: station.kid,
          gtin: gtin14,
          serial,
        })
      }),
      { numRuns: 50 },
    )
  })

  it('is refused after any one character of the link, but the resolver, is changed', () => {
    const start = link.indexOf('/01/')
    for (let i = 0; i < link.length; i++) {
      if (i >= 'https://'.length && i < start) continue
      for (const symbol of ['0', '1', 'A', 'B', 'x', '-', '/']) {
        if (link[i] === symbol) continue
        const changed = link.slice(0, i) + symbol + link.slice(i + 1)
        expect(checked(changed, [station]).ok, changed).toBe(false)
      }
    }
  })

  it('tries every key that bears the hint', () => {
    const asked: Uint8Array[] = []
    const counting: Verify = (publicKey, message, signature) => {
      asked.push(publicKey)
      return asked.length > 1 && verify(publicKey, message, signature)
    }
    // Two keys of one hint are in test/seal/like-hints.test.ts; the same key listed twice walks the same way.
    expect(checked(link, [station, station], counting).ok).toBe(true)
    expect(asked).toHaveLength(2)
  })

  const seal = link.slice(-91)
  const bare = link.slice(0, link.indexOf('?'))
  it.each([
    ['seal-missing', bare],
    ['seal-missing', `${bare}?`],
    ['seal-missing', `${bare}?linkType=all`],
    ['seal-malformed', ''],
    ['seal-malformed', 'not a link'],
    ['seal-malformed', link.replace('https', 'http')],
    ['seal-malformed', link.replace('https://', 'https://user@')],
    ['seal-malformed', link.replace('.example', '.example:8443')],
    ['seal-malformed', link.replace('verify.', 'VERIFY.')],
    ['seal-malformed', link.replace('verify.', 'verify..')],
    ['seal-malformed', link.replace('/01/0', '/01/')],
    ['seal-malformed', link.replace('SB7', 'sb7')],
    ['seal-malformed', `${bare}/?s=${seal}`],
    ['seal-malformed', `${bare}?s=`],
    ['seal-malformed', `${bare}?s=${seal.slice(1)}`],
    ['seal-malformed', `${link}=`],
    ['seal-malformed', `${link}\n`],
    ['seal-malformed', `${link}#top`],
    ['seal-malformed', `${link}&s=${seal}`],
    ['seal-malformed', `${bare}?a=b&s=${seal}`],
    ['seal-malformed', link + 'A'.repeat(10_000)],
  ])('%s: %s', (code, text) => {
    expect(checked(text, [station])).toMatchObject({ ok: false, code })
  })

  it('has one spelling: the spare bits of the last symbol are zero', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(link.slice(-1))
    const respelled = link.slice(0, -1) + alphabet[last + 1]
    expect(checked(respelled, [station])).toMatchObject({ code: 'seal-malformed' })
  })

  it('of a key that is not listed is unknown, not forged', () => {
    expect(checked(link, [other])).toMatchObject({ ok: false, code: 'seal-unknown-key' })
    expect(checked(link, [])).toMatchObject({ ok: false, code: 'seal-unknown-key' })
  })

  it('of a key that is listed under the kid of another is not believed', () => {
    const swapped = { kid: station.kid, publicKey: other.publicKey }
    expect(checked(link, [swapped])).toMatchObject({ code: 'seal-unknown-key' })
  })

  it('moved to another unit is forged', () => {
    const moved = link.replace('SB70123456789AB', 'SB70123456789AC')
    expect(checked(moved, [station])).toEqual({
      ok: false,
      code: 'seal-forged',
      detail: { gtin: '09506000134352', serial: 'SB70123456789AC' },
    })
  })

  it('made in another domain is forged', () => {
    const content = new TextEncoder().encode(canonicalUnitLink(unit.gtin14, unit.serial))
    const forSession = station.sign(domainTagged('session', content))
    const hint = fromBase64Url(seal).subarray(0, 4)
    const text = `${bare}?s=${toBase64Url(Uint8Array.from([...hint, ...forSession]))}`
    expect(checked(text, [station])).toMatchObject({ code: 'seal-forged' })
  })

  it('never throws, whatever is scanned', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        expect(checked(text, [station]).ok).toBe(false)
      }),
    )
  })

  it.each([
    { ...unit, gtin14: '9506000134352' },
    { ...unit, serial: 'SB70123456789A' },
    { ...unit, serial: 'SB70123456789AU' },
    { ...unit, resolverHost: 'verify.bondmark.example/x' },
    { ...unit, resolverHost: 'localhost' },
  ])('is not made for a unit or host that cannot be named: %o', (request) => {
    expect(() => sealedLink({ ...request, ...station })).toThrow(/unit-link-malformed/)
  })
})
