import { COUNTED, type LineCounts, type LineTally, tallyKey } from './line-tally.ts'

/** A tally, and the key of the station whose word it is. */
export interface ToldTally {
  readonly kid: string
  readonly tally: LineTally
}

/** What one key has stated of a line, up to a place in its chain. Only `labeled` may be below zero: a void is stated later. */
export interface KeyShare extends LineCounts {
  readonly kid: string
  readonly seq: number
}

const none: LineCounts = { received: 0, labeled: 0, passed: 0, short: 0, damaged: 0 }

/** Counts of `a` and `b` together. */
export const addCounts = (a: LineCounts, b: LineCounts): LineCounts => each((count) => a[count] + b[count])

/** Counts of `a` without those of `b`. */
export const lessCounts = (a: LineCounts, b: LineCounts): LineCounts => each((count) => a[count] - b[count])

const each = (of: (count: keyof LineCounts) => number): LineCounts =>
  Object.fromEntries(COUNTED.map((count) => [count, of(count)])) as LineCounts

/**
 * What each key has done on one line, once, whatever was told how often and by whom: a key's share is what was told of it
 * up to the highest place of its chain. A restored store tells of its former keys what it knew of them, which may be less
 * than they told themselves before (then theirs counts) or more (then the store's does): a restore neither doubles what
 * was done nor takes back what was told. Tallies of other lines are a mistake of the caller.
 */
export function keyShares(told: readonly ToldTally[]): Map<string, KeyShare> {
  const shares = new Map<string, KeyShare>()
  const offer = (share: KeyShare) => {
    const known = shares.get(share.kid)
    if (!known || isLater(share, known)) shares.set(share.kid, share)
  }
  for (const { kid, tally } of told) {
    let before = none
    for (const former of tally.former ?? []) {
      offer({ kid: former.kid, seq: former.seq, ...lessCounts(former, before) })
      before = former
    }
    offer({ kid, seq: tally.seq, ...lessCounts(tally, before) })
  }
  return shares
}

/** Counts break the tie, so that the order in which tallies are told never matters. */
function isLater(share: KeyShare, than: KeyShare): boolean {
  if (share.seq !== than.seq) return share.seq > than.seq
  const differing = COUNTED.find((count) => share[count] !== than[count])
  return differing !== undefined && share[differing] > than[differing]
}

/** All stations' counts of each line together, by `tallyKey`. */
export function sumTallies(told: readonly ToldTally[]): Map<string, LineCounts> {
  const ofLines = Map.groupBy(told, ({ tally }) => tallyKey(tally))
  return new Map(
    [...ofLines].map(([key, ofLine]) => [key, [...keyShares(ofLine).values()].reduce(addCounts, none)]),
  )
}
