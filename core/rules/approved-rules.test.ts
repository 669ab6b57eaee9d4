import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type RuleSet, readRuleSet, ruleSetHash } from '../decision/rule-set.ts'
import { toBase64Url } from '../encoding/base64.ts'
import { namedSet, readApprovedRules, writeApprovedRules } from './approved-rules.ts'
import { approvalBy, approvers, membershipOf, REPLACED, trustIn } from './approvers.stub.ts'
import { readApproval, whyNoFollower, whyNotTogether } from './check-approvals.ts'

const { lin, wu, zhao, sun, chen, linAgain, stranger } = approvers
const shipped = readRuleSet(
  readFileSync(new URL('../../fixtures/rules/training.json', import.meta.url)),
  'training.json',
)
const rules: RuleSet = { ...shipped, version: shipped.version + 1 }
const trust = trustIn(membershipOf())
const read = (approvals: readonly Uint8Array[], from = trust, set = rules) =>
  readApprovedRules(writeApprovedRules(set, approvals), 'rules.json', from)
const refused = (code: string, detail: object = {}) =>
  expect.objectContaining({ code, detail: expect.objectContaining(detail) })

describe('a rule set that two people have approved', () => {
  it('is read with who approved it, since when it counts and what it replaces', () => {
    const { named, validFrom, replaces, approvals } = read([approvalBy(lin, rules), approvalBy(zhao, rules)])
    expect(named).toEqual({ name: rules.name, version: rules.version, hash: ruleSetHash(rules) })
    expect({ validFrom, replaces }).toEqual({ validFrom: '2026-11-23', replaces: REPLACED })
    expect(approvals.map(({ name, role }) => [name, role])).toEqual([
      ['person/SUP-0001', 'supervisor'],
      ['person/ADM-0001', 'administrator'],
    ])
  })

  it('counts when both are administrators, and each may say it at another time', () => {
    const later = { t: '2026-11-24T09:00:00.000+08:00' }
    expect(
      read([approvalBy(zhao, rules), approvalBy(sun, rules, later)]).approvals.map(({ said }) => said.t),
    ).toEqual(['2026-11-22T09:00:00.000+08:00', later.t])
  })

  it.each([
    [
      'the same person twice',
      () => [approvalBy(zhao, rules), approvalBy(zhao, rules)],
      'rules-approved-by-same',
    ],
    [
      'one person with two keys',
      () => [approvalBy(lin, rules), approvalBy(linAgain, rules)],
      'rules-approved-by-same',
    ],
    ['two supervisors', () => [approvalBy(lin, rules), approvalBy(wu, rules)], 'rules-needs-administrator'],
    ['an operator', () => [approvalBy(zhao, rules), approvalBy(chen, rules)], 'key-may-not-state'],
    ['a key that nobody lists', () => [approvalBy(zhao, rules), approvalBy(stranger, rules)], 'key-unlisted'],
    [
      'a person under the name of another',
      () => [approvalBy(lin, rules), approvalBy({ ...zhao, issuer: sun.issuer }, rules)],
      'issuer-foreign',
    ],
    [
      'a signature by another key than the one named',
      () => [approvalBy(lin, rules), approvalBy({ ...zhao, sign: sun.sign }, rules)],
      'statement-forged',
    ],
    [
      'an approval of other bytes',
      () => [approvalBy(lin, { ...rules, whitelist: [] }), approvalBy(zhao, { ...rules, whitelist: [] })],
      'rules-approval-other-set',
    ],
    [
      'approvals of different bytes',
      () => [approvalBy(lin, rules), approvalBy(zhao, { ...rules, whitelist: [] })],
      'rules-approvals-differ',
    ],
    [
      'different days',
      () => [approvalBy(lin, rules), approvalBy(zhao, rules, { validFrom: '2026-12-01' })],
      'rules-approvals-differ',
    ],
    [
      'different sets that they replace',
      () => [approvalBy(lin, rules), approvalBy(zhao, rules, { replaces: 'cd'.repeat(32) })],
      'rules-approvals-differ',
    ],
    [
      'another organisation than the members',
      () => [approvalBy(lin, rules, { org: 'other' }), approvalBy(zhao, rules, { org: 'other' })],
      'rules-approval-foreign',
    ],
    [
      'a time before the key was given',
      () => [approvalBy(lin, rules, { t: '2025-11-22T09:00:00.000+08:00' }), approvalBy(zhao, rules)],
      'key-not-yet-valid',
    ],
  ])('is refused with %s', (_, approvals, code) => {
    expect(() => read(approvals())).toThrow(refused(code))
  })

  it('is refused from a key that was revoked, whatever time the approval gives itself', () => {
    const revoked = trustIn(
      membershipOf({ revocations: [{ kid: zhao.kid, at: '2026-12-24T00:00:00.000Z', lastGoodSeq: 9 }] }),
    )
    expect(() => read([approvalBy(lin, rules), approvalBy(zhao, rules)], revoked)).toThrow(
      refused('key-revoked', { kid: zhao.kid }),
    )
  })

  it('is refused with one approval, with three, and with a statement of another kind', () => {
    const [one, other] = [approvalBy(lin, rules), approvalBy(zhao, rules)]
    const bundle = (approvals: unknown) =>
      Buffer.from(JSON.stringify({ format: 'bondmark/approved-rules/1', ruleSet: rules, approvals }))
    const texts = [one, other, approvalBy(sun, rules)].map((bytes) => toBase64Url(bytes))
    for (const wrong of [texts.slice(0, 1), texts, [], ['*'], 'none'])
      expect(() => readApprovedRules(bundle(wrong), 'r.json', trust)).toThrow(
        refused('rules-bundle-malformed'),
      )
    const notOne = Uint8Array.from(one)
    notOne.set([0], 0)
    expect(() => readApprovedRules(bundle([toBase64Url(notOne), texts[1]]), 'r.json', trust)).toThrow(
      refused('statement-malformed'),
    )
  })

  it('is refused where three have approved, and where one speaks for another consortium', () => {
    const three = [lin, zhao, sun].map((one) => readApproval(approvalBy(one, rules), trust))
    expect(whyNotTogether(three)).toMatchObject({ code: 'rules-approvals-missing', detail: { found: 3 } })
    const elsewhere = { consortium: 'other.example' }
    expect(() => read([approvalBy(lin, rules, elsewhere), approvalBy(zhao, rules, elsewhere)])).toThrow(
      refused('rules-approval-foreign'),
    )
  })

  it('is refused with any byte of an approval changed', () => {
    const good = approvalBy(lin, rules)
    for (let at = 0; at < good.length; at += 7) {
      const changed = Uint8Array.from(good)
      changed.set([(good[at] ?? 0) ^ 1], at)
      expect(() => read([changed, approvalBy(zhao, rules)])).toThrow()
    }
  })

  it('follows what is in force by one version, and a name that never counted begins at 1', () => {
    const set = namedSet(rules)
    const counted = [namedSet(shipped)]
    expect(whyNoFollower(set, counted)).toBeNull()
    expect(whyNoFollower({ ...set, version: set.version + 1 }, counted)).toMatchObject({
      code: 'rules-version-wrong',
      detail: { expected: set.version },
    })
    expect(whyNoFollower({ ...set, version: shipped.version }, counted)).not.toBeNull()
    expect(whyNoFollower({ ...set, name: 'Another', version: 1 }, counted)).toBeNull()
    expect(
      whyNoFollower({ ...set, name: 'Another', version: 8 }, [
        ...counted,
        { ...set, name: 'Another', version: 7 },
      ]),
    ).toBeNull()
  })
})
