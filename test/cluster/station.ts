import type { StatementBytes } from '../../sync/documents/batch-document.ts'

/** A statement as its station holds it; the receipt's proof is null while there is none. */
export interface HeldStatement extends StatementBytes {
  readonly proof: string | null
}

/** A station of the cluster, whose sync runs in a process of its own. */
export interface ClusterStation {
  readonly name: string
  readonly org: string
  /** Makes about so many statements and seals them as its next batch. */
  work(count: number): Promise<void>
  /** Takes what has no receipt yet to its ledger, once. Answers why that is not all done yet, or null when it is. */
  sync(): Promise<string | null>
  /** `kill -9` of the process that syncs. False when there is none at the moment. */
  kill(): boolean
  /** Everything it has stated and sealed, in its order. */
  held(): HeldStatement[]
}
