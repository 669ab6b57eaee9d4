import type { Framer } from '../scanners/framed.ts'
import type { Scanner } from '../scanners/scanner.ts'
import { createScannerEar } from '../scanners/scanner-ear.ts'
import { createScriptFramer } from '../scanners/script-framer.ts'

/** A scanner without hardware: it reads what it is fed, byte for byte as a real one would send it. */
export interface SimulatedScanner extends Scanner {
  /** Raw bytes: HID POS reports or a CR-terminated stream, in any pieces. */
  feed(bytes: Uint8Array): void
  /** The device fell silent: what was begun is an incomplete symbol. */
  flush(): void
  unplug(): void
  replug(): void
}

export function createSimulatedScanner(
  identity: { readonly id: string; readonly name: string },
  framer: Framer = createScriptFramer(),
): SimulatedScanner {
  const ear = createScannerEar(identity.id, 'connected')
  return {
    ...identity,
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
      ear.seen()
      ear.tell(framer.push(bytes))
    },
    flush: () => ear.tell(framer.flush()),
    unplug: () => {
      ear.tell(framer.flush())
      ear.fault({ code: 'scanner-lost', detail: { device: identity.name, reason: 'unplugged' } })
      ear.become('lost')
    },
    replug: () => ear.become('connected'),
    close: async () => ear.become('closed'),
  }
}
