import type { Failure } from '../../core/errors/bondmark-error.ts'

/** One symbol as a scanner read it. */
export interface ScannedSymbol {
  /** The scanner's `id`. */
  readonly device: string
  /** AIM symbology id (ISO/IEC 15424), as `]C1`; null when the scanner sent none. */
  readonly aim: string | null
  /** The data after the AIM id; separators are kept as GS (0x1d). */
  readonly text: string
  /** It was typed, so that a window may have heard it as well. */
  readonly isTyped?: boolean
}

/** `lost` = unplugged or dead, taken up again by itself; `closed` = closed by us, for good. */
export type ScannerState = 'connected' | 'lost' | 'closed'

export interface ScannerListener {
  symbol(symbol: ScannedSymbol): void
  state(state: ScannerState): void
  /** A read that was refused, or a device error. The scanner goes on. What a listener throws harms no other listener. */
  fault(failure: Failure): void
}

/** `hid-keyboard`: a scanner that types, read through hidraw and not through the system's keyboard (Linux). */
export type ScannerKind = 'hid-pos' | 'hid-keyboard' | 'serial' | 'simulated'

/**
 * A device that reads symbols. Every scanner, simulated or real, passes `scanner.acceptance.ts`: symbols come once, in
 * order, whole; garbage is a fault and never an exception; after `close` nothing comes any more.
 */
export interface Scanner {
  /** Stable over unplug and replug, different for two identical devices. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly kind: ScannerKind
  readonly state: ScannerState
  /**
   * When it last proved to be there, in ms of the machine's monotonic clock (`performance.now()`): it sent something, or
   * it was open and the system still listed it. Null: it has not proved it yet. An open handle alone proves nothing.
   */
  readonly seenAtMs: number | null
  /** Returns the function that ends the subscription. */
  subscribe(listener: ScannerListener): () => void
  /** Idempotent. */
  close(): Promise<void>
}
