import type { KeyPress } from '../../core/contract/key-press.ts'
import type { LabelView, StationView } from '../../core/contract/station-view.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { isForeign } from '../../core/label/label-stops.ts'
import { readSetUpCode } from '../../core/label/set-up-code.ts'
import type { StockKind } from '../../core/stock/stock-kinds.ts'
import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import { realTimer, type Timer } from '../../platform/clock/timer.ts'
import { damagedView } from '../damage/damaged-view.ts'
import { type ImportAnswer, PlanImports } from '../plan-import/plan-imports.ts'
import type { PlanProgress } from '../plan-import/prepare-plan.ts'
import { markNow } from '../release/history-mark.ts'
import {
  type RightFiles,
  RightImports,
  type RightTaken,
  type RunningRightImport,
} from '../serials/right-imports.ts'
import type { Person } from '../store/people.ts'
import type { ScanEntry } from '../store/scans.ts'
import { clockRefused } from './clock-keys.ts'
import type { StationContext } from './context.ts'
import { type Desk, readDesk, writeDesk } from './desk.ts'
import { echoed, isEcho } from './heard-twice.ts'
import { takePlan } from './import-plan.ts'
import { keepingStop, requireAttended, requireBelievedClock, symbolOf, takeKey } from './keys.ts'
import { labelLook } from './label-look.ts'
import { type PrinterFor, stockAt } from './label-printers.ts'
import { operatorOf } from './operator.ts'
import { type Outcome, refused, say } from './outcome.ts'
import { PINS_AHEAD_MAX } from './pin-pool.ts'
import { PrintPump } from './print-pump.ts'
import { recoverLabels, reissue } from './recover.ts'
import { PendingPins } from './reserve-label.ts'
import {
  doubleTrigger,
  isDoubleTrigger,
  pinsWanted,
  rawText,
  shownScan,
  takeSymbol,
  whileStopped,
} from './scan.ts'
import { type Sealed, sealBatches, supervisorSigner } from './seal-batch.ts'
import { identify, SignInTries } from './sign-in.ts'
import { type LiveParts, viewOf } from './view.ts'
import { labelToVoid, needsSupervisor, whyNotVoid } from './void-label.ts'

/**
 * Runs in the same transaction as the effects of an input, and is told how the desk was before: how a replay remembers
 * where it is. What it throws undoes the input.
 */
export type AlsoDurably = (before: Desk) => void

const nothingMore: AlsoDurably = () => {}

/** What the live parts of a view are made of; the composition owns devices and sync. */
export type LiveView = () => Omit<
  LiveParts,
  'revision' | 'planImport' | 'rightImport' | 'preparing' | 'whyWaiting'
>

/** What a station is made of, without what it knows by itself. */
export type StationParts = Omit<StationContext, 'dotsPerMm' | 'printerOf' | 'stock' | 'rules'>

/** Labels are laid out for this while no printer is set up for them: the common 203 dpi. */
const DOTS_PER_MM = 8
/** How long a key waits for a printer to throw away the label that is given up. */
const DISCARD_WAIT_MS = 2000
/** Rows of a plan from which on its storing is more than the log takes before it is emptied. */
const MANY_ROWS = 2000
/** Codes that must still be made for it to be told: fewer are there before anybody has read it. */
const PINS_TOLD = 16

/** A code that a scanner is set up by is no goods: nothing happens, whoever scans it. */
const setUpCode = (): Outcome => refused(say('set-up-code-read'), say('next-see-set-up'))

/**
 * The station: scans and key presses in, records and labels out. Inputs are taken one at a time, in order. An answer
 * means that its transaction is on disk. The same object serves the window, the sockets and the shift command.
 */
