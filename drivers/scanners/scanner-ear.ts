import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Framed } from './framed.ts'
import type { ScannerListener, ScannerState } from './scanner.ts'

/** Who listens to a scanner, and its state: the part that every adapter shares. */
export interface ScannerEar {
  readonly state: ScannerState
  subscribe(listener: ScannerListener): () => void
  /** Tells everyone what a framer made of some bytes; nothing after `closed`. */
  tell(framed: readonly Framed[]): void
  fault(failure: Failure): void
  become(state: ScannerState): void
}

export function createScannerEar(device: string, initial: ScannerState): ScannerEar {
  const listeners = new Set<ScannerListener>()
  let state = initial
  const fault = (failure: Failure) => {
    if (state === 'closed') return
    for (const listener of [...listeners]) listener.fault(failure)
  }
  return {
    get state() {
      return state
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell: (framed) => {
      for (const read of framed) {
        if (state === 'closed') return
        if (read.ok)
          for (const listener of [...listeners]) listener.symbol({ device, aim: read.aim, text: read.text })
        else fault({ code: read.code, detail: read.detail })
      }
    },
    fault,
    become: (next) => {
      if (next === state || state === 'closed') return
      state = next
      for (const listener of [...listeners]) listener.state(next)
    },
  }
}
