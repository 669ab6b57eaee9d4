import type { Failure } from '../errors/bondmark-error.ts'
import type { ListedKey, MembershipPayload } from './membership-payload.ts'

/**
 * What differs between two memberships, one sentence each (code and detail; the words stand beside the error words), in the order
 * in which an administrator should look: who is new, who ends, who is revoked, what else. A sentence is there for every
 * change that `continueHistory` lets through; the last one says so when there is none.
 */
export function membershipDiff(before: MembershipPayload, after: MembershipPayload): Failure[] {
  const known = new Map(before.keys.map((key) => [key.kid, key]))
  const added = after.keys.filter(({ kid }) => !known.has(kid))
  const said = [
    ...added.map((key) => addition(key, before)),
    ...after.keys.flatMap((key) => ending(known.get(key.kid), key) ?? []),
    ...revocations(before, after),
    ...roles(before, after),
  ]
  return said.length > 0 ? said : [{ code: 'membership-change-none', detail: {} }]
}

function addition(
  { use, name, role, prefix, ssccBlock, kid, from }: ListedKey,
  before: MembershipPayload,
): Failure {
  const detail = { name, kid: kid.slice(0, 16), from }
  switch (use) {
    case 'station': {
      const block = ssccBlock
        ? `${ssccBlock.companyPrefix}:${ssccBlock.extension}:${ssccBlock.from}-${ssccBlock.to}`
        : '–'
      const goesOn = before.keys.some((key) => key.use === use && key.name === name)
      return {
        code: goesOn ? 'membership-change-station-key' : 'membership-change-station',
        detail: { ...detail, prefix: prefix ?? '–', block },
      }
    }
    case 'person':
      return { code: role ? roleCodes[role] : 'membership-change-operator', detail }
    case 'log':
      return { code: 'membership-change-log', detail }
    case 'witness':
      return { code: 'membership-change-witness', detail }
  }
}

const roleCodes = {
  operator: 'membership-change-operator',
  supervisor: 'membership-change-supervisor',
  administrator: 'membership-change-administrator',
  inspector: 'membership-change-inspector',
} as const

function ending(before: ListedKey | undefined, after: ListedKey): Failure | null {
  const { name, kid, until } = after
  if (before === undefined || before.until === until) return null
  const detail = { name, kid: kid.slice(0, 16), until: until ?? '' }
  return until === undefined
    ? { code: 'membership-change-no-end', detail }
    : { code: 'membership-change-until', detail }
}

function revocations(before: MembershipPayload, after: MembershipPayload): Failure[] {
  const known = new Map(before.revocations.map((each) => [each.kid, each]))
  const names = new Map(after.keys.map(({ kid, name }) => [kid, name]))
  return after.revocations.flatMap(({ kid, at, lastGoodSeq }) => {
    const was = known.get(kid)
    if (was && was.at === at && was.lastGoodSeq === lastGoodSeq) return []
    const detail = { name: names.get(kid) ?? '–', kid: kid.slice(0, 16), at }
    return lastGoodSeq === undefined
      ? { code: 'membership-change-revoked', detail }
      : { code: 'membership-change-revoked-above', detail: { ...detail, seq: lastGoodSeq } }
  })
}

function roles(before: MembershipPayload, after: MembershipPayload): Failure[] {
  const said = ({ roles: list }: MembershipPayload) => list.join(', ') || '–'
  if (said(before) === said(after)) return []
  return [{ code: 'membership-change-roles', detail: { before: said(before), after: said(after) } }]
}
