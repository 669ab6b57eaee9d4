import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { readRuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { sealedLink } from '../../core/label/seal.ts'
import type { StockSize } from '../../core/label/stock.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { createPrinter } from '../../drivers/printers/create-printer.ts'
import type { PrinterModel } from '../../drivers/printers/models.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import type { PrinterLanguage } from '../../drivers/simulators/machine/language.ts'
import type { Paper } from '../../drivers/simulators/machine/paper.ts'
import type { PrinterQuirks } from '../../drivers/simulators/machine/printer-fault.ts'
import {
  createPrinterMachine,
  type PrinterMachine,
} from '../../drivers/simulators/machine/printer-machine.ts'
import { VirtualTime } from '../../drivers/simulators/virtual-time.ts'
import { memoryWire } from '../../drivers/simulators/wires/memory-wire.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { openRights } from '../../main/composition/open-rights.ts'
import { watchClock } from '../../main/composition/watch-clock.ts'
import { cheapPair } from '../../main/station/cheap-pair.stub.ts'
import type { PrinterFor } from '../../main/station/label-printers.ts'
import { PinPool } from '../../main/station/pin-pool.ts'
import { Station } from '../../main/station/station.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openVaultFile } from '../../main/workspace/vault.ts'
import { readProfile, workspaceFiles } from '../../main/workspace/workspace.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { type Clock, formatInstant, ScriptClock } from '../../platform/clock/clock.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { plan } from './sample-goods.ts'

const START_MS = Date.parse('2026-11-22T01:00:00.000Z')
const OFFSET_MIN = 480

/** In memory where there is such a place: what a disk does at each sync is tested where the power goes. */
const scratch = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

type Files = ReadonlyMap<string, Uint8Array>
let template: Promise<Files> | undefined

/** One workspace is made a process, and its files laid out anew for each station. */
async function makeTemplate(): Promise<Files> {
  const folder = mkdtempSync(join(scratch, 'bondmark-template-'))
  try {
    await makeTrainingWorkspace(folder, new ScriptClock({ instantMs: START_MS, offsetMin: OFFSET_MIN }))
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    return new Map(
      files.map(({ parentPath, name }) => {
        const file = join(parentPath, name)
        return [relative(folder, file), readFileSync(file)]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function layOut(files: Files): string {
  const folder = mkdtempSync(join(scratch, 'bondmark-printing-'))
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
  return folder
}

type Kind = LabelKind

export interface MachineRow {
  readonly model: PrinterModel
  readonly language: PrinterLanguage
}

/** What one printer at the station is made of. */
export interface PrinterSpec extends MachineRow {
  readonly seed?: number
  readonly quirks?: Partial<PrinterQuirks>
  readonly like?: 'tcp' | 'serial'
  readonly flow?: 'none' | 'xon-xoff' | 'rts-cts'
  readonly kinds?: readonly Kind[]
}

/** A printer's machine, the real driver before it, and the papers that nobody has taken yet. */
export interface Place {
  readonly machine: PrinterMachine
  readonly printer: Printer
  readonly tray: Paper[]
}

/**
 * A real station on a real store, with the real driver on simulated machines in memory, in accelerated time. What comes
 * out of a machine is held against the store at that moment; whatever must never happen is kept in `wrong`.
 */
export class PrintingStation {
  readonly folder: string
  readonly time = new VirtualTime()
  readonly wrong: string[] = []
  readonly documents = new Map<string, Set<string>>()
  papers = 0
  station!: Station
  store!: StationStore
  mayCarryPins = true
  /** The stock for units that is in their printer. */
  unitStock: StockSize = '60x40'
  /** Transactions that may still be written; then comes what `failure` says, so many times. */
  #writesLeft = Number.POSITIVE_INFINITY
  #failuresLeft = 0
  #failure: 'disk-full' | 'disk-failed' = 'disk-full'
  readonly #places = new Map<Kind, Place>()
  #machines = 0
  readonly #open = new Set<Transport>()

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(): Promise<PrintingStation> {
    template ??= makeTemplate()
    const opened = new PrintingStation(layOut(await template))
    await opened.#start()
    await opened.station.importPlan(plan, 'printing.csv')
    await opened.station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    return opened
  }

  /** Of the unit labels' printer. */
  get place(): Place {
    const place = this.#places.get('unit')
    if (!place) throw new Error('no printer is set up')
    return place
  }

  /** The disk takes `writes` more transactions, then refuses `failures` of them as full. */
  fillDisk(writes: number, failures: number): void {
    this.#writesLeft = writes
    this.#failuresLeft = failures
    this.#failure = 'disk-full'
  }

  /** Nothing is written after so many more transactions: the process is as good as dead. */
  dieAfter(writes: number): void {
    this.#writesLeft = writes
    this.#failuresLeft = Number.POSITIVE_INFINITY
    this.#failure = 'disk-failed'
  }

  /** Another printer stands at the station from now on, with the stock for these labels. */
  async standUp({
    model,
    language,
    seed = 1,
    quirks = {},
    like = 'tcp',
    flow = 'none',
    kinds = ['unit', 'case'],
  }: PrinterSpec): Promise<Place> {
    for (const kind of kinds) {
      await this.#places.get(kind)?.printer.close()
      this.#places.delete(kind)
    }
    const timer = this.time
    const machine = createPrinterMachine({ language, timer, seed, quirks, flow, dotsPerMm: model.dotsPerMm })
    const id = `printer-${++this.#machines}`
    const tray: Paper[] = []
    machine.onPaper((paper) => {
      tray.push(paper)
      this.#watch(id, paper)
    })
    const printer = this.#connect(id, model, machine, like)
    const place = { machine, printer, tray }
    for (const kind of kinds) this.#places.set(kind, place)
    this.station.changed()
    return place
  }

  /**
   * The process is killed: nothing more of it is written anywhere, and its connections end. What the machine has taken in
   * it keeps. Then the station is started again.
   */
  async killAndReopen(): Promise<void> {
    this.dieAfter(0)
    const { station, store } = this
    for (const transport of this.#open) await transport.close()
    for (const { printer } of this.#places.values()) await this.time.until(printer.close())
    await this.time.until(station.close()).catch(() => undefined)
    store.close()
    await this.reopen()
  }

  /** Closes the station as a person does. */
  async close(): Promise<void> {
    await this.time.until(this.station.close())
    this.store.close()
  }

  async reopen(): Promise<void> {
    this.dieAfter(Number.POSITIVE_INFINITY)
    const again = new Map<Place, Place>()
    for (const [kind, place] of this.#places) {
      const { id, model } = place.printer
      const opened = again.get(place) ?? {
        ...place,
        printer: this.#connect(id, model, place.machine, 'tcp'),
      }
      again.set(place, opened)
      this.#places.set(kind, opened)
    }
    await this.#start()
  }

  /** The text on a label: it is there as far as the paper is whole. */
  textOf(serial: string): string {
    const { profile, identity } = this.station.ctx
    const job = this.store.labels.bySerial(serial)
    if (!job) throw new Error(`there is no label ${serial}`)
    const { publicKey, sign } = identity
    return sealedLink({ resolverHost: profile.resolverHost, gtin14: job.gtin, serial, publicKey, sign })
  }

  async remove(): Promise<void> {
    await this.close()
    for (const { printer } of this.#places.values()) await printer.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #connect(id: string, model: PrinterModel, machine: PrinterMachine, like: 'tcp' | 'serial'): Printer {
    return createPrinter({
      id,
      name: id,
      model,
      timer: this.time,
      connect: async () => {
        if (!machine.isOn)
          throw new BondmarkError('transport-open-failed', { device: id, reason: 'switched off' })
        const wire = memoryWire(machine, { like })
        this.#open.add(wire)
        wire.onClose(() => this.#open.delete(wire))
        return wire
      },
    })
  }

  /** Every paper is of a label that was sent, and of the one document that was ever sent for it. */
  #watch(printer: string, paper: Paper): void {
    this.papers++
    const label = this.store.labels.bySerial(paper.job)
    if (!label) this.wrong.push(`a paper of ${paper.job || 'nothing'}, which was never reserved`)
    else if (label.state === 'reserved') this.wrong.push(`a paper of ${paper.job}, which is only reserved`)
    else if (label.state === 'voided' && paper.whole && this.store.attempts.holderOf(label.job) === null)
      this.wrong.push(`${paper.job} came out after its printer was emptied and it was voided`)
    const sent = this.documents.get(paper.job) ?? new Set()
    sent.add(`${printer}/${paper.document}`)
    this.documents.set(paper.job, sent)
    if (sent.size > 1) this.wrong.push(`${paper.job} was sent ${sent.size} times`)
  }

  async #start(): Promise<void> {
    const files = workspaceFiles(this.folder)
    const profile = readProfile(this.folder)
    const { stationSeed, vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
    const { publicKey, sign } = signerFromSeed(stationSeed)
    const { consortium, org, station: name } = profile
    const clock: Clock = {
      now: () => formatInstant(START_MS + Math.floor(this.time.nowMs()), OFFSET_MIN),
      steadyMs: () => this.time.nowMs(),
      isRecorded: true,
    }
    const store = new StationStore(files.database)
    const write = store.transaction.bind(store)
    store.transaction = (work) => {
      if (this.#writesLeft > 0) {
        this.#writesLeft--
        return write(work)
      }
      if (--this.#failuresLeft === 0) this.#writesLeft = Number.POSITIVE_INFINITY
      throw new BondmarkError(this.#failure, { file: 'test', message: 'as the test wanted it' })
    }
    this.store = store
    const watched = watchClock(clock, store, files.membership)
    const ctx = {
      store,
      profile,
      identity: {
        kid: kidOf(publicKey),
        publicKey,
        issuer: issuerUri({ consortium, org, kind: 'station' as const, name }),
        sign,
      },
      vaultKey,
      clock: watched,
      random,
      pins: new PinPool({ makePair: cheapPair }),
      rights: openRights(
        store,
        profile,
        files,
        parseTrustFile(readFileSync(files.trust, 'utf8')),
        watched.now(),
      ),
      catalogue: openCatalogue(files.catalogue),
      listedKeys: () => [],
      logger: createLogger({ name: 'test', level: 'silent' }),
    }
    const rules = readRuleSet(readFileSync(files.rules), files.rules)
    const printerFor: PrinterFor = (kind) => {
      const place = this.#places.get(kind === 'unit' ? 'unit' : 'case')
      return place
        ? { printer: place.printer, mayCarryPins: this.mayCarryPins, unitStock: this.unitStock }
        : null
    }
    this.station = new Station(
      ctx,
      printerFor,
      () => rules,
      () => ({ devices: [], pairing: null, running: null, lastSync: null }),
      this.time,
    )
    await this.station.recover()
    this.station.start()
  }
}
