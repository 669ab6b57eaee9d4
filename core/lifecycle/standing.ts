import type { Code } from '../errors/codes.ts'

/**
 * What a logged statement is worth (DESIGN §9), best first. A later statement may change it; the entry stays.
 * `valid`: well-formed, and possible after everything that counts. `unfounded`: builds on a beginning that is not logged.
 * `conflicted`: contradicts what another key stated, and which of the two is so cannot be seen from here: both are.
 * `impossible`: cannot be so after what its own key stated before, or by its own figures. `malformed`: no event of ours.
 */
export const standings = ['valid', 'unfounded', 'conflicted', 'impossible', 'malformed'] as const
export type Standing = (typeof standings)[number]

/** What a station can say of a statement by itself: that it is recorded here, or that the log has given a receipt for it. */
export type Knowledge = 'recorded' | 'logged'

/** The code whose words say what a standing means. */
export const standingWords = (standing: Standing | Knowledge): Code => `standing-${standing}`

/** One contradiction, seen from a statement: `own` is by its own key or its own figures, `other` is with another key's. */
export type Contradiction = 'own' | 'other' | 'waits'

/** The standing that follows from whether a statement is well-formed and everything found of it: the worst counts. */
export function standingOf(wellFormed: boolean, found: readonly Contradiction[]): Standing {
  if (!wellFormed) return 'malformed'
  if (found.includes('own')) return 'impossible'
  if (found.includes('other')) return 'conflicted'
  return found.includes('waits') ? 'unfounded' : 'valid'
}

/** How a finding weighs for the statement in which it was made. */
export function contradictionOf(
  finding: { readonly waits: boolean; readonly against: number | null },
  kid: string,
  kidAt: (place: number) => string,
): Contradiction {
  if (finding.waits) return 'waits'
  return finding.against !== null && kidAt(finding.against) !== kid ? 'other' : 'own'
}
