import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Framed, Framer } from '../../drivers/scanners/framed.ts'
import { createScriptFramer } from '../../drivers/scanners/script-framer.ts'
import type { Outcome } from '../station/outcome.ts'
import type { Station } from '../station/station.ts'

/** Scanners by name that may hand in raw bytes: a page's wedge, training's pretend hands. */
const DEVICES_MAX = 16
/** A scanner that has been silent for so long sends no more of the symbol that it began. */
const SILENCE_MS = 500

interface Listening {
  readonly framer: Framer
  silence?: NodeJS.Timeout | undefined
}

/** Symbols of bytes that stand alone: what they begin and do not end is refused as incomplete. */
export function wholeSymbols(bytes: Uint8Array): Framed[] {
  const framer = createScriptFramer()
  return [...framer.push(bytes), ...framer.flush()]
}

/** Raw bytes that something collected in a scanner's name become symbols here, framed as the driver would. */
export class ScannerInput {
  readonly #station
  readonly #devices = new Map<string, Listening>()
  #closed = false

  constructor(station: Station) {
    this.#station = station
  }

  /**
   * Raw bytes in a scanner's name; answers when what they completed is on disk. A symbol whose end has not come after
   * half a second of silence is refused as incomplete. Throws `scanner-too-many`.
   */
  async feed(device: string, bytes: Uint8Array): Promise<Outcome[]> {
    const listening = this.#device(device)
    clearTimeout(listening.silence)
    const framed = listening.framer.push(bytes)
    if (!this.#closed) {
      listening.silence = setTimeout(() => this.#silent(device, listening.framer), SILENCE_MS)
      listening.silence.unref()
    }
    return this.#take(device, framed)
  }

  /** Waits for no more bytes: what was begun and not ended is forgotten. */
  close(): void {
    this.#closed = true
    for (const { silence } of this.#devices.values()) clearTimeout(silence)
  }

  #silent(device: string, framer: Framer): void {
    this.#take(device, framer.flush()).catch((error: unknown) => {
      // Nobody waits for this answer. A bug ends the process, as an unhandled rejection.
      if (!(error instanceof BondmarkError)) throw error
      this.#station.ctx.logger.error(error.toFailure(), 'an incomplete scan could not be shown')
    })
  }

  /** All are handed over at once, so that nothing comes between the symbols of one piece. */
  #take(device: string, framed: readonly Framed[]): Promise<Outcome[]> {
    return Promise.all(
      framed.map((frame) =>
        frame.ok
          ? this.#station.scan({ device, aim: frame.aim, text: frame.text })
          : this.#station.garbage(device, { code: frame.code, detail: frame.detail }),
      ),
    )
  }

  #device(device: string): Listening {
    const known = this.#devices.get(device)
    if (known) return known
    if (this.#devices.size >= DEVICES_MAX)
      throw new BondmarkError('scanner-too-many', { device, max: DEVICES_MAX })
    const listening = { framer: createScriptFramer() }
    this.#devices.set(device, listening)
    return listening
  }
}
