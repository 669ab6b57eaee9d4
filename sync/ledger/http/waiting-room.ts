import { addressGroup } from '../../../platform/http/address-group.ts'

/** Who comes first out of the door when the room is full; see `worth`. */
interface Seat {
  readonly address: string
  readonly leave: () => void
  readonly n: number
  isBusy: boolean
}

export interface WaitingRoomBounds {
  /** Connections in the room, of everybody and of one address. */
  readonly max: number
  readonly maxOfAddress: number
}

/** One connection that has not proved a key. */
export interface Guest {
  /** Whether it is being answered just now; such a one is shown out last. */
  busy(isBusy: boolean): void
  /** It has proved a listed key: it does not count any more, and its address is known from now on. */
  proved(): void
  /** It has gone by itself. */
  left(): void
}

/** Connections whose other end has not proved a key. */
export interface WaitingRoom {
  /** Takes one in, which may show another one out. `leave` must close it. */
  enter(remoteAddress: string, leave: () => void): Guest
  size(): number
  /** How many were shown out to make room. */
  evicted(): number
}

/** Addresses remembered for having proved a key: several for every station there may be. */
const KNOWN_MAX = 1_024

/**
 * Bounds what strangers hold without keeping honest ones out: nobody is turned away at the door, but when the room is full
 * somebody in it must go, the oldest of the most crowded address that is not known and not being answered. Who means
 * well is through the room in less than a second; who fills it with silence only ever shows out his own.
 */
export function openWaitingRoom({ max, maxOfAddress }: WaitingRoomBounds): WaitingRoom {
  const seats = new Set<Seat>()
  const crowds = new Map<string, number>()
  const known = new Set<string>()
  let count = 0
  let evicted = 0

  const leaveSeat = (seat: Seat) => {
    if (!seats.delete(seat)) return
    const left = (crowds.get(seat.address) ?? 1) - 1
    if (left === 0) crowds.delete(seat.address)
    else crowds.set(seat.address, left)
  }
  const crowdOf = ({ address }: Seat) => crowds.get(address) ?? 0
  const worth = (seat: Seat) => [Number(seat.isBusy), Number(known.has(seat.address)), -crowdOf(seat), seat.n]
  const makeRoom = (among: Iterable<Seat>) => {
    let victim: Seat | null = null
    for (const seat of among) if (victim === null || comesBefore(worth(seat), worth(victim))) victim = seat
    if (victim === null) return
    leaveSeat(victim)
    evicted += 1
    victim.leave()
  }

  return {
    enter(remoteAddress, leave) {
      const address = addressGroup(remoteAddress)
      if ((crowds.get(address) ?? 0) >= maxOfAddress)
        makeRoom([...seats].filter((seat) => seat.address === address))
      else if (seats.size >= max) makeRoom(seats)
      count += 1
      const seat: Seat = { address, leave, n: count, isBusy: false }
      seats.add(seat)
      crowds.set(address, (crowds.get(address) ?? 0) + 1)
      return {
        busy: (isBusy) => {
          seat.isBusy = isBusy
        },
        proved() {
          leaveSeat(seat)
          known.delete(address)
          known.add(address)
          const [oldest] = known
          if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest)
        },
        left: () => leaveSeat(seat),
      }
    },
    size: () => seats.size,
    evicted: () => evicted,
  }
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}
