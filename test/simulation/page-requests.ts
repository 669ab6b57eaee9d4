import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerBy, type Route } from '../../platform/http/http-service.ts'
import type { Answer } from './network.ts'

/** Answers a GET by the routes of a ledger, as its HTTP server does, without one. */
export async function answerPage(routes: readonly Route[], path: string): Promise<Answer> {
  let status = 500
  let body: Uint8Array = new Uint8Array()
  const onClose: (() => void)[] = []
  const response = {
    once: (_: string, then: () => void) => void onClose.push(then),
    setHeader: () => undefined,
    writeHead(code: number) {
      status = code
      return this
    },
    end(text: string | Uint8Array = '') {
      body = typeof text === 'string' ? Buffer.from(text) : text
    },
  }
  const request = { method: 'GET', url: path, headers: {}, socket: { remoteAddress: '192.0.2.1' } }
  await answerBy(routes)(
    request as unknown as IncomingMessage,
    new URL(path, 'http://ledger'),
    response as unknown as ServerResponse,
  )
  for (const close of onClose) close()
  return { status, body }
}
