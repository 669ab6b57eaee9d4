import { MAX_STATEMENT_BYTES } from '../../../core/statement/statement.ts'
import { fetchBounded } from '../../../sync/ledger/http/fetch-bounded.ts'
import type { ChunkSource } from './chunk-source.ts'

/** Deflate makes a chunk of 1 MiB longer by less than this. */
const DEFLATED_BYTES_MAX = 1024 * 1024 + 4096

/** A ledger node's pages of the catalogue. What it is asked throws `log-unreachable`, `log-answer-wrong`. */
export function ledgerSource(url: string): ChunkSource {
  const at = (path: string) => new URL(`catalogue/${path}`, url.endsWith('/') ? url : `${url}/`).href
  return {
    name: url,
    latest: () => fetchBounded(at('latest'), MAX_STATEMENT_BYTES),
    chunk: (sha256) => fetchBounded(at(`chunk/${sha256}`), DEFLATED_BYTES_MAX),
  }
}
