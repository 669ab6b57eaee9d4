/** What a rule set stands for at a station (docs/formats/rules-approval.md). */
export const rulesStandings = [
  'draft',
  'approved-once',
  'approved',
  'in-force',
  'superseded',
  'withdrawn',
  'outdated',
] as const
export type RulesStanding = (typeof rulesStandings)[number]

/** What is known of a rule set, as far as its standing hangs on it. */
export interface RulesSituation {
  /** How many sets have been in force since it was; null when it never was. 0: it is now. */
  readonly supersededBy: number | null
  readonly isWithdrawn: boolean
  /** Whether it can still follow what is in force: by its version, and by what those who approved it have put it in the place of. */
  readonly isFollower: boolean
  /** Approvals that count together. */
  readonly approvals: number
}

/** The first that is so, in this order: what was once in force is that for good, whatever was said of it otherwise. */
export function standingOf({
  supersededBy,
  isWithdrawn,
  isFollower,
  approvals,
}: RulesSituation): RulesStanding {
  if (supersededBy !== null) return supersededBy === 0 ? 'in-force' : 'superseded'
  if (isWithdrawn) return 'withdrawn'
  if (!isFollower) return 'outdated'
  if (approvals === 0) return 'draft'
  return approvals === 1 ? 'approved-once' : 'approved'
}

/** What may be done with a rule set, by its standing. */
export const rulesMoves: Readonly<Record<RulesStanding, readonly ('approve' | 'withdraw' | 'export')[]>> = {
  draft: ['approve', 'withdraw'],
  'approved-once': ['approve', 'withdraw'],
  approved: ['withdraw'],
  'in-force': ['export'],
  superseded: ['export'],
  withdrawn: [],
  outdated: ['withdraw'],
}
