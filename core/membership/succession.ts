import type { Failure } from '../errors/bondmark-error.ts'
import type { ListedKey, MembershipPayload } from './membership-payload.ts'

/** What is fixed for good once a key is listed: whatever was signed, sealed or minted with it stays to be checked by it. */
const fixed = ['key', 'use', 'name', 'role', 'prefix', 'from'] as const

/**
 * Why a payload may not follow another, or null. Nothing that was once signed is taken back: keys stay listed as they
 * are, only their end may be set or moved; revocations stay, and only become stricter.
 *
 * Codes: `membership-other-organisation` `{found, expected}`, `membership-training`, `membership-key-dropped` `{kid, name}`,
 * `membership-key-changed` `{kid, name, field}`, `membership-revocation-dropped` `{kid}`,
 * `membership-revocation-weakened` `{kid}`, `membership-revocation-of-nobody` `{kid}`.
 */
export function whyNoSuccessor(before: MembershipPayload, after: MembershipPayload): Failure | null {
  if (before.consortium !== after.consortium || before.org !== after.org) {
    const named = ({ consortium, org }: MembershipPayload) => `${consortium}/${org}`
    return {
      code: 'membership-other-organisation',
      detail: { found: named(after), expected: named(before) },
    }
  }
  if (before.training !== after.training) return { code: 'membership-training', detail: {} }
  return whyKeysDiffer(before, after) ?? whyRevocationsDiffer(before, after)
}

function whyKeysDiffer(before: MembershipPayload, after: MembershipPayload): Failure | null {
  const kept = new Map(after.keys.map((key) => [key.kid, key]))
  for (const was of before.keys) {
    const { kid, name } = was
    const is = kept.get(kid)
    if (is === undefined) return { code: 'membership-key-dropped', detail: { kid, name } }
    const field = fixed.find((each) => was[each] !== is[each]) ?? (isSameBlock(was, is) ? null : 'ssccBlock')
    if (field !== null) return { code: 'membership-key-changed', detail: { kid, name, field } }
  }
  return null
}

function whyRevocationsDiffer(before: MembershipPayload, after: MembershipPayload): Failure | null {
  const kept = new Map(after.revocations.map((each) => [each.kid, each]))
  for (const was of before.revocations) {
    const { kid } = was
    const is = kept.get(kid)
    if (is === undefined) return { code: 'membership-revocation-dropped', detail: { kid } }
    const isLater = Date.parse(is.at) > Date.parse(was.at)
    const letsMoreStand = (is.lastGoodSeq ?? -1) > (was.lastGoodSeq ?? -1)
    if (isLater || letsMoreStand) return { code: 'membership-revocation-weakened', detail: { kid } }
  }
  const listed = new Set(after.keys.map(({ kid }) => kid))
  const stranger = after.revocations.find(({ kid }) => !listed.has(kid))
  return stranger ? { code: 'membership-revocation-of-nobody', detail: { kid: stranger.kid } } : null
}

const isSameBlock = ({ ssccBlock: a }: ListedKey, { ssccBlock: b }: ListedKey): boolean =>
  a === undefined || b === undefined
    ? a === b
    : a.companyPrefix === b.companyPrefix && a.extension === b.extension && a.from === b.from && a.to === b.to
