import type { DeviceSetting, PairingView } from '../../../core/contract/devices.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { readSetUpCode } from '../../../core/label/set-up-code.ts'
import { setUpPicturePng } from '../../../drivers/render/set-up-picture.ts'
import type { ScannedSymbol } from '../../../drivers/scanners/scanner.ts'
import { connectionOf } from '../found/connection-of.ts'
import { listHid } from '../found/list-hid.ts'
import { listSerialPorts } from '../found/list-serial.ts'
import type { Present } from '../found/present.ts'
import { isSameDevice } from '../same-device.ts'
import { wallTime } from '../wall-time.ts'
import { listenHid } from './hid-ear.ts'
import type { Adoptable, PairingEar, Told } from './pairing-ear.ts'
import { listenSerial } from './serial-ear.ts'

/** How long somebody has to find the scanner and pull its trigger. */
const PAIRING_MS = 120_000
/** What is plugged in meanwhile is listened to as well. */
const LOOK_MS = 2_000
/** More devices than any desk has; each costs a handle. */
const EARS_MAX = 16

export interface PairingWorld {
  settings(): readonly DeviceSetting[]
  /** Takes a scanner into the settings; answers under which name. Throws `device-…`. */
  adopt(adoptable: Adoptable, name: string): Promise<string>
  changed(): void
  log(failure: Failure, device: string): void
}

/** A set-up code on the screen, from the first picture until somebody takes it away. One at a time. */
export class Pairing {
  readonly code: string
  readonly #world: PairingWorld
  readonly #untilMs: number
  readonly #timers: NodeJS.Timeout[]
  readonly #ears = new Map<string, PairingEar>()
  readonly #png: string
  #heard: Failure | null = null
  #isDone = false
  #looking: Promise<void> = Promise.resolve()

  private constructor(code: string, world: PairingWorld) {
    this.code = code
    this.#world = world
    this.#png = toBase64Url(setUpPicturePng(code))
    this.#untilMs = performance.now() + PAIRING_MS
    const late = setTimeout(() => void this.#end({ code: 'pairing-timeout', detail: {} }), PAIRING_MS)
    this.#timers = [late.unref(), setInterval(() => this.#look(), LOOK_MS).unref()]
  }

  static begin(code: string, world: PairingWorld): Pairing {
    const pairing = new Pairing(code, world)
    pairing.#look()
    return pairing
  }

  get isDone(): boolean {
    return this.#isDone
  }

  view(): PairingView {
    return {
      code: this.code,
      png: this.#png,
      until: wallTime(this.#untilMs),
      listening: [...this.#ears.values()].map(({ name }) => name),
      heard: this.#heard && { code: this.#heard.code, detail: { ...this.#heard.detail } },
      done: this.#isDone,
    }
  }

  /** A scanner that the station hears already has read this code. */
  heardBy({ device, text }: ScannedSymbol): void {
    if (this.#isDone || readSetUpCode(text) !== this.code) return
    const known = this.#world.settings().find(({ id }) => id === device)
    this.#hear(
      known || device !== 'wedge'
        ? { code: 'pairing-known', detail: { name: known?.name ?? device } }
        : { code: 'pairing-wedge', detail: {} },
    )
  }

  /** Listens to nobody any more. */
  async close(): Promise<void> {
    this.#isDone = true
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#looking
    await this.#closeEars()
  }

  #hear(failure: Failure): void {
    this.#heard = failure
    this.#world.changed()
  }

  #look(): void {
    this.#looking = this.#looking.then(() => this.#lookOnce())
  }

  /** Begins to listen to what is there and not set up yet; lets go of what is gone. */
  async #lookOnce(): Promise<void> {
    if (this.#isDone) return
    const listed = await Promise.allSettled([listHid(), listSerialPorts()])
    const present = listed.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
    const candidates = present.filter((device) => this.#isCandidate(device))
    const gone = [...this.#ears.values()].filter(
      ({ path }) => !candidates.some((device) => device.path === path),
    )
    for (const ear of gone) {
      this.#ears.delete(ear.path)
      await ear.close()
    }
    const fresh = candidates.filter(({ path }) => !this.#ears.has(path))
    for (const device of fresh.slice(0, EARS_MAX - this.#ears.size)) {
      if (!this.#isDone) this.#ears.set(device.path, this.#listenTo(device))
    }
    if (gone.length + fresh.length > 0) this.#world.changed()
  }

  #isCandidate(device: Present): boolean {
    if (device.what !== 'hid-pos' && device.what !== 'serial') return false
    const connection = connectionOf(device)
    return (
      connection !== null &&
      !this.#world.settings().some((setting) => isSameDevice(setting.connection, connection))
    )
  }

  #listenTo(device: Present): PairingEar {
    const told: Told = {
      code: (adoptable) => void this.#adopt(adoptable, device.name),
      failed: (failure, name) => this.#world.log(failure, name),
      unreadable: (name) => this.#hear({ code: 'pairing-unreadable', detail: { name } }),
    }
    return device.what === 'serial'
      ? listenSerial(device, this.code, told)
      : listenHid(device, this.code, told)
  }

  async #adopt(adoptable: Adoptable, found: string): Promise<void> {
    if (this.#isDone) return
    this.#isDone = true
    // The device is let go first: whoever uses it from now on opens it anew.
    await this.close()
    try {
      const name = await this.#world.adopt(adoptable, found)
      this.#hear({ code: 'pairing-adopted', detail: { name } })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#world.log(error.toFailure(), found)
      this.#hear(error.toFailure())
    }
  }

  async #end(failure: Failure): Promise<void> {
    if (this.#isDone) return
    await this.close()
    this.#hear(failure)
  }

  async #closeEars(): Promise<void> {
    const ears = [...this.#ears.values()]
    this.#ears.clear()
    await Promise.all(ears.map((ear) => ear.close()))
  }
}
