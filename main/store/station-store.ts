import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { writingMuch } from '../../platform/sqlite/checkpoint-apart.ts'
import { asDatabaseFailure, type Database, openDatabase } from '../../platform/sqlite/open-database.ts'
import { BondedStore } from '../bonded/bonded-store.ts'
import { DraftRows } from '../drafts/draft-rows.ts'
import { InspectionStore } from '../inspection/inspection-store.ts'
import { ReleaseBook } from '../release/release-book.ts'
import { StockMoves } from '../stock/stock-moves.ts'
import { Archives } from './archives.ts'
import { type Batch, Batches } from './batches.ts'
import { Cases } from './cases.ts'
import { isDamage } from './damage-codes.ts'
import { DeviceSettings } from './device-settings.ts'
import { FindStatements } from './find-statements.ts'
import { IncomingPlan } from './incoming-plan.ts'
import { Inputs } from './inputs.ts'
import { LabelChoices } from './label-choices.ts'
import { LabelSearch } from './label-search.ts'
import { LabelTemplates } from './label-templates.ts'
import { Labels } from './labels.ts'
import { Messages } from './messages.ts'
import { Pallets } from './pallets.ts'
import { People } from './people.ts'
import { Plans } from './plans.ts'
import { PoolSerials } from './pool-serials.ts'
import { PrintAttempts } from './print-attempts.ts'
import { PublisherWords } from './publisher-words.ts'
import { RuleSets } from './rule-sets.ts'
import { Scans } from './scans.ts'
import { migrations, STATION_APPLICATION_ID } from './schema.ts'
import { SerialAuthorities } from './serial-authorities.ts'
import { Settings } from './settings.ts'
import { Shifts } from './shifts.ts'
import { Statements, type StoredStatement } from './statements.ts'
import { StatementsBetween } from './statements-between.ts'
import { StationChoices } from './station-choices.ts'
import { Stops } from './stops.ts'

/** Statements between two words on how the indexing of an older store goes on. */
const TOLD_EVERY = 32_000

export interface StoreOptions {
  readonly readonly?: boolean
  /** Only who makes a workspace may create its database. */
  readonly create?: boolean
  /** Statements that are indexed of all, while a store of an older release is indexed afresh. */
  readonly onIndexing?: (done: number, total: number) => void
}

/** The only source of truth on a station: one SQLite file, one writer. */
export class StationStore {
  readonly file: string
  readonly statements: Statements
  readonly search: FindStatements
  readonly between: StatementsBetween
  readonly batches: Batches
  readonly plans: Plans
  readonly labels: Labels
  readonly templates: LabelTemplates
  readonly labelChoices: LabelChoices
  readonly attempts: PrintAttempts
  readonly cases: Cases
  readonly pallets: Pallets
  readonly people: People
  readonly shifts: Shifts
  readonly scans: Scans
  readonly settings: Settings
  readonly serials: SerialAuthorities
  readonly pools: PoolSerials
  readonly archives: Archives
  readonly inputs: Inputs
  readonly devices: DeviceSettings
  readonly stops: Stops
  readonly choices: StationChoices
  readonly labelSearch: LabelSearch
  readonly stock: StockMoves
  readonly rules: RuleSets
  readonly drafts: DraftRows
  readonly publishers: PublisherWords
  readonly inspections: InspectionStore
  readonly releases: ReleaseBook
  readonly messages: Messages
  readonly bonded: BondedStore
  readonly #db: Database
  readonly #immediate: (work: () => unknown) => unknown
  #damaged: ((failure: Failure) => void) | null = null
  readonly #endings = new Set<(isDurable: boolean) => void>()

