import type { IncomingMessage, ServerResponse } from 'node:http'
import { decisionService, type HealthAnswer, type Operation } from '../../core/contract/decision-service.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Language } from '../../core/errors/words.ts'
import { languageWanted } from '../../core/service/accept-language.ts'
import { openApiDocument, routeOf } from '../../core/service/openapi.ts'
import { scopeOf } from '../../core/service/scopes.ts'
import type { Timers } from '../clock/timers.ts'
import { addressGroup } from '../http/address-group.ts'
import type { Route } from '../http/http-service.ts'
import { RequestRate } from '../http/request-rate.ts'
import type { Logger } from '../log/logger.ts'
import { answerChanges } from './answer-changes.ts'
import { answerDecisions } from './answer-decisions.ts'
import type { ListedKey } from './api-keys.ts'
import { type Asked, oneHeader, type Service, type StreamPace } from './asked.ts'
import type { DecisionSource } from './decision-source.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import { isTold, problemOf, sendJson, sendProblem } from './problem.ts'
import { defaultRates, RateLimits, type RateOptions } from './rate-limits.ts'
import { Seats } from './seats.ts'
import type { ServiceStore } from './service-store.ts'

export interface ServiceOptions {
  readonly source: DecisionSource
  readonly store: ServiceStore
  /** The path that it stands under: empty at a station, `/service` at a ledger. */
  readonly prefix: string
  readonly logger: Logger
  readonly timers: Timers
  /** RFC 3339 with the offset of the warehouse. */
  readonly now: () => string
  readonly rates?: RateOptions
  readonly pace?: StreamPace
}

/** A decision service that answers. */
export interface ServedService {
  readonly route: Route
  /** Ends its streams and deliveries, and writes what was counted. The store stays open. */
  close(): Promise<void>
}

const usualPace: StreamPace = { heartbeatMs: 15_000, takeMs: 30_000, streamMs: 60 * 60_000 }

const STREAMS_MAX = 64
const STREAMS_OF_ONE_MAX = 8
/** Bodies at once, 4 MiB each. */
const BODIES_MAX = 16
const BODIES_OF_ONE_MAX = 8
/** Questions of one address without a good key, and of all of them, in a minute. */
const STRANGERS = { perMinuteOfOne: 120, perMinute: 1200 }
const COUNTED_EVERY_MS = 2_000

/** Who asked before a key was found. */
const STRANGER = '-'

