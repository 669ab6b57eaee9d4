import type { ServerResponse } from 'node:http'
import type { Change } from '../../core/contract/decision-service.ts'
import type { Asked, Service } from './asked.ts'
import { untilMore } from './until-more.ts'

/** Changes that are read and written at once. */
const PAGE = 50

/** An event of a stream (HTML, "Server-sent events"): JSON has no line break of its own, so one `data` line holds it. */
const eventText = (change: Change): string =>
  `id: ${change.cursor}\nevent: ${change.kind}\ndata: ${JSON.stringify(change)}\n\n`

/**
 * Sends changes after place `n` as they come. They are read from the store page by page as the reader takes them, so
 * that a slow one costs one page of memory, and nothing is lost with it: the last id that it saw is where it goes on.
 */
export async function streamChanges(service: Service, { response, key }: Asked, n: number): Promise<void> {
  const { source, timers, store, ending, pace } = service
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const endMs = timers.now() + pace.streamMs
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  let at = n
  let isTaken = await take(response, 'retry: 2000\n\n', service, gone.signal)
  while (isTaken && !gone.signal.aborted && !ending.aborted && timers.now() < endMs) {
    // Asked before every page: where something always happens, there is no heartbeat that a revoked key would end with.
    if (!store.keys.isStillGood(key.n, timers.now())) break
    const page = source.changes.after(at, PAGE)
    const last = page.at(-1)
    if (last) {
      isTaken = await take(response, page.map(eventText).join(''), service, gone.signal)
      at = last.n
      continue
    }
    if (await untilMore(source.changes, timers, pace.heartbeatMs, [gone.signal, ending])) continue
    isTaken = await take(response, ': still here\n\n', service, gone.signal)
  }
  if (isTaken) response.end()
  else response.destroy()
}

/** Writes, and waits until it is taken. False when the reader has gone or is too slow. */
function take(
  response: ServerResponse,
  text: string,
  { timers, pace }: Pick<Service, 'timers' | 'pace'>,
  gone: AbortSignal,
): Promise<boolean> {
  if (gone.aborted) return Promise.resolve(false)
  if (response.write(text)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (isTaken: boolean) => {
      cancel()
      response.off('drain', drained)
      gone.removeEventListener('abort', left)
      resolve(isTaken)
    }
    const drained = () => end(true)
    const left = () => end(false)
    const cancel = timers.after(pace.takeMs, left)
    response.once('drain', drained)
    gone.addEventListener('abort', left)
  })
}