  /** Throws what `openDatabase` throws. A writer indexes what an older release has left unindexed. */
  constructor(file: string, options: StoreOptions = {}) {
    this.#db = openDatabase(file, {
      applicationId: STATION_APPLICATION_ID,
      migrations,
      readonly: options.readonly ?? false,
      mustExist: !options.create,
    })
    this.#immediate = this.#db.transaction((work: () => unknown) => work()).immediate
    this.file = file
    this.statements = new Statements(this.#db)
    this.search = new FindStatements(this.#db, this.statements)
    this.between = new StatementsBetween(this.#db, this.statements)
    this.batches = new Batches(this.#db)
    this.plans = new Plans(this.#db)
    this.labels = new Labels(this.#db)
    this.templates = new LabelTemplates(this.#db)
    this.labelChoices = new LabelChoices(this.#db)
    this.attempts = new PrintAttempts(this.#db)
    this.cases = new Cases(this.#db)
    this.pallets = new Pallets(this.#db)
    this.people = new People(this.#db)
    this.shifts = new Shifts(this.#db)
    this.scans = new Scans(this.#db)
    this.settings = new Settings(this.#db)
    this.serials = new SerialAuthorities(this.#db)
    this.pools = new PoolSerials(this.#db)
    this.archives = new Archives(this.#db)
    this.inputs = new Inputs(this.#db)
    this.devices = new DeviceSettings(this.#db)
    this.stops = new Stops(this.#db)
    this.choices = new StationChoices(this.#db)
    this.labelSearch = new LabelSearch(this.#db)
    this.stock = new StockMoves(this.#db)
    this.rules = new RuleSets(this.#db)
    this.drafts = new DraftRows(this.#db)
    this.publishers = new PublisherWords(this.#db)
    this.inspections = new InspectionStore(this.#db)
    this.releases = new ReleaseBook(this.#db)
    this.messages = new Messages(this.#db)
    this.bonded = new BondedStore(this.#db)
    if (!options.readonly) this.#index(options.onIndexing ?? (() => {}))
  }

  #index(onIndexing: (done: number, total: number) => void): void {
    const { facts } = this.statements
    const { indexed, whole } = facts.reach()
    let told = indexed
    for (let done = indexed; done < whole; done = facts.reach().indexed) {
      if (done === indexed || done - told >= TOLD_EVERY) onIndexing(done, whole)
      if (done - told >= TOLD_EVERY) told = done
      this.transaction(() => facts.catchUp())
    }
  }

  /** All of `work` becomes durable together, or nothing of it. What it returns may be acknowledged. */
  transaction<T>(work: () => T): T {
    let result: T
    try {
      result = this.#immediate(work) as T
    } catch (error) {
      this.statements.forget()
      this.batches.forget()
      this.inputs.forget()
      this.#ended(false)
      throw this.failureOf(error)
    }
    this.#ended(true)
    return result
  }

  /** Reads everything in `work` as of one moment, whatever is written meanwhile by others. */
  atOnce<T>(work: () => T): T {
    return this.#db.transaction(work).deferred()
  }

  /** What an error of this store means, and whether it may still be written to: see `onDamage`. */
  failureOf(error: unknown): unknown {
    const known = asDatabaseFailure(error, this.file)
    if (known instanceof BondmarkError && isDamage(known.code)) this.#damaged?.(known.toFailure())
    return known
  }

  /** Calls back at each failure after which nothing may be written any more. */
  onDamage(listener: (failure: Failure) => void): void {
    this.#damaged = listener
  }

  /** Calls back when a transaction has become durable or was undone: for what is remembered beside the file. */
  onTransactionEnd(listener: (isDurable: boolean) => void): void {
    this.#endings.add(listener)
  }

  #ended(isDurable: boolean): void {
    if (!this.#db.inTransaction) for (const listener of this.#endings) listener(isDurable)
  }

  /** Does work that writes far more than a scan: what it wrote is moved out of the log beside the scans. */
  writingMuch<T>(work: () => Promise<T>): Promise<T> {
    return writingMuch(this.#db, this.file, work)
  }

  /** Works with a plan that was prepared in a file of its own, attached meanwhile. Not inside a transaction. */
  withIncoming<T>(file: string, work: (incoming: IncomingPlan) => T): T {
    this.#db.prepare('ATTACH ? AS incoming').run(file)
    try {
      return work(new IncomingPlan(this.#db))
    } finally {
      this.#db.exec('DETACH incoming')
    }
  }

  /** A batch's statements in the order of writing, its manifest last. */
  statementsOf(batch: number): StoredStatement[] {
    return this.statements.ofBatch(batch, this.batches.span(batch))
  }

  /** All statements, those that have a receipt, and since when the oldest of the others waits. */
  counts(): { statements: number; receipts: number; oldest: string | null } {
    return this.countsOf(this.batches.all())
  }

  /** The same, of all batches as they were read. */
  countsOf(batches: readonly Batch[]): { statements: number; receipts: number; oldest: string | null } {
    const sum = (of: (batch: Batch) => number) => batches.reduce((total, batch) => total + of(batch), 0)
    const waiting = batches.find((batch) => batch.receipts < batch.statements)
    const from = waiting ? (this.batches.span(waiting.n)?.from ?? 1) : null
    return {
      statements: sum((batch) => batch.statements),
      receipts: sum((batch) => batch.receipts),
      oldest: from === null ? null : this.statements.oldestUnproven(from),
    }
  }

  close(): void {
    this.#db.close()
  }
}