/** Answers the decision service over HTTP, by the same code for a station and a ledger. */
export function serveService(options: ServiceOptions): ServedService {
  const { source, store, prefix, logger, timers } = options
  const ending = new AbortController()
  const service: Service = {
    ...options,
    pace: options.pace ?? usualPace,
    rates: new RateLimits(options.rates ?? defaultRates, () => performance.now()),
    listeners: new Seats(STREAMS_MAX, STREAMS_OF_ONE_MAX),
    bodies: new Seats(BODIES_MAX, BODIES_OF_ONE_MAX),
    ending: ending.signal,
  }
  const strangers = new RequestRate({ ...STRANGERS, now: timers.now })
  const document = Buffer.from(JSON.stringify(openApiDocument(prefix === '' ? '/' : prefix)))
  const hooks = deliverWebhooks(service)

  let cancel = () => {}
  const write = () => {
    try {
      store.uses.write()
      service.rates.forgetAllBut(new Set(store.keys.all().map(({ n }) => n)))
    } catch (error) {
      logger.error({ err: error }, 'uses could not be counted')
    }
    cancel = timers.after(COUNTED_EVERY_MS, write)
  }
  cancel = timers.after(COUNTED_EVERY_MS, write)

  const route: Route = async (request, url, response) => {
    if (url.pathname !== prefix && !url.pathname.startsWith(`${prefix}/`)) return false
    const begunMs = performance.now()
    const language = languageWanted(oneHeader(request, 'accept-language'))
    const done = { operation: 'none', caller: STRANGER, lines: 0, key: null as ListedKey | null }
    try {
      const { operation, id } = findOperation(url.pathname.slice(prefix.length), request, response)
      done.operation = operation
      await answerOperation(operation, id, request, url, response, language, done)
    } catch (error) {
      if (response.headersSent || request.socket.destroyed) throw error
      const failure = error instanceof BondmarkError ? error.toFailure() : null
      if (failure === null || !isTold(failure.code))
        logger.error({ err: error }, 'a question could not be answered')
      sendProblem(
        request,
        response,
        problemOf(failure ?? { code: 'service-cannot-answer', detail: {} }, language),
        language,
      )
    } finally {
      count(done, response, begunMs)
    }
    return true
  }

  /** One line of the log, and one more in the count: who, what, how much, and never a key or what was asked about. */
  function count(
    done: { operation: string; caller: string; lines: number; key: ListedKey | null },
    response: ServerResponse,
    begunMs: number,
  ): void {
    const { operation, caller, lines, key } = done
    const at = service.now()
    const status = response.statusCode
    store.uses.count({ day: at.slice(0, 10), caller, operation, status, lines }, key && { n: key.n, at })
    logger.info({ caller, operation, status, lines, ms: Math.round(performance.now() - begunMs) }, 'asked')
  }

  async function answerOperation(
    operation: Operation,
    id: string,
    request: IncomingMessage,
    url: URL,
    response: ServerResponse,
    language: Language,
    done: { caller: string; lines: number; key: ListedKey | null },
  ): Promise<void> {
    const json = (body: unknown) =>
      sendJson(response, {
        ...{ status: 200, language, type: 'application/json' },
        body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
      })
    const scope = scopeOf[operation]
    if (scope === null) {
      heedStranger(request, response)
      return json(operation === 'document' ? document : healthOf(source))
    }
    const key = callerOf(request, response)
    done.caller = key.name
    done.key = key
    const ration = service.rates.draw(key.n, 1)
    for (const [name, value] of Object.entries(ration.headers)) response.setHeader(name, value)
    if (!ration.isAllowed) throw tooOften(response, ration.waitS)
    if (!key.scopes.includes(scope)) throw new BondmarkError('service-scope-missing', { scope })
    const asked: Asked = { request, response, url, language, key, lines: 0 }
    if (operation === 'decide') {
      await answerDecisions(service, asked)
      done.lines = asked.lines
    } else if (operation === 'changes') await answerChanges(service, asked)
    else {
      const answer = source.asn(id, language)
      if (answer === null) throw new BondmarkError('service-asn-unknown', { asn: id.slice(0, 60) })
      done.lines = answer.lines.length
      json(answer)
    }
  }

  function callerOf(request: IncomingMessage, response: ServerResponse): ListedKey {
    const [, key] = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(oneHeader(request, 'authorization') ?? '') ?? []
    const found = key === undefined ? null : store.keys.find(key, timers.now())
    if (found) return found
    heedStranger(request, response)
    throw new BondmarkError(key === undefined ? 'service-key-missing' : 'service-key-unknown', {})
  }

  function heedStranger(request: IncomingMessage, response: ServerResponse): void {
    if (!strangers.allows(addressGroup(request.socket.remoteAddress ?? ''))) throw tooOften(response, 60)
  }

  return {
    route,
    async close() {
      cancel()
      ending.abort()
      await hooks.close()
      store.uses.write()
    },
  }
}

function tooOften(response: ServerResponse, seconds: number): BondmarkError {
  response.setHeader('Retry-After', String(seconds))
  return new BondmarkError('service-asked-too-often', { seconds })
}

const healthOf = (source: DecisionSource): HealthAnswer => {
  const ruleSet = source.ruleSet()
  return { format: 'bondmark/service-health/1', ok: ruleSet !== null, program: source.program, ruleSet }
}

const routes = (Object.keys(decisionService) as Operation[]).map((operation) => {
  const { method, path } = routeOf(operation)
  const [before = '', after] = path.split(/\{\w+\}/)
  return { operation, method, before, hasId: after !== undefined }
})

/** The operation that a request is about. @throws BondmarkError `service-page-unknown`, `service-method-wrong` */
function findOperation(
  path: string,
  { method }: IncomingMessage,
  response: ServerResponse,
): { readonly operation: Operation; readonly id: string } {
  const fits = routes.filter(({ before, hasId }) =>
    hasId ? path.startsWith(before) && path.length > before.length : path === before,
  )
  const [first] = fits
  if (first === undefined) throw new BondmarkError('service-page-unknown', {})
  const found = fits.find((each) => each.method === method)
  if (found === undefined) {
    const allowed = fits.map((each) => each.method).join(', ')
    response.setHeader('Allow', allowed)
    throw new BondmarkError('service-method-wrong', { allowed })
  }
  return { operation: found.operation, id: found.hasId ? decoded(path.slice(found.before.length)) : '' }
}

function decoded(segment: string): string {
  try {
    const id = decodeURIComponent(segment)
    if (!decisionService.asn['~orpc'].inputSchema?.safeParse({ id }).success) throw new URIError(id)
    return id
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw new BondmarkError('service-question-malformed', { where: 'id' })
  }
}
