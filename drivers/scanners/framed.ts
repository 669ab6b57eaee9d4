import type { Failure } from '../../core/errors/bondmark-error.ts'

/** What a framer makes of a scanner's bytes: a symbol, or why a read is refused. */
export type Framed =
  | { readonly ok: true; readonly aim: string | null; readonly text: string }
  | ({ readonly ok: false } & Failure)

/** A pure state machine from bytes to symbols. Never throws on any bytes; holds at most `symbolBytesMax`. */
export interface Framer {
  push(bytes: Uint8Array): Framed[]
  /** The device has been silent for a while: what silence ends is a symbol, what else was begun is incomplete. */
  idle(): Framed[]
  /** The device went away: what was begun is an incomplete symbol. */
  flush(): Framed[]
  /** More than 0 while the end of something is awaited: bytes of a symbol, keys that are down. */
  readonly pendingBytes: number
}

/** The largest QR code holds 7,089 digits. */
export const symbolBytesMax = 8192
