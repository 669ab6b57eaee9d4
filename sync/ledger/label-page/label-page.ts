import type { IncomingMessage, ServerResponse } from 'node:http'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { type AskedUnit, isLabelPath, readAddress, typedUnit } from './asked-unit.ts'
import { checkLabel } from './check-label.ts'
import { clientName } from './client-name.ts'
import { framed, loud, type PageFrame } from './frame.ts'
import type { LabelPageSource } from './label-page-source.ts'
import { keepListedKeys, type ListedKeys, vouchedFor } from './listed-keys.ts'
import { lookUpForm } from './look-up-page.ts'
import { labelAnswerOf, linksetOf } from './machine-answer.ts'
import type { PinAnswer } from './pin-check.ts'
import { commitmentOf } from './pin-commitment.ts'
import { readPinForm } from './pin-form.ts'
import { pinAnswerPage } from './pin-page.ts'
import { proofPages } from './proof-pages.ts'
import { PAGE_HEADERS } from './style.ts'
import { canProveAlone } from './unit-evidence.ts'
import { unitPage } from './unit-page.ts'
import { beginningOf } from './unit-record.ts'
import { languageOf, sayIn } from './words.ts'

interface Asked {
  readonly request: IncomingMessage
  readonly url: URL
  readonly response: ServerResponse
}

/**
 * What the address in a label's QR code answers, `/01/{gtin}/21/{serial}?s={seal}`: a page for people, in the language
 * of the address or of the browser, or JSON for programs that ask for it. A scratch code is sent to it by POST. `/` is a
 * form for typed addresses; the files that prove what a page says are those of `proofPages`.
 */
export function labelPages(source: LabelPageSource): Route {
  const keys = keepListedKeys(source.memberships)
  const files = proofPages(source, keys)
  return (request, url, response) => {
    if (url.pathname === '/') return lookUp(source, { request, url, response })
    if (!isLabelPath(url.pathname)) return files(request, url, response)
    return answerLabel(source, keys(), { request, url, response })
  }
}

async function answerLabel(source: LabelPageSource, keys: ListedKeys, asked: Asked): Promise<boolean> {
  const { request, url, response } = asked
  const isPost = request.method === 'POST'
  if (!isPost && !isRead(request, response)) return true
  const address = readAddress(url)
  if (address.kind === 'elsewhere' && !isPost) {
    answer(response, 308, '', { Location: address.path + languageQuery(url) })
  } else if (address.kind !== 'unit') {
    sendPage(asked, 400, malformedPage(frameOf(source, asked, url.pathname)))
  } else if (isPost) {
    await answerPin(source, address.unit, asked)
  } else {
    answerUnit(source, keys, address.unit, asked)
  }
  return true
}

function answerUnit(source: LabelPageSource, keys: ListedKeys, unit: AskedUnit, asked: Asked): void {
  const { request, url, response } = asked
  const sources = source.sources()
  const { training, products } = source
  const nowMs = source.now()
  const wanted = wantedForm(request, url)
  if (wanted === 'linkset') {
    sendJson(response, 200, linksetOf(unit), 'application/linkset+json')
    return
  }
  const checked = checkLabel(unit, { sources, keys, training, nowMs })
  const status = checked.verdict === 'not-found' ? 404 : 200
  if (wanted === 'json') {
    sendJson(response, status, labelAnswerOf(checked, source, nowMs), 'application/json')
    return
  }
  const telling = new Set(checked.record.timeline.map((told) => told.source))
  const shown = telling.size === 0 ? sources.slice(0, 1) : [...telling]
  const page = unitPage({
    frame: frameOf(source, asked, pathOf(unit), unit.seal),
    checked,
    products,
    logs: shown.map((each) => ({
      origin: each.origin,
      vouched: vouchedFor(each, each.log.latestCheckpoint()?.note, keys),
    })),
    address: addressOf(unit, url),
    evidence: canProveAlone(checked.record, source.origin) ? `/evidence/${unit.gtin}/${unit.serial}` : null,
  })
  response.setHeader(
    'Link',
    `<${pathOf(unit)}?linkType=linkset>; rel="linkset"; type="application/linkset+json"`,
  )
  sendPage(asked, status, page)
}

const pinStatuses: Readonly<Record<PinAnswer['kind'], number>> = {
  right: 200,
  wrong: 200,
  malformed: 400,
  refused: 403,
  'too-many': 429,
  busy: 503,
  failed: 503,
}

