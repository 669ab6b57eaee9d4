import type { IncomingMessage } from 'node:http'
import { LINES_ASKED_MAX } from '../../core/contract/decision-service.ts'
import { fromUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import type { PlanProblem } from '../../core/plan/plan-problem.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readIdempotencyKey } from '../../core/service/idempotency-key.ts'
import { type Asked, oneHeader, type Service } from './asked.ts'
import type { KeptAnswer } from './kept-answers.ts'
import { problemOf, sendJson } from './problem.ts'
import { LINES_OF_ONE_COST } from './rate-limits.ts'

/** A thousand rows with every cell as long as it may be, and room. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024

/** `POST /decisions`. @throws BondmarkError `service-…` */
export async function answerDecisions(service: Service, asked: Asked): Promise<void> {
  const { request, key } = asked
  const given = request.headers['idempotency-key']
  const idempotency = given === undefined ? null : readIdempotencyKey(String(given))
  if (given !== undefined && idempotency === null)
    throw new BondmarkError('service-idempotency-malformed', {})
  const leave = service.bodies.take(key.name)
  if (leave === null) throw new BondmarkError('service-busy', {})
  try {
    const body = await readJsonBody(request)
    const { answers } = service.store
    const nowMs = service.timers.now()
    const before = idempotency === null ? null : answers.begin(key.name, idempotency, body, nowMs)
    if (before !== null) return send(asked, before)
    let made: KeptAnswer | null = null
    try {
      made = decided(service, asked, body)
      // Durable before it goes out: what a caller has heard is what it will hear.
      if (idempotency !== null) answers.keep(key.name, idempotency, made)
    } finally {
      if (made === null && idempotency !== null) answers.drop(key.name, idempotency)
    }
    send(asked, made)
  } finally {
    leave()
  }
}

const send = ({ response }: Asked, { status, language, body }: KeptAnswer): void =>
  sendJson(response, {
    ...{ status, language, body },
    type: status === 200 ? 'application/json' : 'application/problem+json',
  })

/** The answer to a body: decisions, or what is wrong with its rows, which the same body would be told again. */
function decided({ source, rates }: Service, asked: Asked, body: Uint8Array): KeptAnswer {
  const { language, key, response } = asked
  const reading = readPlan(body, { fileName: 'rows', decodeGb18030: () => '' })
  if (!reading.ok) return problemAnswer(reading.problems, reading.total, language)
  const lines = reading.report.rows
  if (lines > LINES_ASKED_MAX) throw new BondmarkError('service-lines-many', { lines, max: LINES_ASKED_MAX })
  asked.lines = lines
  const more = Math.ceil(lines / LINES_OF_ONE_COST) - 1
  const ration = rates.draw(key.n, more)
  for (const [name, value] of Object.entries(ration.headers)) response.setHeader(name, value)
  if (!ration.isAllowed) {
    response.setHeader('Retry-After', String(ration.waitS))
    throw new BondmarkError('service-asked-too-often', { seconds: ration.waitS })
  }
  const answer = source.decide(reading.plans, language)
  return { status: 200, language, body: Buffer.from(JSON.stringify(answer)) }
}

function problemAnswer(problems: readonly PlanProblem[], total: number, language: Language): KeptAnswer {
  const told = problemOf(
    { code: 'service-plan-refused', detail: { problems: total } },
    language,
    problems.map(({ row, column, value, code }) => ({
      ...{ row, column, value, code },
      words: wordsFor({ code, detail: { file: 'rows', row, column, value } }, language),
    })),
  )
  return { status: told.status, language, body: Buffer.from(JSON.stringify(told)) }
}

/** The body of a request, whole. @throws BondmarkError `service-body-too-large`, `service-body-not-json` */
async function readJsonBody(request: IncomingMessage): Promise<Uint8Array> {
  const type = oneHeader(request, 'content-type') ?? ''
  const isJson = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type.trim())
  const coding = oneHeader(request, 'content-encoding')
  if (!isJson || (coding !== undefined && coding !== 'identity'))
    throw new BondmarkError('service-body-not-json', {})
  const tooLarge = () => new BondmarkError('service-body-too-large', { max: BODY_BYTES_MAX })
  if (Number(oneHeader(request, 'content-length') ?? 0) > BODY_BYTES_MAX) throw tooLarge()
  const pieces: Buffer[] = []
  let length = 0
  // The stream stays whole when the loop is left: its socket is to carry the refusal.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > BODY_BYTES_MAX) throw tooLarge()
    pieces.push(piece)
  }
  const body = Buffer.concat(pieces)
  if (!/^\s*\{/.test(fromUtf8(body)?.slice(0, 1000) ?? ''))
    throw new BondmarkError('service-body-not-json', {})
  return body
}
