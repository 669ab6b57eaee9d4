import { z } from 'zod'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { MAX_STATEMENT_BYTES } from '../../../core/statement/statement.ts'
import { fetchBounded } from '../../../sync/ledger/http/fetch-bounded.ts'
import type { ChunkSource } from '../snapshot/chunk-source.ts'
import { ledgerSource } from '../snapshot/ledger-source.ts'

const PAGE_BYTES_MAX = 512 * 1024

const publishersPage = z.object({
  format: z.literal('bondmark/catalogue-publishers/1'),
  publishers: z
    .array(
      z.object({
        org: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/),
        version: z.int().min(1),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(1024),
})
export type Offered = z.infer<typeof publishersPage>['publishers'][number]

const pageOf = (url: string, path: string) =>
  new URL(`catalogue/${path}`, url.endsWith('/') ? url : `${url}/`).href

/**
 * Whose goods data a ledger hands out beside its own organisation's: nothing to believe, each version proves itself. None at
 * a ledger of an older release. Throws `log-unreachable`, `log-answer-wrong`.
 */
export async function publishersAt(url: string): Promise<readonly Offered[]> {
  const page = pageOf(url, 'publishers')
  const bytes = await fetchBounded(page, PAGE_BYTES_MAX)
  if (bytes === null) return []
  const read = publishersPage.safeParse(jsonOf(new TextDecoder().decode(bytes)))
  if (!read.success) throw new BondmarkError('log-answer-wrong', { url: page, reason: 'not as agreed' })
  return read.data.publishers
}

/** A ledger node's pages of another member's goods data. */
export const publisherSource = (url: string, org: string): ChunkSource => ({
  ...ledgerSource(url),
  name: `${url}, ${org}`,
  latest: () => fetchBounded(pageOf(url, `of/${encodeURIComponent(org)}/latest`), MAX_STATEMENT_BYTES),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
