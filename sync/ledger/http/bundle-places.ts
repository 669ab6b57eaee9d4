import type { ServerResponse } from 'node:http'
import { addressGroup } from '../../../platform/http/address-group.ts'

/** Entry bundles in memory at once, each up to 16 MiB. */
const PLACES_MAX = 16
/** So long nobody has to give way. An honest reader needs less, or reads on where it was. */
const GRACE_MS = 2_000

interface Place {
  readonly group: string
  readonly response: ServerResponse
  readonly sinceMs: number
}

/** Who is being sent an entry bundle: until the last byte is taken, a slow reader holds on to all of it. */
export class BundlePlaces {
  readonly #places = new Set<Place>()
  readonly #nowMs

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  /**
   * Takes a place for this answer until it is closed; false when there is none. When all are taken, of the address with the most
   * of them the oldest is cut off, so that whoever reads slowly on purpose keeps only himself out.
   */
  take(response: ServerResponse, remoteAddress: string): boolean {
    if (this.#places.size >= PLACES_MAX && !this.#makeRoom()) return false
    const place = { group: addressGroup(remoteAddress), response, sinceMs: this.#nowMs() }
    this.#places.add(place)
    response.once('close', () => this.#places.delete(place))
    return true
  }

  #makeRoom(): boolean {
    const crowds = [...Map.groupBy(this.#places, ({ group }) => group).values()]
    // In the order in which they came: the first is the oldest.
    const [oldest] = crowds.reduce((most, each) => (each.length > most.length ? each : most), [])
    if (oldest === undefined || this.#nowMs() - oldest.sinceMs < GRACE_MS) return false
    this.#places.delete(oldest)
    oldest.response.destroy()
    return true
  }
}
