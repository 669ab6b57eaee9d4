/** Where a snapshot's parts come from: a file, a ledger node, or what was fetched before. */
export interface ChunkSource {
  /** What it is called when something is missing in it. */
  readonly name: string
  /** The newest signed manifest; null when there is none. */
  latest(): Promise<Uint8Array | null>
  /** A chunk by the SHA-256 of its text, in raw deflate as it lies there: nothing about it is checked yet. Null: not there. */
  chunk(sha256: string): Promise<Uint8Array | null>
}
