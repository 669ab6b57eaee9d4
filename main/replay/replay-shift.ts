import type { Failure } from '../../core/errors/bondmark-error.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ScriptClock } from '../../platform/clock/clock.ts'
import { isStorageFailure } from '../../platform/sqlite/open-database.ts'
import type { Desk } from '../station/desk.ts'
import type { Outcome } from '../station/outcome.ts'
import type { Station } from '../station/station.ts'
import type { LabelJob } from '../store/labels.ts'
import { readPrinted } from '../training/label-eye.ts'
import type { PrinterTray } from '../training/printer-tray.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import type { ShiftAction, ShiftScript } from './shift-script.ts'

/** From a label's print to the moment when the simulated hands hold it to the scanner. */
const HANDS_MS = 1000
/** The scanner that simulated hands hold labels to. */
const HANDS_DEVICE = 'hid-1'
/** A label that three tries cannot read is left for a person. */
const TRIES_MAX = 3
const REFUSED_MAX = 1000
const labelsFirst: readonly string[] = [
  'close-case',
  'close-pallet',
  'take-out',
  'unpack',
  'close-line',
  'close-shift',
]

/** Where a replay is: written in the same transaction as every effect. */
interface Progress {
  /** Actions whose effects are on disk. */
  readonly done: number
  readonly clockMs: number
  readonly offsetMin: number
  /** Labels that were refused for the wrong goods: they wait until their goods are scanned again. */
  readonly waiting: readonly number[]
  /** When the hands scan a label again, for those that have waited. */
  readonly due: Readonly<Record<number, number>>
  /** Keys that a use case refused, the newest of them. */
  readonly refused: readonly { readonly line: number; readonly failure: Failure }[]
}

export interface ReplayReport {
  /** Keys that a use case refused, with their place in the script. */
  readonly refused: readonly { readonly line: number; readonly failure: Failure }[]
}

export interface ReplayEnd {
  readonly done: number
  readonly total: number
}

/** How far a killed replay had come; `null` for a script that has not been replayed here. */
export function progressOf(station: Pick<Station, 'ctx'>, script: ShiftScript): Progress | null {
  return station.ctx.store.settings.replayed<Progress>(script.hash)?.state ?? null
}

/**
 * Simulated hands at the station: they scan what the script says the scanners sent, press what it says people pressed,
 * and hold each printed label to the scanner a second later, as an operator would. Every action's effects and its place
 * in the script become durable together, so that a replay after a kill goes on exactly where it was.
 */
export class ShiftReplay {
  readonly #station
  readonly #clock
  readonly #script
  readonly #tray
  readonly #onProgress
  readonly #tries = new Map<number, number>()
  #progress: Progress

