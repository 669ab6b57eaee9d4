import { expect, it } from 'vitest'
import { type RulesSituation, rulesMoves, rulesStandings, standingOf } from './rules-life.ts'

const fresh: RulesSituation = { supersededBy: null, isWithdrawn: false, isFollower: true, approvals: 0 }

it.each<[RulesSituation, ReturnType<typeof standingOf>]>([
  [fresh, 'draft'],
  [{ ...fresh, approvals: 1 }, 'approved-once'],
  [{ ...fresh, approvals: 2 }, 'approved'],
  [{ ...fresh, approvals: 2, isWithdrawn: true }, 'withdrawn'],
  [{ ...fresh, approvals: 1, isFollower: false }, 'outdated'],
  [{ ...fresh, isWithdrawn: true, isFollower: false }, 'withdrawn'],
  [{ ...fresh, supersededBy: 0, isFollower: false, approvals: 2 }, 'in-force'],
  // Of one whose approver was revoked since, it stays so that it counted.
  [{ ...fresh, supersededBy: 0, isFollower: false, approvals: 1 }, 'in-force'],
  [{ ...fresh, supersededBy: 3, isFollower: false, approvals: 2 }, 'superseded'],
])('what is known of a set says what it stands for: %o is %s', (situation, standing) => {
  expect(standingOf(situation)).toBe(standing)
})

it('nothing that counts or counted is approved or taken back, and nothing else is handed out', () => {
  for (const standing of rulesStandings) {
    const counted = standing === 'in-force' || standing === 'superseded'
    expect([standing, rulesMoves[standing].includes('export')]).toEqual([standing, counted])
    if (counted) expect(rulesMoves[standing]).toEqual(['export'])
  }
  expect(rulesMoves.withdrawn).toEqual([])
})
