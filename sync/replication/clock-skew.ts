/** How far another clock stands from ours, from one question and its answer. */
export interface ClockSkew {
  /** Positive: the other clock is ahead. */
  readonly skewMs: number
  /** The other clock was read somewhere between question and answer: the skew may be off by half of this. */
  readonly roundTripMs: number
}

/** Beyond this a person should look at the clocks; below it, who cares. Statements carry their own times either way. */
export const SKEW_TOLD_MS = 60_000

/** All in Unix ms: `asked` and `heard` by our clock, `theirs` by the other one as it answered. */
export function clockSkew(asked: number, theirs: number, heard: number): ClockSkew {
  // A clock of ours that was set back in between makes no time of its own.
  const roundTripMs = Math.max(0, heard - asked)
  return { skewMs: Math.round(theirs - (asked + roundTripMs / 2)), roundTripMs }
}
