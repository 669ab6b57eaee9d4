import { expect, it } from 'vitest'
import { type SupervisorWord, supervisorWords } from '../../core/release/supervisor-word.ts'
import { approvers } from '../../core/rules/approvers.stub.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { KnownKeys } from './known-keys.ts'
import { isSupervisorOf } from './signed-by-person.ts'

const { lin, wu } = approvers
const said: SupervisorWord = {
  format: 'bondmark/hold-lifted/1',
  station: 'https://id.trace.example/org/harbour/station/ST-01',
  t: '2026-11-22T09:00:00.000+08:00',
  asn: 'A',
  line: '1',
  lot: 'L',
  reason: 'long enough',
}
const keys = {
  isMembershipKnown: true,
  supervisor: (kid: string) => (kid === lin.kid ? lin : null),
  counts: () => true,
} as unknown as KnownKeys
const isLins = (by: typeof lin) =>
  isSupervisorOf('SUP-0001', readStatement(supervisorWords.sign(said, by)), keys)

it('a supervisor’s word is theirs only under their own signature, key and name', () => {
  expect(isLins(lin)).toBe(true)
  expect(isLins({ ...lin, sign: wu.sign })).toBe(false)
  expect(isLins({ ...lin, kid: wu.kid })).toBe(false)
  expect(isLins({ ...lin, issuer: wu.issuer })).toBe(false)
})
