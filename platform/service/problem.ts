import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Problem } from '../../core/contract/decision-service.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'

const statusOf = {
  'service-question-malformed': 400,
  'service-cursor-malformed': 400,
  'service-idempotency-malformed': 400,
  'service-key-missing': 401,
  'service-key-unknown': 401,
  'service-scope-missing': 403,
  'service-asn-unknown': 404,
  'service-page-unknown': 404,
  'service-method-wrong': 405,
  'service-key-in-hand': 409,
  'service-history-differs': 409,
  'service-body-too-large': 413,
  'service-body-not-json': 415,
  'service-plan-refused': 422,
  'service-lines-many': 422,
  'service-key-reused': 422,
  'service-answers-full': 429,
  'service-asked-too-often': 429,
  'service-streams-many': 429,
  'service-busy': 503,
  'service-rules-missing': 503,
  'service-cannot-answer': 503,
} as const satisfies Partial<Record<Code, number>>
type ServiceCode = keyof typeof statusOf

/** Whether a failure is one that callers are told of as it is; what else fails is the service's own, and logged. */
export const isTold = (code: Code): code is ServiceCode => Object.hasOwn(statusOf, code)

/** A failure as callers hear it: what fails of the service's own disk names folders of its machine, and is not told. */
export function problemOf(failure: Failure, language: Language, problems?: Problem['problems']): Problem {
  const told: Failure = isTold(failure.code) ? failure : { code: 'service-cannot-answer', detail: {} }
  const { code, detail } = told
  return {
    format: 'bondmark/problem/1',
    type: `urn:bondmark:problem:${code}`,
    title: wordsFor(told, language).slice(0, 400),
    status: isTold(code) ? statusOf[code] : 503,
    code,
    detail,
    ...(problems && { problems }),
  }
}

/** Sends an answer of JSON bytes that are already written. */
export function sendJson(
  response: ServerResponse,
  { status, language, body, type }: { status: number; language: string; body: Uint8Array; type: string },
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Content-Language': language,
    'Cache-Control': 'no-store',
  })
  response.end(body)
}

/** Says no in the caller's language. A body that was not read to its end is not taken for the next request. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  told: Problem,
  language: Language,
): void {
  if (!request.complete) response.setHeader('Connection', 'close')
  if (told.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="bondmark"')
  if (told.status === 503 && !response.hasHeader('Retry-After')) response.setHeader('Retry-After', '1')
  const body = Buffer.from(JSON.stringify(told))
  sendJson(response, { status: told.status, language, body, type: 'application/problem+json' })
}
