import type { Timer } from '../../../platform/clock/timer.ts'
import { Listeners } from './listeners.ts'
import type { PrinterFault } from './printer-fault.ts'
import type { SeededRandom } from './seeded-random.ts'

/** How a printer speaks: at once, too late, rubbish, or not at all. Bytes of flow control are not speech. */
export class Voice {
  #isSilent = false
  #isGarbled = false
  #lateMs = 0
  readonly #listeners = new Listeners<Uint8Array>()
  readonly #timer: Timer
  readonly #random: SeededRandom
  #late: (() => void)[] = []

  constructor(timer: Timer, random: SeededRandom) {
    this.#timer = timer
    this.#random = random
  }

  onSend(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener)
  }

  answer(bytes: Uint8Array | null): void {
    if (bytes === null || this.#isSilent) return
    const spoken = this.#isGarbled ? bytes.map(() => this.#random.below(256)) : bytes
    if (this.#lateMs === 0) this.raw(spoken)
    else this.#late.push(this.#timer.after(this.#lateMs, () => this.raw(spoken)))
  }

  /** Sent whatever is wrong with the voice. */
  raw(bytes: Uint8Array): void {
    this.#listeners.tell(bytes)
  }

  /** Whether the fault is one of the voice. */
  strike(fault: PrinterFault, lateMs: number): boolean {
    if (fault === 'silent') this.#isSilent = true
    else if (fault === 'garbled') this.#isGarbled = true
    else if (fault === 'late') this.#lateMs = lateMs
    else return false
    return true
  }

  /** What was still to be said is never said. */
  hush(): void {
    for (const cancel of this.#late) cancel()
    this.#late = []
  }

  mend(): void {
    this.#isSilent = false
    this.#isGarbled = false
    this.#lateMs = 0
  }
}
