import type { ServerResponse } from 'node:http'
import type {
  ConflictRecord,
  ConflictsAnswer,
  StandingAnswer,
  StandingRecord,
  UnitAnswer,
} from '../../../core/contract/standing.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { lifeKeyOf } from '../../../core/lifecycle/event-steps.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { LogStore } from '../log/log-store.ts'
import type { BetweenStore } from '../mirrors/between-store.ts'
import { signedConflict } from '../mirrors/log-conflict-pages.ts'
import type { StandingStore } from './standing-store.ts'

/** Conflicts in one answer, and contents and statements of one unit, case or pallet. */
const CONFLICTS_MAX = 100
const NAMED_MAX = 1000

export interface StandingSource {
  readonly origin: string
  readonly log: Pick<LogStore, 'leafOf'>
  readonly standing: StandingStore
  /** What other logs contradict. */
  readonly between?: Pick<BetweenStore, 'openOf'>
}

/**
 * What logged statements are worth: `/standing/{statement id}`, `/unit?epc=…`, `/conflicts?from=N`. A statement that is
 * logged but not judged yet is answered with 503, to be asked again.
 */
export const standingPages =
  (source: StandingSource): Route =>
  (request, { pathname, searchParams }, response) => {
    const page = pageOf(pathname)
    if (page === null) return false
    if (isRead(request, response)) page(source, pathname, searchParams, response)
    return true
  }

type Page = (source: StandingSource, path: string, query: URLSearchParams, response: ServerResponse) => void

function pageOf(path: string): Page | null {
  if (path.startsWith('/standing/')) return standingPage
  if (path === '/unit') return unitPage
  return path === '/conflicts' ? conflictsPage : null
}

const standingPage: Page = ({ log, standing, between }, path, _query, response) => {
  const id = path.slice('/standing/'.length)
  const isId = /^[0-9a-f]{64}$/.test(id)
  const place = isId ? standing.placeOf(id) : null
  if (place === null) {
    if (isId && log.leafOf(id) !== null) answer(response, 503, 'not judged yet\n', { 'Retry-After': '1' })
    else answer(response, 404, 'no such statement\n')
    return
  }
  const verdicts = standing.verdicts(place)
  const newest = verdicts.at(-1)
  if (newest === undefined) throw new Error(`statement ${place} has no verdict`)
  const elsewhere = between?.openOf(id, CONFLICTS_MAX) ?? []
  const said: StandingAnswer = {
    format: 'bondmark/standing-answer/1',
    verdict: parse<StandingRecord>(newest.record),
    signature: toBase64Url(newest.signature),
    ...(elsewhere.length > 0 && { elsewhere: elsewhere.map(signedConflict) }),
    earlier: verdicts.slice(0, -1).map(({ size, standing }) => ({ size, standing })),
  }
  json(response, said)
}

const unitPage: Page = ({ origin, standing }, _path, query, response) => {
  const key = lifeKeyOf(query.get('epc') ?? '')
  const places = key === null ? [] : standing.mentions(key, NAMED_MAX + 1)
  if (key === null || places.length === 0) {
    answer(response, 404, 'nothing of it is logged here\n')
    return
  }
  const life = standing.life(key)
  const contents = standing.contents(key, NAMED_MAX + 1)
  const said: UnitAnswer = {
    format: 'bondmark/unit/1',
    origin,
    epc: key,
    kind: life === null || life.kind === 'line' ? kindOf(key) : life.kind,
    // Named, and yet not begun: every statement that names it is unfounded or worse.
    state: life?.state ?? (kindOf(key) === 'unit' ? 'unborn' : 'absent'),
    in: life?.parent ?? null,
    contents: contents.slice(0, NAMED_MAX),
    statements: places.slice(0, NAMED_MAX).map((place) => ({
      id: standing.statement(place).id,
      leaf: place,
      standing: standing.standing(place) ?? 'malformed',
    })),
    more: contents.length > NAMED_MAX || places.length > NAMED_MAX,
    size: standing.size(),
  }
  json(response, said)
}

const kindOf = (key: string): 'unit' | 'case' => (key.includes('/21/') ? 'unit' : 'case')

const conflictsPage: Page = ({ standing }, _path, query, response) => {
  const from = query.get('from') ?? '0'
  if (!/^\d{1,12}$/.test(from)) {
    answer(response, 400, 'from is a number\n')
    return
  }
  const found = standing.conflicts(Number(from), CONFLICTS_MAX + 1)
  const said: ConflictsAnswer = {
    format: 'bondmark/conflicts/1',
    conflicts: found.slice(0, CONFLICTS_MAX).map(({ n, record, signature }) => ({
      n,
      conflict: parse<ConflictRecord>(record),
      signature: toBase64Url(signature),
    })),
    next: found[CONFLICTS_MAX]?.n ?? null,
  }
  json(response, said)
}

const parse = <Record>(bytes: Uint8Array): Record =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as Record

function json(response: ServerResponse, said: object): void {
  answer(response, 200, `${JSON.stringify(said)}\n`, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache',
  })
}
