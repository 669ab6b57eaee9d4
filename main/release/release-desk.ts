import type { AsnAnswer, AsnsAnswer } from '../../core/contract/release.ts'
import type { Station } from '../station/station.ts'
import { listAsns, showAsn } from './list-asns.ts'

/** Inbound plans on their way out, from the screen and the command line. */
export class ReleaseDesk {
  readonly #station

  constructor(station: Station) {
    this.#station = station
  }

  list(): AsnsAnswer {
    return this.#station.read(({ store }) => listAsns(store))
  }

  /** Throws `asn-missing`. */
  show(asn: string): AsnAnswer {
    return this.#station.read(({ store }) => showAsn(store, asn))
  }
}
