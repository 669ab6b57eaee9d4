import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sealVectors } from './vectors.ts'

const folder = join(import.meta.dirname, '../../fixtures/vectors/label-seal')
const kept = (name: string): string => readFileSync(join(folder, name), 'utf8')
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

const { keys } = JSON.parse(kept('keys.json')) as { keys: { name: string; publicKey: string; kid: string }[] }
const { steps } = JSON.parse(kept('sealing.json')) as { steps: Record<string, string> }
const { verdicts } = JSON.parse(kept('verdicts.json')) as {
  verdicts: {
    name: string
    text: string
    answer: { ok: boolean; code: string; sealer: { kid: string } | null }
  }[]
}

/** A verifier in ten lines of its own: what another program needs of the format to see whose key made a seal. */
function sealerByHand(text: string): string | null {
  const match = /^https:\/\/[a-z0-9.-]+(\/01\/[0-9]{14}\/21\/[0-9A-HJKMNP-TV-Z]{15})\?s=([\w-]{91})$/.exec(
    text,
  )
  if (!match) return null
  const [, path = '', tail = ''] = match
  const seal = Buffer.from(tail, 'base64url')
  for (const { publicKey, kid } of keys) {
    if (!kid.startsWith(seal.subarray(0, 4).toString('hex'))) continue
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    const message = Buffer.from(`bondmark/seal/1\0https://id.gs1.org${path}`)
    if (verify(null, message, key, seal.subarray(4))) return kid
  }
  return null
}

describe('the frozen seal', () => {
  it('is what it was on the day of the freeze, byte for byte', () => {
    expect(steps.text).toBe(
      'https://verify.bondmark.example/01/09506000134352/21/B7Q0123456789AB?s=UG7xhxxRxC9WwLCkq8kSS_3Mt-ZRjyNmKAi0lCmftwRcR19RcVdi6XyBEmhn00PqbEoEZzwfkZCqJFGKOPDj4haRgA8',
    )
    expect(sha256(kept('sealing.json'))).toBe(
      '28f3339b2db42f2b61ec3fe2a7e0efec30d91d7a7e797a96b3698b6c7ca6de1f',
    )
    expect(sha256(kept('keys.json'))).toBe('d837f6190f0869aa14af87dd2a9cb73e6a1293bd19e6d557ad7ab57b21ccc4a2')
  })

  it.each([...sealVectors()])('%s is what the program makes today', (name, text) => {
    expect(kept(name)).toBe(text)
  })

  it('signs the tag, a zero byte and the canonical link', () => {
    const { signedBytes = '', canonicalLink = '' } = steps
    expect(Buffer.from(signedBytes, 'hex').toString('latin1')).toBe(`bondmark/seal/1\0${canonicalLink}`)
  })

  it('bears the hint of a kid that is the hash of the key', () => {
    for (const { kid, publicKey } of keys) expect(sha256(Buffer.from(publicKey, 'base64url'))).toBe(kid)
    expect(keys.find(({ name }) => name === steps.key)?.kid.slice(0, 8)).toBe(steps.hint)
  })

  it.each(verdicts)('is of the same key by a verifier that shares no code: $name', ({ text, answer }) => {
    // `seal-of-other-unit` names the key that made it for another.
    const expected = answer.code === 'seal-of-other-unit' ? null : (answer.sealer?.kid ?? null)
    const byHand = sealerByHand(text)
    if (answer.code === 'seal-unknown-key') expect(byHand).not.toBeNull()
    // A forgiving decoder takes more than one spelling, and upper-case hosts are all the same to it: we do not.
    else if (answer.code !== 'seal-malformed') expect(byHand).toBe(expected)
  })

  it('is refused for every reason there is, and verified in several ways', () => {
    const said = new Set(verdicts.map(({ answer }) => answer.code))
    expect([...said].sort()).toEqual([
      'seal-by-log',
      'seal-by-other-member',
      'seal-by-other-station',
      'seal-by-person',
      'seal-by-witness',
      'seal-forged',
      'seal-key-delisted',
      'seal-key-expired',
      'seal-key-not-yet-valid',
      'seal-key-revoked',
      'seal-malformed',
      'seal-missing',
      'seal-not-training',
      'seal-of-other-unit',
      'seal-prefix-foreign',
      'seal-record-verified',
      'seal-training',
      'seal-unknown-key',
    ])
    expect(verdicts.filter(({ answer }) => answer.ok)).toHaveLength(9)
  })
})
