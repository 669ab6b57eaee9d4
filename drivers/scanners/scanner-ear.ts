import type { Failure } from '../../core/errors/bondmark-error.ts'
import { tellEach } from '../tell-each.ts'
import type { Framed } from './framed.ts'
import type { Scanner, ScannerListener, ScannerState } from './scanner.ts'

/** Who listens to a scanner, its state, and when it was last seen: the part that every adapter shares. */
export interface ScannerEar {
  readonly state: ScannerState
  readonly seenAtMs: number | null
  subscribe(listener: ScannerListener): () => void
  /** The device proved to be there just now. */
  seen(): void
  /** Tells everyone what a framer made of some bytes; nothing after `closed`. */
  tell(framed: readonly Framed[]): void
  fault(failure: Failure): void
  become(state: ScannerState): void
}

/** A scanner whose state and listeners are its ear's. */
export const scannerOf = (
  ear: ScannerEar,
  named: Pick<Scanner, 'id' | 'name' | 'kind' | 'close'>,
): Scanner => ({
  ...named,
  get state() {
    return ear.state
  },
  get seenAtMs() {
    return ear.seenAtMs
  },
  subscribe: ear.subscribe,
})

export function createScannerEar(device: string, initial: ScannerState): ScannerEar {
  const listeners = new Set<ScannerListener>()
  let state = initial
  let seenAtMs: number | null = null
  const each = (say: (listener: ScannerListener) => void) => tellEach(listeners, say)
  const fault = (failure: Failure) => {
    if (state !== 'closed') each((listener) => listener.fault(failure))
  }
  return {
    get state() {
      return state
    },
    get seenAtMs() {
      return seenAtMs
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    seen: () => {
      seenAtMs = performance.now()
    },
    tell: (framed) => {
      for (const read of framed) {
        if (state === 'closed') return
        if (read.ok) each((listener) => listener.symbol({ device, aim: read.aim, text: read.text }))
        else fault({ code: read.code, detail: read.detail })
      }
    },
    fault,
    become: (next) => {
      if (next === state || state === 'closed') return
      state = next
      each((listener) => listener.state(next))
    },
  }
}
