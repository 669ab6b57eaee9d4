import type { DeviceSetting } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { holderOf } from '../../core/label/stock.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import type { DeviceView } from './device-sign.ts'
import { OffDevice } from './off-device.ts'
import { modelOf } from './printer-models.ts'
import type { DeviceWorld, UsedDevice } from './used-device.ts'
import { UsedPrinter } from './used-printer.ts'
import { UsedScanner } from './used-scanner.ts'

/** How often it is looked whether a sign has aged. */
const AGE_MS = 1_000
/** At most this often a view goes out for the sake of "last seen" alone. */
const SEEN_MS = 10_000

/** The real devices of a station: those that its settings name, each opened whenever it is there. */
export class OpenDevices {
  readonly #world: DeviceWorld
  readonly #used = new Map<string, UsedDevice>()
  readonly #others: () => readonly DeviceView[]
  #order: readonly string[] = []
  #using: Promise<void> = Promise.resolve()
  #isClosed = false
  #aging: NodeJS.Timeout | null = null
  #shown = ''
  #shownAtMs = 0

  /** `others` are signs that age as well: the simulated devices' and the ledger's. */
  constructor(world: DeviceWorld, others: () => readonly DeviceView[]) {
    this.#world = world
    this.#others = others
  }

  /** Uses these from now on: what changed is closed first and opened anew, what is gone is closed. */
  use(settings: readonly DeviceSetting[]): Promise<void> {
    const turn = this.#using.then(() => this.#useNow(settings))
    this.#using = turn.catch(() => {})
    return turn
  }

  async #useNow(settings: readonly DeviceSetting[]): Promise<void> {
    if (this.#isClosed) return
    const wanted = new Map(settings.map((setting) => [setting.id, setting]))
    const stale = [...this.#used.values()].filter(
      ({ setting }) => JSON.stringify(wanted.get(setting.id)) !== JSON.stringify(setting),
    )
    for (const { setting } of stale) this.#used.delete(setting.id)
    await Promise.all(stale.map((device) => device.close()))
    this.#order = settings.map(({ id }) => id)
    for (const setting of settings) {
      if (!this.#used.has(setting.id)) this.#used.set(setting.id, this.#open(setting))
    }
    this.#aging ??= setInterval(() => this.#age(), AGE_MS).unref()
    this.#world.changed()
  }

  #open(setting: DeviceSetting): UsedDevice {
    if (!setting.enabled) return new OffDevice(setting, { code: 'device-is-off', detail: {} })
    if (setting.kind === 'scanner') return new UsedScanner(setting, this.#world)
    try {
      return new UsedPrinter(setting, modelOf(setting), this.#world)
    } catch (error) {
      // Of another release: that one is not used, and the others are.
      if (error instanceof BondmarkError) return new OffDevice(setting, error.toFailure())
      throw error
    }
  }

  /** The printer that is used and gets such labels: see `holderOf`. */
  printerFor(kind: LabelKind): UsedPrinter | null {
    const printers = this.#ordered().filter((device) => device instanceof UsedPrinter)
    return (
      holderOf(
        printers.map((used) => ({ used, stock: used.setting.stock })),
        kind,
      )?.used ?? null
    )
  }

  printer(id: string): UsedPrinter | null {
    const device = this.#used.get(id)
    return device instanceof UsedPrinter ? device : null
  }

  /** Ids of devices that are held open by this station. */
  held(): ReadonlySet<string> {
    return new Set([...this.#used.values()].filter(({ isOpen }) => isOpen).map(({ setting }) => setting.id))
  }

  nameOf(id: string): string {
    return this.#used.get(id)?.setting.name ?? id
  }

  views(): DeviceView[] {
    return this.#ordered().map((device) => device.view())
  }

  #ordered(): UsedDevice[] {
    return this.#order.flatMap((id) => this.#used.get(id) ?? [])
  }

  /** Green ages: a device that proves nothing more turns, although nothing happens. */
  #age(): void {
    const views = [...this.views(), ...this.#others()]
    const shown = JSON.stringify(views.map(({ ok, status, dropped }) => [ok, status, dropped]))
    const nowMs = performance.now()
    const isSeen = nowMs - this.#shownAtMs >= SEEN_MS && views.some(({ seenAt }) => seenAt !== null)
    if (shown === this.#shown && !isSeen) return
    this.#shown = shown
    this.#shownAtMs = nowMs
    this.#world.changed()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#using
    if (this.#aging) clearInterval(this.#aging)
    this.#aging = null
    const used = [...this.#used.values()]
    this.#used.clear()
    await Promise.all(used.map((device) => device.close()))
  }
}
