import { describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { checkSeal, type SealCheck } from '../../core/label/check-seal.ts'
import { sealedLink } from '../../core/label/seal.ts'
import { sealKeysOfMembers } from '../../core/label/seal-keys.ts'
import { parseSealedLink } from '../../core/label/sealed-link.ts'
import { gtin14, harbour, pearl, readAs } from '../../core/label/sealing-members.stub.ts'
import type { MembershipPayload } from '../../core/membership/membership.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'

// The first two of the seeds 0, 1, 2 … (32 bytes, big-endian) whose kids begin alike, with d0175a60: found among 170,399 keys in 12 s.
const twinOf = (n: number) => {
  const seed = new Uint8Array(32)
  new DataView(seed.buffer).setUint32(28, n)
  const pair = signerFromSeed(seed)
  return { ...pair, kid: kidOf(pair.publicKey) }
}
const [one, other] = [twinOf(34_433), twinOf(170_398)]

const labelOf = ({ publicKey, sign }: typeof one, serial: string): string =>
  sealedLink({ resolverHost: 'verify.bondmark.example', gtin14, serial, publicKey, sign })

const listed = (member: MembershipPayload, twin: typeof one, prefix: string): MembershipPayload => {
  const key = { kid: twin.kid, key: toBase64Url(twin.publicKey), from: '2026-03-02T08:00:00.000+08:00' }
  return { ...member, keys: [{ ...key, use: 'station', name: 'station/TWIN', prefix }, ...member.keys] }
}
const inHarbour = listed(harbour, one, 'H7T')
const inPearl = listed(pearl, other, 'P7T')
const checking = (...members: MembershipPayload[]): SealCheck => ({
  keys: sealKeysOfMembers(members.map(readAs)),
  verify,
  training: false,
})
const orders = [
  [inHarbour, inPearl],
  [inPearl, inHarbour],
]

describe('two listed keys whose hints are alike', () => {
  it('have the same four bytes on a label, and are two keys', () => {
    const hints = [one, other].map((twin) => {
      const read = parseSealedLink(labelOf(twin, 'H7T0123456789AB'))
      return 'code' in read ? read.code : toHex(read.hint)
    })
    expect(hints).toEqual(['d0175a60', 'd0175a60'])
    expect(one.kid).not.toBe(other.kid)
  })

  it.each(orders)('are told apart by the signature, wherever they stand', (...members) => {
    const check = checking(...members)
    expect(checkSeal(labelOf(one, 'H7T0123456789AB'), check)).toMatchObject({
      ok: true,
      sealer: { kid: one.kid, org: 'harbour' },
    })
    expect(checkSeal(labelOf(other, 'P7T0123456789AB'), check)).toMatchObject({
      ok: true,
      sealer: { kid: other.kid, org: 'pearl' },
    })
  })

  it.each(orders)('lend each other nothing: neither seals the other’s serials', (...members) => {
    expect(checkSeal(labelOf(other, 'H7T0123456789AB'), checking(...members))).toMatchObject({
      code: 'seal-by-other-member',
      detail: { org: 'pearl', expected: 'harbour' },
    })
  })

  it('are revoked one by one', () => {
    const at = '2026-08-01T12:00:00.000+08:00'
    const robbed = { ...inHarbour, revocations: [...inHarbour.revocations, { kid: one.kid, at }] }
    const check = checking(robbed, inPearl)
    expect(checkSeal(labelOf(one, 'H7T0123456789AB'), check)).toMatchObject({ code: 'seal-key-revoked' })
    expect(checkSeal(labelOf(other, 'P7T0123456789AB'), check)).toMatchObject({ ok: true })
  })

  it('hide no key that is not listed: its seal is a forgery under the one that is', () => {
    expect(checkSeal(labelOf(other, 'H7T0123456789AB'), checking(inHarbour))).toMatchObject({
      code: 'seal-forged',
      sealer: null,
    })
  })
})
