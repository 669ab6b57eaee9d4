import { BondmarkError } from '../../../core/errors/bondmark-error.ts'

/** Stations that wait for a seat, and how long: less than the silence that a station bears. */
const WAITING_MAX = 256
const WAIT_MS_MAX = 45_000

interface Sitter {
  readonly kid: string
  /** Ends the session. */
  readonly leave: () => void
}
interface Waiter extends Sitter {
  readonly settle: (error: BondmarkError | null) => void
}

/** A place, or one in the queue. */
interface TakenSeat {
  readonly seated: Promise<void>
  /** Leaves the queue; a place that it has already stays taken. */
  giveUp(): void
  /** Gives the place back, or leaves the queue. */
  gone(): void
}

/** Places for sessions whose stations have proved their keys; each may hold a batch in memory. */
export interface SessionSeats {
  /**
   * Waits for a place, in turn. A key has one: a newer session of it ends the older, which a broken line may have
   * left behind, and sits down when that is gone. Throws `ledger-busy` after 45 s or when too many wait, and
   * `session-closed` when it is given up.
   */
  take(kid: string, leave: () => void): TakenSeat
  taken(): number
  waiting(): number
}

export function keepSessionSeats(max: number): SessionSeats {
  const sitting = new Set<Sitter>()
  const waiting: Waiter[] = []

  const seatNext = () => {
    while (sitting.size < max) {
      const sittingKids = new Set([...sitting].map(({ kid }) => kid))
      const at = waiting.findIndex(({ kid }) => !sittingKids.has(kid))
      const [next] = at < 0 ? [] : waiting.splice(at, 1)
      if (next === undefined) return
      sitting.add(next)
      next.settle(null)
    }
  }
  const drop = (waiter: Waiter, error: BondmarkError) => {
    const at = waiting.indexOf(waiter)
    if (at < 0) return
    waiting.splice(at, 1)
    waiter.settle(error)
  }
  return {
    take(kid, leave) {
      for (const sitter of [...sitting, ...waiting]) if (sitter.kid === kid) sitter.leave()
      let settle: Waiter['settle'] = () => {}
      const seated = new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => drop(waiter, new BondmarkError('ledger-busy', { seconds: WAIT_MS_MAX / 1_000 })),
          WAIT_MS_MAX,
        )
        settle = (error) => {
          clearTimeout(late)
          if (error === null) resolve()
          else reject(error)
        }
      })
      const waiter: Waiter = { kid, leave, settle: (error) => settle(error) }
      if (waiting.length >= WAITING_MAX) settle(new BondmarkError('ledger-busy', { seconds: 0 }))
      else waiting.push(waiter)
      seatNext()
      const giveUp = () => drop(waiter, new BondmarkError('session-closed', {}))
      return {
        seated,
        giveUp,
        gone() {
          giveUp()
          sitting.delete(waiter)
          seatNext()
        },
      }
    },
    taken: () => sitting.size,
    waiting: () => waiting.length,
  }
}
