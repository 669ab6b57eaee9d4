import type { Failure } from '../../core/errors/bondmark-error.ts'

/** A two-way byte pipe to one device. */
export interface Transport {
  /** For people: an address or a path. */
  readonly name: string
  /** Resolves when the operating system took the bytes. Throws `transport-closed` or `transport-write-timeout`. */
  write(bytes: Uint8Array): Promise<void>
  /** Returns the function that ends the subscription. */
  onData(listener: (bytes: Uint8Array) => void): () => void
  /** Called once; null when we closed it ourselves. */
  onClose(listener: (why: Failure | null) => void): () => void
  /** Idempotent. */
  close(): Promise<void>
}