export class Station {
  readonly ctx: StationContext
  readonly #pins = new PendingPins()
  readonly #pump: PrintPump
  readonly #timer: Timer
  readonly #rules: () => RuleSet
  readonly #imports: PlanImports
  readonly #rightImports: RightImports
  readonly #live: LiveView
  readonly #listeners = new Set<() => void>()
  #onSetUpCode: (symbol: ScannedSymbol) => void = () => {}
  #desk: Desk
  readonly #tries = new SignInTries(() => performance.now())
  #revision = 0
  #isRecovering = false
  #isStarted = false
  #clockSeen = ''
  #queue: Promise<unknown> = Promise.resolve()
  /** Why the newest input was not taken; null once one is. */
  #notTaken: Pick<StationView['state'], 'kind' | 'sentence' | 'next' | 'at'> | null = null
  /** Scratch codes that an input waits for. */
  #preparing: { readonly ready: number; readonly wanted: number } | null = null
  #broken: { readonly failure: Failure; readonly at: string } | null = null

  /** A station on its store. It takes scans and keys at once; it prints after `recover` and `start`. */
  constructor(
    parts: StationParts,
    printerFor: PrinterFor,
    rules: () => RuleSet,
    live: LiveView,
    timer: Timer = realTimer,
  ) {
    const ctx: StationContext = {
      ...parts,
      rules,
      dotsPerMm: (kind) => printerFor(kind)?.printer.model.dotsPerMm ?? DOTS_PER_MM,
      printerOf: (kind) => printerFor(kind)?.printer ?? null,
      stock: (kind) => stockAt(printerFor(kind), kind),
    }
    this.ctx = ctx
    this.#rules = rules
    const decidedBy = () => ({ rules: rules(), mark: markNow(ctx) })
    this.#imports = new PlanImports(ctx.store.file, decidedBy, () => this.changed())
    this.#rightImports = new RightImports(
      ctx,
      (work) => this.#inOrder(work),
      () => this.changed(),
    )
    this.#live = live
    const desk = readDesk(ctx.store.settings, ctx.clock.now())
    // Another process's steady clock says nothing here; a recording's goes on.
    this.#desk = ctx.clock.isRecorded ? desk : { ...desk, last: {} }
    ctx.store.onDamage((failure) => this.breakDown(failure))
    this.#timer = timer
    this.#pump = new PrintPump({ ctx, pins: this.#pins, timer, changed: () => this.changed() }, printerFor)
  }

  get desk(): Desk {
    return this.#desk
  }

  /**
   * Settles what a crash left of labels on their way. Only who is going to print does it: sealing and syncing do not.
   * While the date cannot be believed it waits, because what it does is recorded.
   */
  recover(): Promise<void> {
    return this.#inOrder(async () => {
      this.#isRecovering = true
      if (this.#clockRefusal) return this.changed()
      const recovered = await recoverLabels(this.ctx, this.#pins)
      if (recovered.voided + recovered.uncertain > 0)
        this.ctx.logger.warn(recovered, 'labels were on their way when the station stopped')
      this.#isRecovering = false
      this.changed()
    })
  }

  /** Asks the printer how it is and begins to print what waits. After `recover`: a replay first looks at what the printer kept. */
  start(): void {
    this.#isStarted = true
    // What is reserved has lost its PIN: it is settled before anything is printed.
    if (!this.#isRecovering) this.#pump.start()
  }

  /** Looks at the clock when nobody scans: a jump is told without waiting for an input, and so is a clock set right. */
  async lookAtClock(): Promise<void> {
    const isFree = this.#clockRefusal === null
    const seen = JSON.stringify([this.ctx.clock.refusal?.code, this.ctx.clock.unstated])
    const waits = this.#isRecovering && isFree
    if (seen === this.#clockSeen && !waits) return
    this.#clockSeen = seen
    if (waits) {
      await this.recover()
      if (this.#isStarted) this.start()
    }
    this.changed()
    this.#pump.kick()
  }

  /** One symbol of a scanner, which somebody may have held for a while, in milliseconds. */
  scan(symbol: ScannedSymbol, also: AlsoDurably = nothingMore, heldMs = 0): Promise<Outcome> {
    // The moment it arrived, not the moment its turn came: two pulls a second apart stay two.
    const instantMs = this.ctx.clock.steadyMs() - heldMs
    if (readSetUpCode(symbol.text) !== null) this.#onSetUpCode(symbol)
    return this.#inOrder(async () => {
      await this.#preparePins(pinsWanted(this.ctx, symbol))
      return this.#apply(also, shownScan(symbol), symbol.device, () => {
        const desk = this.#desk
        if (readSetUpCode(symbol.text) !== null) return keepingStop(desk, setUpCode())
        const text = rawText(symbol)
        const again = isEcho(desk, symbol, text, instantMs)
        const twice = isDoubleTrigger(desk, symbol, instantMs)
        const kept = {
          text,
          instantMs,
          ...(symbol.isTyped && { isTyped: true }),
          ...(again && { isEcho: true }),
        }
        this.#desk = { ...desk, last: { ...desk.last, [symbol.device]: kept } }
        if (again) return echoed(desk)
        if (desk.state.kind === 'stop') return whileStopped(desk)
        if (desk.person && this.#clockRefusal) return clockRefused(this.#clockRefusal)
        return twice ? doubleTrigger() : takeSymbol(this.ctx, this.#pins, desk, symbol)
      })
    })
  }

  /** Bytes of a scanner that were no symbol: shown, logged, refused; the next scan goes on. */
  garbage(device: string, failure: Failure, also: AlsoDurably = nothingMore): Promise<Outcome> {
    return this.#inOrder(() =>
      this.#apply(also, '', device, () =>
        this.#desk.state.kind === 'stop'
          ? whileStopped(this.#desk)
          : refused(failure, say('next-scan-again')),
      ),
    )
  }

  /** An input that nobody waits for an answer of could not be taken: the screen says so until the next one is. */
  notTaken({ code, detail }: Failure): void {
    const sentence = { code, detail: { ...detail } }
    const next = { code: 'next-scan-again' as const, detail: {} }
    this.#notTaken = { kind: 'refused', sentence, next, at: this.ctx.clock.now() }
    this.changed()
  }

  /** A key. Throws what the use case refuses; then nothing has changed, and `also` has not run. */
  press(press: KeyPress, also: AlsoDurably = nothingMore): Promise<Outcome> {
    return this.#inOrder(async () => {
      if (press.key === 'seal') return (await this.#seal(press, also)).outcome
      const person =
        'badge' in press && press.badge !== undefined
          ? await this.#identify(press.badge, press.passcode ?? '')
          : null
      if (press.key === 'void') await this.#emptyPrinterOf(press, person)
      await this.#preparePins(this.#pinsForKey(press))
      const outcome = this.#apply(also, '', 'keys', () =>
        takeKey(this.ctx, this.#pins, this.#desk, press, person),
      )
      // Only now is it on disk that the label will not be printed.
      if (press.key === 'void') this.#pins.keepOnly((job) => this.#isToBePrinted(job))
      return outcome
    })
  }

  /** Seals every open batch: `press` with the manifests as its answer. */
  seal(press: { badge?: string | undefined; passcode?: string | undefined }): Promise<readonly Sealed[]> {
    return this.#inOrder(
      async () =>
        (await this.#seal({ key: 'seal', badge: press.badge, passcode: press.passcode }, nothingMore)).sealed,
    )
  }

  /** Throws unless somebody is signed in and no STOP waits: what a screen may do beside scans and keys. */
  requireAttended(): void {
    requireAttended(this.#desk)
  }

  /** Whose badge and passcode these are. Throws `sign-in-refused`, `sign-in-wait`. */
  whoIs(badge: string, passcode: string): Promise<Person> {
    return this.#identify(badge, passcode)
  }

  /** Throws `sign-in-refused` for a passcode that is not this badge's, and `backup-needs-supervisor` for an operator's. */
  async requireSupervisor(badge: string, passcode: string): Promise<void> {
    const person = await this.#identify(badge, passcode)
    if (person.role === 'operator') throw new BondmarkError('backup-needs-supervisor', { name: person.name })
  }

  /**
   * Takes a plan file whole, or nothing of it. Scans go on while it is read, checked and decided; it is stored between two
   * of them. Throws `plan-import-…`, `clock-…`, and what storing throws.
   */
  async importPlan(
    bytes: Uint8Array,
    fileName: string,
    onProgress: (progress: PlanProgress) => void = () => {},
  ): Promise<ImportAnswer> {
    requireBelievedClock(this.ctx)
    const at = this.ctx.clock.now()
    // Whoever asked for it answers for it, whoever is signed in when it is stored.
    const operator = operatorOf(this.ctx, at)
    return this.#imports.take(bytes, { fileName, at }, onProgress, (incoming, prepared, by, isLast) => {
      const store = () =>
        this.#inOrder(() =>
          takePlan(this.ctx, this.#rules(), { incoming, prepared, by, isLast, fileName, operator }),
        )
      return prepared.report.rows < MANY_ROWS ? store() : this.ctx.store.writingMuch(store)
    })
  }

  /**
   * Takes in what a brand signed: a right to give serials, with a pool's list, or news of itself. Whole, or nothing of it;
   * scans go on meanwhile. Throws what `RightImports.take` throws, `clock-…`.
   */
  async importRight(
    files: RightFiles,
    onProgress?: (running: RunningRightImport) => void,
  ): Promise<RightTaken> {
    requireBelievedClock(this.ctx)
    return this.#rightImports.take(files, onProgress)
  }

  /** Whether there was an import to end; one that is being stored ends by itself. */
  cancelImport(): boolean {
    return this.#imports.cancel()
  }

  /** Gives up an uncertain label that is known not to have come out; its unit gets a new serial. */
  reissue(job: number): Promise<void> {
    return this.#inOrder(async () => {
      const label = this.ctx.store.labels.get(job)
      if (label?.state === 'uncertain') await reissue(this.ctx, this.#pins, label)
      this.changed()
      this.#pump.kick()
    })
  }

  /** A question to the store. One that meets damage ends the acknowledging, as an input would. Throws `database-…`. */
  read<T>(question: (ctx: StationContext) => T): T {
    try {
      return question(this.ctx)
    } catch (error) {
      throw this.ctx.store.failureOf(error)
    }
  }

  /**
   * What a screen writes beside scans and keys: whole or not at all, and nothing once the store cannot be trusted. Throws
   * `station-readonly`, `database-…`.
   */
  write<T>(work: () => T): T {
    if (this.#broken) throw new BondmarkError('station-readonly', {})
    return this.ctx.store.transaction(work)
  }

  /**
   * A printer was tried: that took a label of its stock. `badge`: of who asked for it, who may have left meanwhile. What
   * cannot be written down now is missing at the count.
   */
  labelTried(kind: StockKind, badge: string): void {
    const { store, clock } = this.ctx
    const shift = store.shifts.current()?.n ?? null
    this.write(() => store.stock.add({ shift, t: clock.now(), badge, move: 'test', kind, count: 1 }))
    this.changed()
  }

  /** Resolves when the printer has nothing more to do. */
  async printed(): Promise<void> {
    this.#pump.kick()
    await this.#pump.idle()
  }

  view(): StationView {
    if (!this.#broken) {
      try {
        const view = viewOf(this.ctx, this.#desk, {
          revision: this.#revision,
          planImport: this.#imports.running,
          rightImport: this.#rightImports.running,
          preparing: this.#preparing,
          whyWaiting: (kind) => this.#pump.whyWaiting(kind),
          ...this.#live(),
        })
        // A STOP stands whatever else befalls.
        return this.#notTaken && view.state.kind !== 'stop'
          ? { ...view, state: { ...view.state, ...this.#notTaken } }
          : view
      } catch (error) {
        const failure = this.ctx.store.failureOf(error)
        if (!this.#broken) throw failure
      }
    }
    const { damage } = this.#live()
    return damagedView(this.ctx.profile, damage ?? { ...this.#broken, report: null }, this.#revision)
  }

  /**
   * The store can no longer be trusted: from here on nothing is taken, printed or acknowledged, and the screen says so.
   * What was acknowledged before is as durable as the disk has left it.
   */
  breakDown(failure: Failure): void {
    if (this.#broken) return
    this.ctx.logger.error(failure, 'the station is read-only from now on')
    this.#broken = { failure: { ...failure, detail: { ...failure.detail } }, at: this.ctx.clock.now() }
    void this.#pump.close()
    this.changed()
  }

  /** Why the station is read-only; null while it works. */
  get broken(): { readonly failure: Failure; readonly at: string } | null {
    return this.#broken
  }

  /** Labels as a screen may know them, the newest first. */
  newestLabels(limit: number): LabelView[] {
    return this.read((ctx) => {
      const look = labelLook(ctx, this.#desk, (kind) => this.#pump.whyWaiting(kind))
      return ctx.store.labels.newest(limit).map(look)
    })
  }

  /** One label as a screen may know it. Throws `label-not-found`. */
  labelLook(job: number): LabelView {
    return this.read((ctx) => {
      const label = ctx.store.labels.get(job)
      if (!label) throw new BondmarkError('label-not-found', { serial: String(job) })
      return labelLook(ctx, this.#desk, (kind) => this.#pump.whyWaiting(kind))(label)
    })
  }

  /** Calls back after every change; returns the function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back when a scanner has read a set-up code. */
  onSetUpCode(listener: (symbol: ScannedSymbol) => void): void {
    this.#onSetUpCode = listener
  }

  /**
   * How many scratch codes are worth making ahead: for the units that are still to be labeled, and none while nobody works
   * here. A store that cannot be read is told of by whoever works with it.
   */
  pinsAhead(): number {
    if (!this.#desk.person || this.#broken) return 0
    try {
      return this.ctx.store.plans.unitsToLabel(PINS_AHEAD_MAX)
    } catch (error) {
      if (this.ctx.store.failureOf(error) instanceof BondmarkError) return 0
      throw error
    }
  }

  /** Something that the view shows has changed. */
  changed(): void {
    this.ctx.pins.wake()
    this.#revision++
    for (const listener of this.#listeners) listener()
  }

  async close(): Promise<void> {
    await this.#imports.close()
    await this.#rightImports.close()
    await this.#queue
    await this.#pump.close()
    this.ctx.pins.close()
    this.#pins.keepOnly(() => false)
  }

  #isToBePrinted(job: number): boolean {
    const state = this.ctx.store.labels.get(job)?.state
    return state === 'reserved' || state === 'sent'
  }

  /** Waits until there are as many scratch codes as an input may use up; a wait that is felt is told on the screen. */
  async #preparePins(wanted: number): Promise<void> {
    const { pins } = this.ctx
    if (wanted - pins.ready < PINS_TOLD) return pins.ensure(wanted)
    const tell = (ready: number) => {
      const hundredth = Math.floor((100 * ready) / wanted)
      const before = this.#preparing && Math.floor((100 * this.#preparing.ready) / wanted)
      if (hundredth === before) return
      this.#preparing = { ready, wanted }
      this.changed()
    }
    try {
      tell(pins.ready)
      await pins.ensure(wanted, tell)
    } finally {
      this.#preparing = null
      this.changed()
    }
  }

  /** A label in doubt that is given up must not come out later: its printer is told first, as far as it can be reached. */
  async #emptyPrinterOf(press: Extract<KeyPress, { key: 'void' }>, person: Person | null): Promise<void> {
    requireAttended(this.#desk)
    requireBelievedClock(this.ctx)
    const job = labelToVoid(this.ctx, press)
    // What is going to be refused throws nothing away.
    if (needsSupervisor(this.ctx, this.#desk, job, person)) return
    if (job.state !== 'uncertain' || whyNotVoid(this.ctx, job)) return
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#timer.after(DISCARD_WAIT_MS, resolve)
      this.#pump
        .discard(job.job)
        .then(() => resolve(), reject)
        .finally(cancel)
    })
  }

  /** Why nothing may be stated now, by a look at the clock. */
  get #clockRefusal(): Failure | null {
    this.ctx.clock.now()
    return this.ctx.clock.refusal
  }

  #inOrder<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = this.#queue.then(() => this.#unlessBroken(work))
    this.#queue = turn.catch(() => {})
    return turn
  }

  async #unlessBroken<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.#broken) throw new BondmarkError('station-readonly', {})
    try {
      return await work()
    } catch (error) {
      throw this.ctx.store.failureOf(error)
    }
  }

  /** One input's effects, its answer on the desk and its line in the log: durable together, then shown. */
  #apply(also: AlsoDurably, text: string, device: string, work: () => Outcome): Outcome {
    const { store, clock } = this.ctx
    const before = this.#desk
    try {
      const outcome = store.transaction(() => {
        const done = this.#counted(work(), text)
        const at = clock.now()
        const { sentence, next, kind } = done
        this.#desk = {
          ...this.#desk,
          ...done.desk,
          state: done.isEcho ? before.state : { kind, sentence, next, at, count: before.state.count + 1 },
        }
        writeDesk(store.settings, this.#desk)
        if (!done.isEcho) this.#log(done, { t: at, device, text })
        also(before)
        return done
      })
      this.#notTaken = null
      this.changed()
      this.#pump.kick()
      return outcome
    } catch (error) {
      this.#desk = before
      throw error
    }
  }

  /** A foreign label that comes again in one shift: the next step says so. */
  #counted(outcome: Outcome, text: string): Outcome {
    if (outcome.recent !== 'stop' || !isForeign(outcome.situation ?? '')) return outcome
    const { store } = this.ctx
    const times = store.stops.timesOf(store.shifts.current()?.n ?? null, text) + 1
    return times < 2 ? outcome : { ...outcome, next: say('next-foreign-again', { times }) }
  }

  /** Its line in the log; a STOP is on record beside it until somebody acknowledges it. */
  #log(
    { recent, sentence, next, situation }: Outcome,
    scanned: Pick<ScanEntry, 't' | 'device' | 'text'>,
  ): void {
    const { store } = this.ctx
    const scan = store.scans.add({ ...scanned, kind: recent, sentence: JSON.stringify(sentence) })
    if (recent !== 'stop') return
    store.stops.add({
      scan,
      shift: store.shifts.current()?.n ?? null,
      operator: operatorOf(this.ctx, scanned.t),
      situation: situation ?? sentence.code,
      subject: scanned.text,
      next,
    })
  }

  async #seal(
    press: Extract<KeyPress, { key: 'seal' }>,
    also: AlsoDurably,
  ): Promise<{ outcome: Outcome; sealed: readonly Sealed[] }> {
    if (!press.badge || !press.passcode) throw new BondmarkError('seal-needs-supervisor', { name: '–' })
    const person = await this.#identify(press.badge, press.passcode)
    const signer = await supervisorSigner(this.ctx, person, press.passcode)
    requireBelievedClock(this.ctx)
    let sealed: readonly Sealed[] = []
    const outcome = this.#apply(also, '', 'keys', () => {
      sealed = sealBatches(this.ctx, signer)
      const statements = sealed.reduce((sum, { manifest }) => sum + manifest.count, 0)
      return keepingStop(this.#desk, {
        kind: this.#desk.person ? 'ready' : 'signed-out',
        sentence: say('batch-sealed', { batches: sealed.length, statements }),
        next: say('next-sync'),
        recent: 'note',
        desk: {},
      })
    })
    return { outcome, sealed }
  }

  async #identify(badge: string, passcode: string): Promise<Person> {
    this.#tries.begin()
    const person = await identify(this.ctx, badge, passcode)
    this.#tries.succeeded()
    return person
  }

  #pinsForKey(press: KeyPress): number {
    const { pending } = this.#desk
    if (press.key === 'confirm-lot' && pending) return pinsWanted(this.ctx, symbolOf(pending))
    return press.key === 'void' ? 1 : 0
  }
}