async function answerPin(source: LabelPageSource, unit: AskedUnit, asked: Asked): Promise<void> {
  const { request, url, response } = asked
  const pin = await readPinForm(request)
  const said: PinAnswer =
    pin === null
      ? { kind: 'refused' }
      : await source.pins.check({
          pin,
          unit: unit.key,
          client: clientName(request, source.proxies),
          commitment: () => commitmentOf(beginningOf(source.sources(), unit.key)),
        })
  if (said.kind === 'too-many') response.setHeader('Retry-After', said.waitSeconds)
  if (said.kind === 'busy' || said.kind === 'failed') response.setHeader('Retry-After', 60)
  const frame = frameOf(source, asked, pathOf(unit), unit.seal)
  sendPage(asked, pinStatuses[said.kind], pinAnswerPage(frame, said, addressOf(unit, url)), 'no-store')
}

function lookUp(source: LabelPageSource, asked: Asked): boolean {
  const { request, url, response } = asked
  if (!isRead(request, response)) return true
  const [gtin, serial] = ['gtin', 'serial'].map((name) => url.searchParams.get(name)?.slice(0, 100) ?? null)
  const path = gtin && serial ? typedUnit(gtin, serial) : null
  const frame = frameOf(source, asked, '/')
  if (path !== null) answer(response, 303, '', { Location: path + languageQuery(url) })
  else if (gtin === null || gtin === undefined)
    sendPage(asked, 200, framed(frame, frame.say('look-title'), lookUpForm(frame)))
  else sendPage(asked, 400, malformedPage(frame))
  return true
}

function malformedPage(frame: PageFrame): string {
  const word = frame.say('verdict-address-malformed')
  const said = loud('bad', word, frame.say('meaning-address-malformed'))
  return framed(frame, word, lookUpForm(frame, said))
}

const pathOf = ({ gtin, serial }: AskedUnit): string => `/01/${gtin}/21/${serial}`

/** The language that the address itself asks for, to be kept in further addresses. */
const askedLanguage = (url: URL): string | null => {
  const asked = url.searchParams.get('lang')
  return asked === 'en' || asked === 'zh-CN' ? asked : null
}

const languageQuery = (url: URL): string => {
  const asked = askedLanguage(url)
  return asked === null ? '' : `?lang=${asked}`
}

const withQuery = (path: string, seal: string | null, language: string | null): string => {
  const query = new URLSearchParams({
    ...(seal === null ? {} : { s: seal }),
    ...(language === null ? {} : { lang: language }),
  }).toString()
  return query === '' ? path : `${path}?${query}`
}

const addressOf = (unit: AskedUnit, url: URL): string =>
  withQuery(pathOf(unit), unit.seal, askedLanguage(url))

function frameOf(
  { training, origin, now }: LabelPageSource,
  { request, url }: Asked,
  path: string,
  seal: string | null = null,
): PageFrame {
  const language = languageOf(url.searchParams.get('lang'), request.headers['accept-language'])
  const otherLanguage = withQuery(path, seal, language === 'en' ? 'zh-CN' : 'en')
  return { language, say: sayIn(language), training, origin, nowMs: now(), otherLanguage }
}

function sendPage({ response, request }: Asked, status: number, page: string, cache = 'no-cache'): void {
  const language = /<html lang="([\w-]+)"/.exec(page)?.[1] ?? 'en'
  answer(response, status, request.method === 'HEAD' ? '' : page, {
    ...PAGE_HEADERS,
    'Cache-Control': cache,
    'Content-Language': language,
  })
}

function sendJson(response: ServerResponse, status: number, said: object, type: string): void {
  answer(response, status, `${JSON.stringify(said)}\n`, {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    Vary: 'Accept, Accept-Language',
    // Public facts, and nothing that a browser would send along is asked for.
    'Access-Control-Allow-Origin': '*',
  })
}

/** A page, unless a program asks: by `Accept`, or as GS1-Conformant resolvers are asked (1.2.0 §6: `linkType=linkset`). */
function wantedForm({ headers }: IncomingMessage, { searchParams }: URL): 'page' | 'json' | 'linkset' {
  const accept = String(headers.accept ?? '').toLowerCase()
  const linkType = searchParams.get('linkType')
  if (linkType === 'linkset' || linkType === 'all' || accept.includes('application/linkset+json'))
    return 'linkset'
  return accept.includes('application/json') && !accept.includes('text/html') ? 'json' : 'page'
}
