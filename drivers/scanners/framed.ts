import type { Failure } from '../../core/errors/bondmark-error.ts'

/** What a framer makes of a scanner's bytes: a symbol, or why a read is refused. */
export type Framed =
  | { readonly ok: true; readonly aim: string | null; readonly text: string }
  | ({ readonly ok: false } & Failure)

/** A pure state machine from bytes to symbols. Never throws on any bytes; holds at most `symbolBytesMax`. */
export interface Framer {
  push(bytes: Uint8Array): Framed[]
  /** The device fell silent or went away: what was begun is an incomplete symbol. */
  flush(): Framed[]
  /** Bytes held of a symbol whose end has not come yet. */
  readonly pendingBytes: number
}

/** The largest QR code holds 7,089 digits. */
export const symbolBytesMax = 8192
