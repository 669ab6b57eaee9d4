import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sealedLink } from '../../core/label/seal.ts'
import { type Clock, ScriptClock } from '../../platform/clock/clock.ts'
import { madeOnce } from '../../test/made-once/made-once.ts'
import { type OpenOptions, type OpenWorkspace, openWorkspace } from '../composition/open-workspace.ts'
import type { LabelJob } from '../store/labels.ts'
import { readPrinted } from '../training/label-eye.ts'
import { makeTrainingWorkspace } from '../training/make-workspace.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { cheapPair } from './cheap-pair.stub.ts'
import type { Outcome } from './outcome.ts'
import type { PinPair } from './pin-pool.ts'

const START = { instantMs: Date.parse('2026-11-22T01:00:00.000Z'), offsetMin: 480 }

/** Copied for each test: making its keys and passcodes costs half a second. */
const template = () =>
  madeOnce('training-workspace', (folder) => makeTrainingWorkspace(folder, new ScriptClock(START)))

/** A real station on a fresh training workspace: real store, keys, ZPL driver, simulated printer over TCP. For tests. */
export class BenchStation {
  readonly folder = mkdtempSync(join(tmpdir(), 'bondmark-station-'))
  readonly clock = new ScriptClock(START)
  workspace!: OpenWorkspace
  /** Of the workspaces that are opened from now on. */
  logLevel: OpenOptions['logLevel'] = 'silent'
  /** Of the same: what makes their scratch codes; null for real ones. */
  makePair: (() => Promise<PinPair>) | null = cheapPair

  readonly #machineClock: Clock

  private constructor(clock: Clock | undefined) {
    this.#machineClock = clock ?? this.clock
  }

  /** `clock`: the machine's, instead of the bench's own, which stands still until something is done. */
  static async open(plan = 'day-1.csv', clock?: Clock): Promise<BenchStation> {
    const bench = new BenchStation(clock)
    cpSync(await template(), bench.folder, { recursive: true })
    await bench.reopen()
    await bench.workspace.station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', plan)), plan)
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    return bench
  }

  get station() {
    return this.workspace.station
  }

  get store() {
    return this.workspace.station.ctx.store
  }

  async reopen(): Promise<void> {
    this.workspace = await openWorkspace({
      folder: this.folder,
      clock: this.#machineClock,
      labelMs: 0,
      waitMsMax: 1000,
      onWait: () => {},
      logLevel: this.logLevel,
      ...(this.makePair ? { makePair: this.makePair } : {}),
    })
    await this.station.recover()
    this.station.start()
  }

  /** A symbol, two seconds after whatever came before. */
  scan(text: string, device = 'hid-1', afterMs = 2000): Promise<Outcome> {
    this.later(afterMs)
    const aim = text.startsWith(']') ? text.slice(0, 3) : null
    return this.station.scan({ device, aim, text: aim ? text.slice(3) : text })
  }

  press(key: string, rest: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
    this.later(1000)
    return this.station.press({ key, ...rest } as Parameters<OpenWorkspace['station']['press']>[0])
  }

  /** Waits for the printer, then answers what the newest label says by its record. Drawing and reading its bytes costs more. */
  async newestSymbol(): Promise<string> {
    await this.station.printed()
    const { profile, identity } = this.station.ctx
    const { kind, gtin, serial } = this.#newestJob()
    if (kind !== 'unit') return `]C100${serial}`
    return `]Q1${sealedLink({ resolverHost: profile.resolverHost, gtin14: gtin, serial, ...identity })}`
  }

  /** Waits for the printer, then answers the text on the label of the newest job. */
  async newestLabel(): Promise<string> {
    await this.station.printed()
    const job = this.#newestJob()
    const { aim, text } = await readPrinted(this.workspace.tray, job, 'hid-1')
    return `${aim}${text}`
  }

  #newestJob(): LabelJob {
    const job = this.store.labels.newest(1)[0]
    if (!job) throw new Error('no label was printed')
    return job
  }

  later(ms: number): void {
    this.clock.set({ instantMs: this.clock.instantMs + ms, offsetMin: START.offsetMin })
  }

  async close(): Promise<void> {
    await this.workspace.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
