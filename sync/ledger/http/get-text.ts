import { readBoundedBody } from '../../../platform/http/bounded-body.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 64 * 1024

/** The text at an address, which may take ten seconds and 64 KiB. Rejects with what `fetch` rejects with, and for any status but 200. */
export async function getText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  if (response.status !== 200) throw new Error(`status ${response.status}`)
  const bytes = await readBoundedBody(response, ANSWER_BYTES_MAX)
  if (bytes === null) throw new Error('answer too long')
  return bytes.toString('utf8')
}
