import type { Framed, Framer } from '../../drivers/scanners/framed.ts'
import type { Scanner } from '../../drivers/scanners/scanner.ts'
import { createScriptFramer } from '../../drivers/scanners/script-framer.ts'
import type { AlsoDurably, Station } from '../station/station.ts'

/** Scanners by name that may hand in raw bytes: a page's wedge, training's pretend hands, a shift script. */
const DEVICES_MAX = 16

/**
 * Every way a symbol gets to the station: real scanners that are attached, and raw bytes that something collected in a
 * scanner's name, framed here as the driver would.
 */
export class ScannerInput {
  readonly #station
  readonly #framers = new Map<string, Framer>()

  constructor(station: Station) {
    this.#station = station
  }

  attach(scanner: Scanner): () => void {
    return scanner.subscribe({
      symbol: (symbol) => void this.#station.scan(symbol).catch((error: unknown) => this.#failed(error)),
      fault: (failure) =>
        void this.#station.garbage(scanner.id, failure).catch((error: unknown) => this.#failed(error)),
      state: () => this.#station.changed(),
    })
  }

  /** Raw bytes in a scanner's name. `also` runs once, in the transaction of the last symbol; answers whether it ran. */
  async feed(device: string, bytes: Uint8Array, also?: AlsoDurably): Promise<boolean> {
    return this.#take(device, this.#framer(device).push(bytes), also)
  }

  /** The scanner has fallen silent: what was begun is an incomplete symbol. */
  async flush(device: string): Promise<void> {
    await this.#take(device, this.#framer(device).flush())
  }

  /** Bytes held of a symbol whose end has not come. */
  pendingBytes(device: string): number {
    return this.#framers.get(device)?.pendingBytes ?? 0
  }

  async #take(device: string, framed: readonly Framed[], also?: AlsoDurably): Promise<boolean> {
    for (const [at, frame] of framed.entries()) {
      const last = at === framed.length - 1 ? also : undefined
      if (frame.ok) await this.#station.scan({ device, aim: frame.aim, text: frame.text }, last)
      else await this.#station.garbage(device, { code: frame.code, detail: frame.detail }, last)
    }
    return framed.length > 0 && also !== undefined
  }

  #framer(device: string): Framer {
    const known = this.#framers.get(device)
    if (known) return known
    if (this.#framers.size >= DEVICES_MAX) throw new RangeError('too many scanners')
    const framer = createScriptFramer()
    this.#framers.set(device, framer)
    return framer
  }

  #failed(error: unknown): void {
    this.#station.ctx.logger.error({ err: error }, 'a scan was not taken')
  }
}
