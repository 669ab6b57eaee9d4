import { realTimer, type Timer } from '../../../platform/clock/timer.ts'
import type { Framer } from '../../scanners/framed.ts'
import type { Scanner } from '../../scanners/scanner.ts'
import { createScannerEar } from '../../scanners/scanner-ear.ts'
import { createScriptFramer } from '../../scanners/script-framer.ts'

/** A scanner without hardware: it reads what it is fed, byte for byte as a real one would send it. */
export interface SimulatedScanner extends Scanner {
  /** Raw bytes as they come over the cable: a HID report, or a piece of a stream. */
  feed(bytes: Uint8Array): void
  unplug(): void
  replug(): void
}

export interface SimulatedScannerSettings {
  readonly id: string
  readonly name: string
  readonly framer?: Framer
  /** After so long without bytes, what was begun is ended or given up. */
  readonly silenceMs?: number
  readonly timer?: Timer
}

export function createSimulatedScanner(settings: SimulatedScannerSettings): SimulatedScanner {
  const { id, name, framer = createScriptFramer(), silenceMs = 500, timer = realTimer } = settings
  const ear = createScannerEar(id, 'connected')
  let cancel = () => {}
  ear.seen()

  const end = () => cancel()
  return {
    id,
    name,
    kind: 'simulated',
    get state() {
      return ear.state
    },
    get seenAtMs() {
      return ear.seenAtMs
    },
    subscribe: ear.subscribe,
    feed: (bytes) => {
      if (ear.state !== 'connected') return
      end()
      ear.seen()
      ear.tell(framer.push(bytes))
      if (framer.pendingBytes > 0) cancel = timer.after(silenceMs, () => ear.tell(framer.idle()))
    },
    unplug: () => {
      end()
      ear.tell(framer.flush())
      ear.fault({ code: 'scanner-lost', detail: { device: name, reason: 'unplugged' } })
      ear.become('lost')
    },
    replug: () => ear.become('connected'),
    close: async () => {
      end()
      ear.become('closed')
    },
  }
}
