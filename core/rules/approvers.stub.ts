import { signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { RuleSet } from '../decision/rule-set.ts'
import { toBase64Url } from '../encoding/base64.ts'
import type { MembershipPayload } from '../membership/membership.ts'
import { issuerUri } from '../statement/issuer.ts'
import type { PersonSigner } from '../statement/record-of-person.ts'
import { kidOf } from '../statement/statement.ts'
import { namedSet } from './approved-rules.ts'
import type { ApprovalTrust } from './check-approvals.ts'
import { type RulesApproved, rulesStatements } from './rules-statement.ts'

const place = { consortium: 'trace.example', org: 'harbour' }

/** A person with a key of their own. */
export interface Approver extends PersonSigner {
  readonly publicKey: Uint8Array
  readonly badge: string
  readonly role: 'operator' | 'supervisor' | 'administrator'
}

const approver = (badge: string, role: Approver['role'], seed: number): Approver => {
  const { publicKey, sign } = signerFromSeed(new Uint8Array(32).fill(seed))
  const issuer = issuerUri({ ...place, kind: 'person', name: badge })
  return { publicKey, sign, kid: kidOf(publicKey), issuer, badge, role }
}

/** Two supervisors, two administrators, an operator, and the first supervisor under a second key. */
export const approvers = {
  lin: approver('SUP-0001', 'supervisor', 1),
  wu: approver('SUP-0002', 'supervisor', 2),
  zhao: approver('ADM-0001', 'administrator', 3),
  sun: approver('ADM-0002', 'administrator', 4),
  chen: approver('OP-0007', 'operator', 5),
  linAgain: approver('SUP-0001', 'supervisor', 6),
  stranger: approver('ADM-0009', 'administrator', 7),
}

/** A membership that lists them all but the stranger. */
export function membershipOf(change: Partial<MembershipPayload> = {}): ApprovalTrust['memberships'][number] {
  const listed = Object.values(approvers).filter((one) => one !== approvers.stranger)
  const payload: MembershipPayload = {
    format: 'bondmark/membership/1',
    ...place,
    roles: ['warehouse'],
    keys: listed.map(({ kid, publicKey, badge, role }) => ({
      kid,
      key: toBase64Url(publicKey),
      use: 'person',
      name: `person/${badge}`,
      role,
      from: '2026-01-01T00:00:00.000Z',
    })),
    revocations: [],
    previous: null,
    ...change,
  }
  return { payload }
}

export const trustIn = (...memberships: ApprovalTrust['memberships']): ApprovalTrust => ({
  memberships,
  verify: verifyEd25519,
})

export const REPLACED = 'ab'.repeat(32)

/** What somebody signs who approves a set, with what an attacker changes of it. */
export function approvalBy(
  { kid, issuer, sign }: PersonSigner,
  ruleSet: RuleSet,
  change: Partial<RulesApproved> = {},
): Uint8Array {
  const said: RulesApproved = {
    format: 'bondmark/rules-approved/1',
    ...place,
    t: '2026-11-22T09:00:00.000+08:00',
    ...namedSet(ruleSet),
    validFrom: '2026-11-23',
    replaces: REPLACED,
    ...change,
  }
  return rulesStatements.sign(said, { kid, issuer, sign })
}
