import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Change } from '../../core/contract/decision-service.ts'
import { webhookSignature } from '../../core/service/webhook-signature.ts'
import { publicLookup } from './webhook-address.ts'
import type { Webhook } from './webhooks.ts'

const ANSWER_MS_MAX = 10_000
const ANSWER_BYTES_MAX = 64 * 1024

/** What came of a delivery: taken, or what was answered instead. */
export type Delivered = { readonly isTaken: true } | { readonly isTaken: false; readonly said: string }

/**
 * Delivers one message once: taken is every answer from 200 to 299 within ten seconds. No redirect is followed, and what
 * is answered is thrown away.
 */
export function postWebhook(
  hook: Webhook,
  change: Change,
  nowMs: number,
  ending: AbortSignal,
): Promise<Delivered> {
  const body = JSON.stringify({ format: 'bondmark/change/1', ...change })
  const url = new URL(hook.url)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve) => {
    const signal = AbortSignal.any([AbortSignal.timeout(ANSWER_MS_MAX), ending])
    const failed = (error: Error & { code?: string }) =>
      resolve({
        isTaken: false,
        said: error.name === 'AbortError' ? 'no answer' : (error.code ?? error.message),
      })
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        maxHeaderSize: 16 * 1024,
        ...(hook.allowPrivate ? {} : { lookup: publicLookup }),
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          'User-Agent': 'bondmark',
          'Bondmark-Cursor': change.cursor,
          'Bondmark-Signature': webhookSignature(hook.secret, Math.floor(nowMs / 1000), body),
        },
      },
      (response) => {
        const { statusCode = 0 } = response
        let bytes = 0
        response.on('error', failed)
        response.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (bytes > ANSWER_BYTES_MAX) response.destroy(new Error('an answer without an end'))
        })
        response.on('end', () =>
          resolve(
            statusCode >= 200 && statusCode < 300
              ? { isTaken: true }
              : { isTaken: false, said: `answer ${statusCode}` },
          ),
        )
      },
    )
    request.on('error', failed)
    request.end(body)
  })
}
