import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { TransportAddress } from './address.ts'

/**
 * A byte pipe to one device.
 *
 * A transport says what the operating system took, never what a printer did with it. Whatever goes wrong, a write ends:
 * a device that takes nothing for a while is given up, however long the whole may take as long as it goes on.
 */
export interface Transport {
  /** For people: an address or a path. */
  readonly name: string
  readonly kind: TransportAddress['kind']
  /** Whether bytes can come back. Where they can't, `onData` never calls and a label is known only by scanning it. */
  readonly answers: boolean
  /** What is written stays somewhere as a file: see `mayCarryPins`. */
  readonly keepsBytes: boolean
  /**
   * Resolves when the operating system took all the bytes, which must not change until then. Writes go out one after the
   * other. To a spooler or a folder each write is one job.
   *
   * Throws `transport-closed`, `transport-write-timeout`, `transport-cancelled` (the signal was aborted) or
   * `transport-paper-out`. Their detail has `bytesWritten`: at most this many bytes went out, so 0 means surely none. After a
   * timeout the transport is closed; after a cancel it stays open.
   */
  write(bytes: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<void>
  /** Returns the function that ends the subscription. */
  onData(listener: (bytes: Uint8Array) => void): () => void
  /** Called once; null when we closed it ourselves. */
  onClose(listener: (why: Failure | null) => void): () => void
  /** Idempotent, and ends in bounded time. */
  close(): Promise<void>
}