  constructor(
    station: Station,
    clock: ScriptClock,
    script: ShiftScript,
    tray: PrinterTray,
    onProgress: (end: ReplayEnd) => void,
  ) {
    this.#station = station
    this.#clock = clock
    this.#script = script
    this.#tray = tray
    this.#onProgress = onProgress
    const first = script.actions[0]
    this.#progress = progressOf(station, script) ?? {
      done: 0,
      clockMs: first?.instantMs ?? 0,
      offsetMin: first?.offsetMin ?? 0,
      waiting: [],
      due: {},
      refused: [],
    }
  }

  async run(): Promise<ReplayReport> {
    await this.#station.recover()
    await this.#settleUncertain()
    this.#station.start()
    await this.#station.printed()
    for (let at = this.#progress.done; at < this.#script.actions.length; at++) {
      const action = this.#script.actions[at] as ShiftAction
      // Whoever closes or opens again a case or pallet, closes a line or a shift has first put on the labels in hand.
      const closing = action.kind === 'key' && labelsFirst.includes(action.press.key)
      await this.#scanLabels(closing ? Number.POSITIVE_INFINITY : action.instantMs)
      this.#goTo(action.instantMs, action.offsetMin)
      await this.#act(action, at)
      await this.#station.printed()
      this.#onProgress({ done: at + 1, total: this.#script.actions.length })
    }
    await this.#scanLabels(Number.POSITIVE_INFINITY)
    return { refused: this.#progress.refused }
  }

  /** After a crash: a label that the printer has put out whole is scanned back in its turn; any other is given up. */
  async #settleUncertain(): Promise<void> {
    for (const job of this.#station.ctx.store.labels.inState('uncertain')) {
      if (!this.#tray.whole(job.serial)) await this.#station.reissue(job.job)
    }
  }

  async #act(action: ShiftAction, at: number): Promise<void> {
    const before = this.#station.desk.binding
    const commit = () => {
      const again = this.#goodsAgain(before)
      this.#commit({ ...this.#progress, ...again, done: at + 1 })
    }
    try {
      await this.#take(action, commit)
    } catch (error) {
      // What could not be written has not happened: the next run takes it again.
      if (!(error instanceof BondmarkError) || isStorageFailure(error.code)) throw error
      const refused = [...this.#progress.refused, { line: action.line, failure: error.toFailure() }]
      this.#station.ctx.logger.warn(
        { line: action.line, code: error.code, detail: error.detail },
        'a key of the script was refused',
      )
      this.#station.ctx.store.transaction(() =>
        this.#commit({ ...this.#progress, refused: refused.slice(-REFUSED_MAX), done: at + 1 }),
      )
    }
  }

  #take(action: ShiftAction, commit: () => void): Promise<Outcome> {
    if (action.kind === 'key') {
      const { press } = action
      return this.#station.press(
        press.key === 'seal' && !press.badge
          ? { ...press, badge: sampleSupervisor.badge, passcode: sampleSupervisor.passcode }
          : press,
        commit,
      )
    }
    const { framed, device } = action
    if (!framed.ok) return this.#station.garbage(device, { code: framed.code, detail: framed.detail }, commit)
    return this.#station.scan({ device, aim: framed.aim, text: framed.text }, commit)
  }

  /**
   * Goods in hand again: labels that waited for them are held to the scanner a second later. Asked inside the action's
   * transaction, when the desk says already what it did, so that no kill comes between.
   */
  #goodsAgain(before: Desk['binding']): Pick<Progress, 'waiting' | 'due'> {
    const { labels } = this.#station.ctx.store
    const { binding, state } = this.#station.desk
    const { waiting, due } = this.#progress
    if (!binding || binding === before || state.kind !== 'accepted') return { waiting, due }
    const found = waiting.filter((job) => labels.get(job)?.gtin === binding.gtin)
    const dueMs = this.#clock.instantMs + HANDS_MS
    return {
      waiting: waiting.filter((job) => !found.includes(job)),
      due: { ...due, ...Object.fromEntries(found.map((job) => [job, dueMs])) },
    }
  }

  /** Labels whose time has come before `untilMs`, in the order of their times. Nothing is scanned over a STOP. */
  async #scanLabels(untilMs: number): Promise<void> {
    for (;;) {
      if (this.#station.desk.state.kind === 'stop') return
      const next = this.#nextLabel()
      if (!next || next.dueMs >= untilMs) return
      this.#goTo(next.dueMs, this.#progress.offsetMin)
      await this.#scanLabel(next.job)
      await this.#station.printed()
    }
  }

  #nextLabel(): { job: LabelJob; dueMs: number } | null {
    const { waiting, due } = this.#progress
    let soonest: { job: LabelJob; dueMs: number } | null = null
    for (const job of this.#station.ctx.store.labels.inState('printed', 'uncertain')) {
      if (waiting.includes(job.job) || (this.#tries.get(job.job) ?? 0) >= TRIES_MAX) continue
      const dueMs = due[job.job] ?? Date.parse(job.printedAt ?? job.sentAt ?? job.reservedAt) + HANDS_MS
      if (!soonest || dueMs < soonest.dueMs) soonest = { job, dueMs }
    }
    return soonest
  }

  async #scanLabel(job: LabelJob): Promise<void> {
    const held = { ...this.#progress, waiting: [...this.#progress.waiting, job.job] }
    try {
      const symbol = await readPrinted(this.#tray, job, HANDS_DEVICE)
      await this.#station.scan(symbol, () => {
        // Still outstanding inside the transaction: the station has refused it, so it waits for its goods.
        this.#commit(
          this.#station.ctx.store.labels.get(job.job)?.state === 'verified' ? this.#progress : held,
        )
      })
    } catch (error) {
      if (!(error instanceof BondmarkError) || isStorageFailure(error.code)) throw error
      this.#tries.set(job.job, (this.#tries.get(job.job) ?? 0) + 1)
      this.#station.ctx.logger.warn({ job: job.job, code: error.code }, 'a printed label could not be read')
    }
  }

  #goTo(instantMs: number, offsetMin: number): void {
    this.#clock.set({ instantMs: Math.max(instantMs, this.#clock.instantMs), offsetMin })
  }

  #commit(progress: Progress): void {
    const { store } = this.#station.ctx
    const now = { ...progress, clockMs: this.#clock.instantMs }
    store.settings.setReplayed(this.#script.hash, now.done, now)
    this.#progress = now
  }
}
