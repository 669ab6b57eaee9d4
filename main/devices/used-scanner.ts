import { existsSync } from 'node:fs'
import type { ScannerSetting } from '../../core/contract/devices.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Scanner } from '../../drivers/scanners/scanner.ts'
import { asFailure } from './as-failure.ts'
import { type DeviceView, howOf, shown } from './device-sign.ts'
import { listHid } from './found/list-hid.ts'
import { listSerialPorts } from './found/list-serial.ts'
import { LookAgain } from './look-again.ts'
import { keyboardModelOf, openScanner } from './open-scanner.ts'
import { recognise } from './recognise.ts'
import type { DeviceWorld, UsedDevice } from './used-device.ts'
import { wallTime } from './wall-time.ts'

/** From one proof that it is there to the next. */
const BEAT_MS = 1_000
/** Without a proof for so long it is not green any more. */
const PROOF_MS = 5_000
/** A port of the machine itself stays when its cable is pulled: only a scan proves the scanner, and nobody scans all the time. */
const SCAN_PROOF_MS = 600_000

const isBuiltIn = ({ connection }: ScannerSetting): boolean =>
  connection.kind === 'serial' && /^\/dev\/ttyS\d+$/.test(connection.path)

/** Where the device of a setting is now; null: it is not plugged in. Throws what listing throws. */
async function placeOf(setting: ScannerSetting): Promise<string | null> {
  const { connection } = setting
  if (connection.kind === 'hid') {
    const what = keyboardModelOf(setting) ? 'keyboard' : 'hid-pos'
    const present = (await listHid()).filter((device) => device.what === what)
    return recognise(connection, present)?.path ?? null
  }
  if (connection.identity.vendorId !== '') return recognise(connection, await listSerialPorts())?.path ?? null
  return isThere(connection.path) ? connection.path : null
}

/** Windows has no node to look at: opening tells. */
const isThere = (path: string): boolean => process.platform === 'win32' || existsSync(path)

/** A scanner that people have set up: looked for, opened, heard, and looked for again when it is gone. */
export class UsedScanner implements UsedDevice {
  readonly setting: ScannerSetting
  readonly #world: DeviceWorld
  readonly #look: LookAgain
  #scanner: Scanner | null = null
  #status: Failure = { code: 'device-is-opening', detail: {} }
  #seenAtMs: number | null = null
  #closed = false

  constructor(setting: ScannerSetting, world: DeviceWorld) {
    this.setting = setting
    this.#world = world
    this.#look = new LookAgain(() => this.#once())
    this.#look.soon()
  }

  get isOpen(): boolean {
    return this.#scanner !== null
  }

  view(): DeviceView {
    const { id, name, connection } = this.setting
    const isProved =
      this.#seenAtMs !== null &&
      performance.now() - this.#seenAtMs <= (isBuiltIn(this.setting) ? SCAN_PROOF_MS : PROOF_MS)
    const unproved = {
      code: isBuiltIn(this.setting) ? 'scanner-unheard' : 'device-is-opening',
      detail: {},
    } as const
    const isConnected = this.#scanner?.state === 'connected'
    return {
      id,
      kind: 'scanner',
      name,
      simulated: false,
      ok: isConnected && isProved,
      status: shown(isConnected && !isProved ? unproved : this.#status),
      how: howOf(connection),
      model: null,
      seenAt: this.#seenAtMs === null ? null : wallTime(this.#seenAtMs),
      dropped: this.#world.queue.droppedOf(id),
    }
  }

  /** One look: opens what is there, proves what is open. */
  async #once(): Promise<number | null> {
    if (this.#scanner?.state === 'connected') {
      this.#prove()
      return BEAT_MS
    }
    try {
      await this.#letGo()
      const path = await placeOf(this.setting)
      if (path === null) {
        this.#become({ code: 'device-is-absent', detail: {} })
        return null
      }
      const scanner = await openScanner(this.setting, path)
      this.#scanner = scanner
      if (this.#closed) {
        await this.#letGo()
        return null
      }
      this.#listen(scanner)
      this.#prove()
      this.#become({ code: 'scanner-is-there', detail: {} })
      return BEAT_MS
    } catch (error) {
      this.#become(asFailure(error))
      return null
    }
  }

  #prove(): void {
    this.#seenAtMs = this.#scanner?.seenAtMs ?? this.#seenAtMs
  }

  #listen(scanner: Scanner): void {
    this.#world.queue.attach(scanner, this.setting.id)
    scanner.subscribe({
      symbol: () => {},
      fault: () => {},
      state: (state) => {
        if (state !== 'lost' || this.#scanner !== scanner) return
        this.#become({ code: 'device-is-absent', detail: {} })
        this.#look.soon()
      },
    })
  }

  #become(status: Failure): void {
    if (status.code === this.#status.code) return
    this.#status = status
    this.#world.changed()
  }

  async #letGo(): Promise<void> {
    const scanner = this.#scanner
    this.#scanner = null
    await scanner?.close()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#look.close()
    await this.#letGo()
  }
}
