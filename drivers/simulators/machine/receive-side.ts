import type { Intake } from './language.ts'
import type { PrinterFault } from './printer-fault.ts'

export type FlowControl = 'none' | 'xon-xoff' | 'rts-cts'

export interface ReceiveSideOptions {
  readonly intake: Intake
  readonly bufferBytes: number
  readonly flow: FlowControl
  /** Bytes of whole documents that wait to be read. */
  readonly waitingBytes: () => number
  /** Told when the sender should stop, and when it may go on. */
  readonly tellSender: (clear: boolean) => void
}

const highWater = 0.8
const lowWater = 0.5

/**
 * The receive buffer. Whole documents stay in it until they are read; of the document that is coming in, bytes stay only
 * while others wait before it, because the printer reads as it receives. Above high water the sender is asked to stop,
 * below low water to go on.
 */
export class ReceiveSide {
  #isJammed = false
  #isStalled = false
  readonly #options: ReceiveSideOptions
  #asked = true

  constructor(options: ReceiveSideOptions) {
    this.#options = options
  }

  get #usedBytes(): number {
    const waiting = this.#options.waitingBytes()
    return waiting + (waiting > 0 ? this.#options.intake.held : 0)
  }

  /** As the status tells it. */
  get isFull(): boolean {
    return this.#isJammed || this.#usedBytes >= this.#options.bufferBytes * highWater
  }

  /** Whether the sender may send: CTS, or the last of XON and XOFF. */
  get isClear(): boolean {
    return this.#asked
  }

  /** How many of the bytes there is room for. Questions are heard even when the buffer is full. */
  roomFor(bytes: Uint8Array): number {
    if (this.#isStalled) return 0
    const free = this.#isJammed ? 0 : Math.max(0, this.#options.bufferBytes - this.#usedBytes)
    if (free > 0) return Math.min(free, bytes.length)
    const first = bytes[0]
    return first !== undefined && this.#options.intake.isImmediate(first) ? 1 : 0
  }

  /** Looks at the water and tells the sender when that changes something. */
  look(): void {
    const used = this.#usedBytes / this.#options.bufferBytes
    const mustStop = this.#isStalled || this.#isJammed || used >= highWater
    const mayGoOn = !this.#isStalled && !this.#isJammed && used <= lowWater
    if (this.#asked && mustStop) this.#tell(false)
    else if (!this.#asked && mayGoOn) this.#tell(true)
  }

  /** Whether the fault is one of the buffer. */
  strike(fault: PrinterFault): boolean {
    if (fault === 'buffer-full') this.#isJammed = true
    else if (fault === 'stalled') this.#isStalled = true
    else return false
    this.look()
    return true
  }

  /** As at power-on. */
  reset(): void {
    this.#isJammed = false
    this.#isStalled = false
  }

  #tell(clear: boolean): void {
    this.#asked = clear
    this.#options.tellSender(clear)
  }
}
