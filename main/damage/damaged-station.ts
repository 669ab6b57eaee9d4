import { implement } from '@orpc/server'
import { stationContract } from '../../core/contract/station-contract.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { labelEntryOf } from '../history/label-entry.ts'
import { listStops } from '../history/list-stops.ts'
import { searchLabels } from '../history/search-labels.ts'
import { findStatements } from '../station/find.ts'
import { followView } from '../station/follow-view.ts'
import { labelAsStored } from '../station/label-look.ts'
import { type LookUpSource, lookUp } from '../station/look-up.ts'
import { refusals } from '../station/refusing-router.ts'
import { stockAnswer } from '../stock/stock-of-shift.ts'
import { StationStore } from '../store/station-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { Damage } from './damage.ts'
import { damagedView } from './damaged-view.ts'

/**
 * A workspace whose database is damaged, opened to be read only: it shows what is still provable and the way to restore,
 * answers look-ups as far as pages can be read, and takes nothing. It writes not one byte beside the log.
 */
export class DamagedStation {
  readonly #profile
  readonly #database: string
  readonly #damage: Damage
  readonly #listeners = new Set<() => void>()
  #revision = 0

  constructor(folder: string, failure: Failure, at: string, logger: Logger) {
    this.#profile = readProfile(folder)
    this.#database = workspaceFiles(folder).database
    this.#damage = new Damage(folder, failure, at, logger, () => {
      this.#revision++
      for (const listener of this.#listeners) listener()
    })
  }

  view(): StationView {
    return damagedView(this.#profile, this.#damage.view(), this.#revision)
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads with a connection of its own, for this one question. Throws `database-…` where a page cannot be read. */
  read<T>(question: (source: LookUpSource) => T): T {
    let store: StationStore | undefined
    try {
      store = new StationStore(this.#database, { readonly: true })
      return question({ store, profile: this.#profile })
    } catch (error) {
      throw asDatabaseFailure(error, this.#database)
    } finally {
      closeQuietly(store)
    }
  }

  close(): void {
    this.#damage.close()
  }
}

/** A read that a damaged page broke off leaves its cursor open, and the binding then refuses to close. */
function closeQuietly(store: StationStore | undefined): void {
  try {
    store?.close()
  } catch (error) {
    if (!(error instanceof TypeError && /busy executing/.test(error.message))) throw error
  }
}

/** The contract over it: what only reads is answered, everything else is refused as `station-readonly`. */
export function damagedRouter(station: DamagedStation) {
  const os = implement(stationContract)
  const refuse = (): never => {
    throw new BondmarkError('station-readonly', {})
  }
  return os.router({
    ...refusals(refuse),
    view: os.view.handler(({ signal }) => followView(station, signal)),
    lookup: os.lookup.handler(({ input }) => station.read((source) => lookUp(source, input.text))),
    find: os.find.handler(({ input }) => station.read((source) => findStatements(source, input))),
    stock: os.stock.handler(() => station.read(({ store }) => stockAnswer(store))),
    labels: os.labels.handler(({ input }) =>
      station.read(({ store }) => store.labels.newest(input.limit).map(labelAsStored)),
    ),
    labelHistory: os.labelHistory.handler(({ input }) =>
      station.read((source) => searchLabels(source, input)),
    ),
    labelEntry: os.labelEntry.handler(({ input }) =>
      station.read((source) => {
        const entry = labelEntryOf(source, input.job)
        const label = source.store.labels.get(input.job)
        if (!label) throw new BondmarkError('label-not-found', { serial: String(input.job) })
        return { ...entry, look: labelAsStored(label), page: null }
      }),
    ),
    stops: os.stops.handler(({ input }) => station.read((source) => listStops(source, input))),
  })
}
