import { isDeepStrictEqual } from 'node:util'
import type {
  DeviceSetting,
  DeviceSettingsAnswer,
  DevicesAnswer,
  ForgetDevice,
  SaveDevice,
} from '../../core/contract/devices.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { newSetUpCode } from '../../core/label/set-up-code.ts'
import { holdsLabels, sizeIn } from '../../core/label/stock.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'

import type { Printer } from '../../drivers/printers/printer.ts'

import { hidKeyboardModels } from '../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import { hidPosModels } from '../../drivers/scanners/hid-pos/hid-pos-models.ts'
import { createScanQueue, type ScanQueue } from '../../drivers/scanners/scan-queue.ts'
import type { ScannedSymbol } from '../../drivers/scanners/scanner.ts'
import { mayCarryPins } from '../../drivers/transports/carry-pins.ts'
import type { LabelPrinter } from '../station/label-printers.ts'
import type { Station } from '../station/station.ts'
import { templateInForce } from '../templates/known-templates.ts'
import type { DeviceView } from './device-sign.ts'
import { discover } from './discover.ts'
import type { Address } from './found/probe-address.ts'
import { OpenDevices } from './open-devices.ts'
import { Pairing } from './pairing/pairing.ts'
import type { Adoptable } from './pairing/pairing-ear.ts'
import { choosablePrinters, modelOf } from './printer-models.ts'
import { isSameDevice } from './same-device.ts'
import { testLabelOf } from './test-label.ts'
import type { DeviceWorld } from './used-device.ts'

/** More than any desk has. */
const DEVICES_MAX = 32

export interface DeskWorld {
  /** Asked late: the station and its devices know each other. */
  readonly station: () => Station
  /** Signs of devices that are not set up here: simulated ones, the ledger. */
  readonly others: () => readonly DeviceView[]
  /** The simulated printer, which is not set up and can be tried all the same. */
  readonly simulated: Printer | null
}

/** Devices from the screen: found, set up, paired, tested, forgotten. What is changed is on disk before it is used. */
export class DeviceDesk {
  readonly #world: DeskWorld
  readonly #queue: ScanQueue
  readonly #open: OpenDevices
  #isStarted = false
  #malformed: readonly string[] = []
  #pairing: Pairing | null = null
  /** Ends the watch over who is signed in. */
  #endWatch: () => void = () => {}
  #probing: Promise<unknown> = Promise.resolve()
  #tests = 0
  #changing: Promise<unknown> = Promise.resolve()

