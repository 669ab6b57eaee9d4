import { expect, it } from 'vitest'
import { verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { harbour, pairOf, pearl, readAs, seeds } from '../label/sealing-members.stub.ts'
import { type MembershipPayload, signMembership } from './membership.ts'
import { vouchedMemberships } from './vouched-memberships.ts'

// A consortium whose administrators are the same for every member.
const administrator = pairOf(seeds.harbourAdministrator)
const listOf = (payload: MembershipPayload) => {
  const issuer = `https://id.bondmark.example/org/${payload.org}/person/ADM-0001`
  return signMembership(payload, [{ ...administrator, issuer }], 1_772_000_000)
}
const trustRootOf = (payload: MembershipPayload) => ({
  administrators: [toBase64Url(administrator.publicKey)],
  threshold: 1,
  membershipHead: readAs(payload).head,
})
const newer: MembershipPayload = { ...harbour, roles: ['customs'], previous: readAs(harbour).head }
const orgsOf = (lists: MembershipPayload[], roots: MembershipPayload[]) =>
  vouchedMemberships(lists.map(listOf), roots.map(trustRootOf), verify).map(({ payload }) => payload.org)

it('vouches for each member by its own trust file, though all have the same administrators', () => {
  const lists = [pearl, harbour, newer]
  expect(orgsOf(lists, [newer, pearl])).toEqual(['pearl', 'harbour', 'harbour'])
  expect(orgsOf(lists, [pearl, newer])).toEqual(['pearl', 'harbour', 'harbour'])
})

it('vouches for no version after the one that a trust file names, and for none with a gap before it', () => {
  const newest: MembershipPayload = { ...harbour, roles: ['brand'], previous: readAs(newer).head }
  for (const [lists, root] of [
    [[harbour, newer], harbour],
    [[harbour, newest], newest],
  ] as const)
    expect(() => orgsOf([...lists, pearl], [pearl, root])).toThrow(
      expect.objectContaining({ code: 'membership-head-differs' }),
    )
  expect(() => orgsOf([harbour], [pearl])).toThrow(BondmarkError)
})
