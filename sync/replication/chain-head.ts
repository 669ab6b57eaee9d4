import { z } from 'zod'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readBoundedBody } from '../../platform/http/bounded-body.ts'
import { tlsFailureOf } from '../../platform/tls/tls-failure.ts'

/** What a ledger answers on `/chains/{kid}`: how far it has logged a key's chain. */
export const chainHead = z.strictObject({
  format: z.literal('bondmark/chain-head/1'),
  /** hex SHA-256 of the key */
  kid: z.string().regex(/^[0-9a-f]{64}$/),
  /** place and id of the newest logged statement; null when none is logged */
  head: z.strictObject({ seq: z.int().min(1), id: z.string().regex(/^[0-9a-f]{64}$/) }).nullable(),
})
export type ChainHead = z.infer<typeof chainHead>

const ANSWER_MS_MAX = 5_000
const ANSWER_BYTES_MAX = 4_096

/**
 * Asks the ledger at `url` (http(s):// or ws(s)://) how far it has logged a key's chain. The answer is not signed: good
 * for telling a person, not for deciding anything. Throws `ledger-unreachable`, `tls-…`.
 */
export async function askChainHead(url: string, kid: string): Promise<ChainHead['head']> {
  const unreachable = (reason: string, cause?: unknown) =>
    new BondmarkError('ledger-unreachable', { url, reason }, { cause })
  try {
    const address = new URL(`/chains/${kid}`, url.replace(/^ws/, 'http'))
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) })
    const bytes = await readBoundedBody(response, ANSWER_BYTES_MAX)
    if (bytes === null) throw unreachable('the answer is too long')
    const answer = chainHead.safeParse(JSON.parse(bytes.toString('utf8')))
    if (!response.ok || !answer.success || answer.data.kid !== kid)
      throw unreachable(`status ${response.status}`)
    return answer.data.head
  } catch (error) {
    if (error instanceof BondmarkError) throw error
    throw (
      tlsFailureOf(error, url) ?? unreachable(error instanceof Error ? error.message : String(error), error)
    )
  }
}