  constructor(world: DeskWorld) {
    this.#world = world
    this.#queue = createScanQueue({
      take: (input, waitedMs) =>
        input.kind === 'symbol'
          ? this.#station.scan(input.symbol, undefined, waitedMs)
          : this.#station.garbage(input.device, input.failure),
      fault: (device, failure) => this.#lost(device, failure),
    })
    this.#open = new OpenDevices(this.#deviceWorld(), world.others)
  }

  /** Opens what is set up, now and whenever it appears; never waits for a device. What is stored and cannot be read is told. */
  async start(): Promise<void> {
    this.#isStarted = true
    try {
      this.#malformed = this.#station.read(({ store }) => store.devices.malformed())
      for (const device of this.#malformed)
        this.#log({ code: 'device-setting-malformed', detail: { device } }, device)
      await this.#use()
    } catch (error) {
      // A damaged store: the station says so itself, and is read-only from then on.
      if (!(error instanceof BondmarkError)) throw error
      this.#log(error.toFailure(), 'settings')
    }
  }

  views(): DeviceView[] {
    return [...this.#open.views(), ...this.#malformed.map(malformedSign)]
  }

  pairing(): StationView['pairing'] {
    return this.#pairing?.view() ?? null
  }

  /** The printer set up here that gets such labels; null when there is none. */
  printerFor(kind: LabelKind): LabelPrinter | null {
    const used = this.#open.printerFor(kind)
    if (!used) return null
    const { connection, pinsOverSpooler, stock } = used.setting
    const way = {
      kind: connection.kind,
      keepsBytes: connection.kind === 'spooler' || connection.kind === 'file',
    }
    const { training } = this.#station.ctx.profile
    return {
      printer: used.printer,
      mayCarryPins: mayCarryPins(way, { training, allowedByAdministrator: pinsOverSpooler }),
      unitStock: sizeIn(stock, 'unit'),
    }
  }

  /** A set-up code was read by a scanner that the station hears already. */
  heardSetUpCode(symbol: ScannedSymbol): void {
    this.#pairing?.heardBy(symbol)
  }

  /** With an address, that is asked too: one at a time, for somebody who is signed in. Throws `sign-in-first`. */
  discover(address?: Address): Promise<DevicesAnswer> {
    const look = () =>
      discover({ settings: this.#settings(), held: this.#open.held(), ...(address && { address }) })
    if (!address) return look()
    if (!this.#station.desk.person) return Promise.reject(new BondmarkError('sign-in-first', {}))
    const turn = this.#probing.then(look)
    this.#probing = turn.catch(() => {})
    return turn
  }

  settings(): DeviceSettingsAnswer {
    const named = ({ id, name }: { readonly id: string; readonly name: string }) => ({ id, name })
    return {
      settings: this.#settings(),
      models: {
        scanners: [...hidPosModels, ...hidKeyboardModels].map(named),
        printers: choosablePrinters.map(named),
      },
    }
  }

  /**
   * Throws `sign-in-…`, `device-needs-…`, `device-taken`, `device-name-taken`, `device-model-unknown`, `device-line-unfit`,
   * `device-ribbon-needed`, `device-not-found`, `devices-too-many`, `template-…`.
   */
  save(wanted: SaveDevice): Promise<DeviceSetting> {
    return this.#inTurn(() => this.#saveNow(wanted))
  }

  async #saveNow({ setting, badge, passcode }: SaveDevice): Promise<DeviceSetting> {
    const before = this.#settings().find(({ id }) => id === setting.id) ?? null
    if (setting.id !== undefined && !before) throw new BondmarkError('device-not-found', { id: setting.id })
    const by = await this.#allowed(needs(setting, before), badge, passcode)
    // Read after the passcode was checked, which takes a while: a scanner may have been paired meanwhile.
    const settings = this.#settings()
    const taken = settings.find(
      (other) => other.id !== setting.id && isSameDevice(other.connection, setting.connection),
    )
    if (taken) throw new BondmarkError('device-taken', { name: taken.name })
    if (setting.kind === 'printer') {
      modelOf(setting)
      // Labels that wait would be given to it, and there is nothing to draw them by.
      if (holdsLabels(setting.stock, 'unit'))
        this.#station.read(({ store }) => templateInForce(store, 'unit', sizeIn(setting.stock, 'unit')))
    }
    if (!before && settings.length >= DEVICES_MAX)
      throw new BondmarkError('devices-too-many', { max: DEVICES_MAX })
    if (setting.connection.kind === 'file' && !this.#station.ctx.profile.training)
      throw new BondmarkError('training-only', {})
    const isNamed = settings.some(({ id, name }) => id !== setting.id && name === setting.name)
    if (isNamed && before?.name !== setting.name)
      throw new BondmarkError('device-name-taken', { name: setting.name })
    const saved = { ...setting, id: setting.id ?? this.#freshId() }
    // Every change is kept for good: what is none leaves no row.
    if (isDeepStrictEqual(saved, before)) return saved
    await this.#put(saved.id, saved, by)
    return saved
  }

  /** Throws `sign-in-…`, `device-needs-supervisor`, `device-not-found`. */
  forget(wanted: ForgetDevice): Promise<void> {
    return this.#inTurn(() => this.#forgetNow(wanted))
  }

  async #forgetNow({ id, badge, passcode }: ForgetDevice): Promise<void> {
    const before = this.#settings().find((setting) => setting.id === id)
    // What cannot be read is not used: forgetting it takes nothing away.
    if (!before && !this.#malformed.includes(id)) throw new BondmarkError('device-not-found', { id })
    const by = await this.#allowed(before?.kind === 'printer' ? 'supervisor' : 'operator', badge, passcode)
    await this.#put(id, null, by)
  }

  /** Ends with the sign-in of who began it. Throws `sign-in-first`, `pairing-running`. */
  async startPairing(): Promise<void> {
    const by = await this.#allowed('operator', undefined, undefined)
    if (this.#pairing && !this.#pairing.isDone) throw new BondmarkError('pairing-running', {})
    const { ctx } = this.#station
    // It would adopt a scanner in the name of somebody who has left.
    this.#endWatch()
    this.#endWatch = this.#station.onChange(() => {
      if (this.#pairing && this.#station.desk.person !== by) void this.cancelPairing()
    })
    this.#pairing = Pairing.begin(newSetUpCode(ctx.random), {
      settings: () => this.#settings(),
      adopt: (adoptable, name) => this.#adopt(adoptable, name, by),
      changed: () => this.#station.changed(),
      log: (failure, device) => this.#log(failure, device),
    })
    this.#station.changed()
  }

  async cancelPairing(): Promise<boolean> {
    const pairing = this.#pairing
    this.#pairing = null
    this.#endWatch()
    await pairing?.close()
    if (pairing) this.#station.changed()
    return pairing !== null
  }

  /**
   * Prints a label without serial on one of the printers that are set up. Throws `sign-in-first`, `device-not-found`,
   * `printer-…`, `transport-…`.
   */
  async testLabel(id: string): Promise<{ said: Failure; png: Uint8Array }> {
    // It costs a label of the stock.
    const by = await this.#allowed('operator', undefined, undefined)
    const { simulated } = this.#world
    const used =
      this.#open.printer(id) ??
      (simulated?.id === id ? { printer: simulated, setting: { stock: 'unit' as const } } : null)
    if (!used) throw new BondmarkError('device-not-found', { id })
    const { printer, setting } = used
    const { training } = this.#station.ctx.profile
    const { job, png } = testLabelOf(printer, setting.stock, ++this.#tests, training)
    const answer = await printer.print(job)
    this.#station.labelTried(holdsLabels(setting.stock, 'unit') ? 'unit-label' : 'case-label', by)
    return {
      said: {
        code: answer.end === 'printed' ? 'test-label-printed' : 'test-label-uncertain',
        detail: { name: printer.name },
      },
      png: png(),
    }
  }

  async close(): Promise<void> {
    this.#endWatch()
    await this.#pairing?.close()
    await this.#open.close()
    // What was scanned before the end is still taken.
    await this.#queue.close()
  }

  get #station(): Station {
    return this.#world.station()
  }

  /** One change after the other: two windows, or a key pressed twice, ask at once. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#changing.then(change)
    this.#changing = turn.catch(() => {})
    return turn
  }

  #settings(): DeviceSetting[] {
    return this.#station.read(({ store }) => store.devices.all())
  }

  async #use(): Promise<void> {
    if (this.#isStarted) await this.#open.use(this.#settings())
  }

  #freshId(): string {
    return this.#station.read(({ store }) => `device-${store.devices.everNamed() + 1}`)
  }

  async #put(id: string, setting: DeviceSetting | null, badge: string): Promise<void> {
    const { store, clock, logger } = this.#station.ctx
    this.#station.write(() => store.devices.put(id, setting, { badge, t: clock.now() }))
    this.#malformed = this.#malformed.filter((device) => device !== id)
    logger.info({ device: id, badge, forgotten: setting === null }, 'a device was set up anew')
    await this.#use()
    this.#station.changed()
  }

  async #adopt(adoptable: Adoptable, found: string, badge: string): Promise<string> {
    const settings = this.#settings()
    const taken = settings.find((other) => isSameDevice(other.connection, adoptable.connection))
    if (taken) throw new BondmarkError('device-taken', { name: taken.name })
    if (settings.length >= DEVICES_MAX) throw new BondmarkError('devices-too-many', { max: DEVICES_MAX })
    const id = this.#freshId()
    const base = found.trim().slice(0, 50) || id
    const isFree = (name: string) => !settings.some((other) => other.name === name)
    let name = base
    for (let n = 2; !isFree(name); n++) name = `${base} ${n}`
    await this.#put(id, { id, kind: 'scanner', name, enabled: true, ...adoptable }, badge)
    return name
  }

  /** Whose change it is: the one who is signed in, or whose badge and passcode came with it. */
  async #allowed(
    role: 'operator' | 'supervisor' | 'administrator',
    badge: string | undefined,
    passcode: string | undefined,
  ): Promise<string> {
    const signedIn = this.#station.desk.person
    if (role === 'operator') {
      if (!signedIn) throw new BondmarkError('sign-in-first', {})
      return signedIn
    }
    const person = await this.#station.whoIs(badge ?? '', passcode ?? '')
    if (person.role === 'operator') throw new BondmarkError('device-needs-supervisor', { name: person.name })
    if (role === 'administrator' && person.role !== 'administrator')
      throw new BondmarkError('device-needs-administrator', { name: person.name })
    return person.badge
  }

  #deviceWorld(): DeviceWorld {
    return {
      queue: this.#queue,
      isTraining: () => this.#station.ctx.profile.training,
      changed: () => this.#station.changed(),
      log: (failure, device) => this.#log(failure, device),
    }
  }

  /** A read that is lost is news for the hands: they would go on as if it had been taken. */
  #lost(device: string, failure: Failure): void {
    this.#log(failure, device)
    const name = this.#open.nameOf(device)
    const told =
      'device' in failure.detail ? { ...failure, detail: { ...failure.detail, device: name } } : failure
    if (failure.code !== 'scan-dropped') this.#station.notTaken(told)
    else
      this.#station.garbage(device, told).catch((error: unknown) => {
        if (!(error instanceof BondmarkError)) throw error
        this.#station.notTaken(told)
      })
  }

  #log(failure: Failure, device: string): void {
    this.#station.ctx.logger.warn({ ...failure, device }, 'device')
  }
}

/** Its kind cannot be read any more than the rest of it. */
const malformedSign = (device: string): DeviceView => ({
  id: device,
  kind: 'scanner',
  name: device,
  simulated: false,
  ok: false,
  status: { code: 'device-setting-malformed', detail: { device } },
  how: { code: 'device-is-off', detail: {} },
  model: null,
  seenAt: null,
  dropped: 0,
})

/** Who may: pairing and mending a scanner is an operator's everyday need, what prints labels is not. */
function needs(
  setting: SaveDevice['setting'],
  before: DeviceSetting | null,
): 'operator' | 'supervisor' | 'administrator' {
  if (setting.kind === 'scanner') return before?.kind === 'printer' ? 'supervisor' : 'operator'
  // An administrator has allowed it for one queue, not for whichever is chosen later.
  const isAllowed =
    before?.kind === 'printer' &&
    before.pinsOverSpooler &&
    isSameDevice(before.connection, setting.connection)
  return setting.pinsOverSpooler && !isAllowed ? 'administrator' : 'supervisor'
}
