import { demandKind } from '../demand-kind.ts'
import type { WhitelistEntry2 } from '../rule-set-2.ts'

const bits = new Map(demandKind.options.map((kind, at) => [kind, 1 << at]))

/** The samplings that an entry excepts, as bits: of two entries the one lets more pass whose bits are among the other's. */
export const exceptBits = ({ except = [] }: WhitelistEntry2): number =>
  except.reduce((sum, kind) => sum | (bits.get(kind) ?? 0), 0)

/** A run of entries in the order of their first days, each with the one that lasts longest up to it. */
interface Run {
  readonly from: string[]
  readonly longest: WhitelistEntry2[]
}

/**
 * Entries of one scope by their days: which of them lasts a span of days is found without going through all of them.
 * An entry that another one takes in (its days, and at most its exceptions) is found on the way.
 */
export class ListedDays {
  readonly #runs = new Map<number, Run>()
  /** Entries that another one of the same scope takes in, with that one. */
  readonly takenIn = new Map<WhitelistEntry2, WhitelistEntry2>()

  constructor(entries: readonly WhitelistEntry2[]) {
    // Whoever takes in another one stands before it: begins no later, ends no earlier, excepts no more.
    const inOrder = entries.toSorted(
      (a, b) =>
        compare(a.from, b.from) ||
        compare(b.until, a.until) ||
        (a.except?.length ?? 0) - (b.except?.length ?? 0),
    )
    for (const entry of inOrder) {
      const by = this.lasting(entry.from, entry.until, exceptBits(entry))
      if (by) this.takenIn.set(entry, by)
      this.#add(entry)
    }
  }

  #add(entry: WhitelistEntry2): void {
    const key = exceptBits(entry)
    const run = this.#runs.get(key) ?? { from: [], longest: [] }
    this.#runs.set(key, run)
    const before = run.longest.at(-1)
    run.from.push(entry.from)
    run.longest.push(before && before.until >= entry.until ? before : entry)
  }

  /** An entry that counts from `from` to `until` at least, with no exceptions but those in `except`. */
  lasting(from: string, until: string, except: number): WhitelistEntry2 | undefined {
    for (const [bits, run] of this.#runs) {
      if (bits & ~except) continue
      const best = run.longest[lastUpTo(run.from, from)]
      if (best && best.until >= until) return best
    }
    return undefined
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The place of the last day that is not after `day`; -1 when there is none. */
function lastUpTo(days: readonly string[], day: string): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle] ?? '') <= day) low = middle + 1
    else high = middle
  }
  return low - 1
}
