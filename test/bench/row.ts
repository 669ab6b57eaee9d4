/** A row of the budgets table (DESIGN.md §11), measured. */
export interface Row {
  readonly work: string
  readonly budget: string
  readonly figure: string
  readonly met: boolean
  /** The same input handed to others, or what others were measured at before. */
  readonly peers: readonly string[]
  /** What the figure was made of, for comparison over time. */
  readonly numbers: Readonly<Record<string, number>>
}

/** A row that could not be measured on this machine, and what it lacks. */
export interface Skipped {
  readonly work: string
  readonly missing: readonly string[]
}

/** Milliseconds that `work` takes. */
export function msOf(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** The value that a share (0–1) of the values does not exceed, nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Times each piece of work in turn, `rounds` times, so that the machine's moods hit both alike. Total ms of each. */
export function interleave(rounds: number, ...works: readonly (() => void)[]): number[] {
  const totals = works.map(() => 0)
  for (let round = 0; round < rounds; round++) {
    works.forEach((work, at) => {
      totals[at] = (totals[at] ?? 0) + msOf(work)
    })
  }
  return totals
}

export const perSecond = (count: number, ms: number): number => Math.round((count * 1000) / ms)

export const grouped = (value: number): string => value.toLocaleString('en')
