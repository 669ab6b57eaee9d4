import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { readBoundedBody } from '../../../platform/http/bounded-body.ts'

const ANSWER_MS_MAX = 20_000

/** Brings one page of a log: its bytes, or null when there is none. Throws `log-unreachable`, `log-answer-wrong`. */
export type FetchPage = (url: string, bytesMax: number) => Promise<Uint8Array | null>

/**
 * GETs a page over HTTP: at most `bytesMax` bytes once it is unpacked, and 20 seconds. Null for 404.
 * Throws `log-unreachable` `{url, reason}`, `log-answer-wrong` `{url, reason}`.
 */
export const fetchBounded: FetchPage = async (url, bytesMax) => {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) })
    if (response.status === 404) {
      await response.body?.cancel()
      return null
    }
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new BondmarkError('log-unreachable', { url, reason: `answer ${response.status}` })
    }
    const bytes = await readBoundedBody(response, bytesMax)
    if (bytes === null) throw new BondmarkError('log-answer-wrong', { url, reason: 'longer than it may be' })
    return new Uint8Array(bytes)
  } catch (error) {
    if (error instanceof BondmarkError) throw error
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const reason = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200)
    throw new BondmarkError('log-unreachable', { url, reason }, { cause: error })
  }
}
