import { CHANGES_MAX, type ChangesAnswer, decisionService } from '../../core/contract/decision-service.ts'
import { fromHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { cursorOf } from '../../core/service/cursor.ts'
import { type Asked, oneHeader, type Service, startOf } from './asked.ts'
import { sendJson } from './problem.ts'
import { streamChanges } from './stream-changes.ts'
import { untilMore } from './until-more.ts'

/** `GET /changes`, as a stream or as one answer. @throws BondmarkError `service-…` */
export async function answerChanges(service: Service, asked: Asked): Promise<void> {
  const { request, url, key } = asked
  const { after, wait } = questionOf(url)
  const wantsStream = (oneHeader(request, 'accept') ?? '').includes('text/event-stream')
  const from = startOf(
    wantsStream ? (oneHeader(request, 'last-event-id') ?? after) : after,
    service.source.changes,
  )
  if (!wantsStream && wait === 0) return answerOnce(service, asked, from)
  const leave = service.listeners.take(key.name)
  if (leave === null) throw new BondmarkError('service-streams-many', {})
  try {
    if (wantsStream) return await streamChanges(service, asked, from.n)
    if (service.source.changes.after(from.n, 1).length === 0)
      await untilMore(service.source.changes, service.timers, wait * 1000, [goneOf(asked), service.ending])
    if (!service.store.keys.isStillGood(key.n, service.timers.now()))
      throw new BondmarkError('service-key-unknown', {})
    answerOnce(service, asked, from)
  } finally {
    leave()
  }
}

function questionOf(url: URL): { readonly after: string | undefined; readonly wait: number } {
  const given = Object.fromEntries(url.searchParams)
  const schema = decisionService.changes['~orpc'].inputSchema
  const wait = given.wait === undefined || !/^\d{1,3}$/.test(given.wait) ? given.wait : Number(given.wait)
  const read = schema?.safeParse({ ...given, ...(wait === undefined ? {} : { wait }) })
  if (!read?.success)
    throw new BondmarkError('service-question-malformed', {
      where: String(read?.error.issues[0]?.path[0] ?? ''),
    })
  return { after: read.data.after, wait: read.data.wait ?? 0 }
}

/** Aborts when whoever asked has gone. */
export function goneOf({ response }: Asked): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

function answerOnce(
  { source }: Service,
  { response, language }: Asked,
  from: { n: number; check: string | null },
): void {
  const changes = source.changes.after(from.n, CHANGES_MAX + 1)
  const shown = changes.slice(0, CHANGES_MAX)
  const cursor = shown.at(-1)?.cursor ?? cursorOf(from.n, fromHex(from.check ?? '00000000'))
  const answer: ChangesAnswer = {
    format: 'bondmark/changes/1',
    changes: shown,
    cursor,
    more: changes.length > CHANGES_MAX,
  }
  sendJson(response, {
    status: 200,
    language,
    body: Buffer.from(JSON.stringify(answer)),
    type: 'application/json',
  })
}
