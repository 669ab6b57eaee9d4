import { readBoundedBody } from '../../../platform/http/bounded-body.ts'
import type { PostAnswer } from '../witness/witness-client.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 16 * 1024

/** POSTs a text over HTTP; the answer may take ten seconds and 16 KiB. Rejects with what `fetch` rejects with. */
export async function postText(url: string, body: string): Promise<PostAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    redirect: 'error',
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const bytes = await readBoundedBody(response, ANSWER_BYTES_MAX)
  if (bytes === null) throw new Error('answer too long')
  return { status: response.status, body: bytes.toString('utf8') }
}
