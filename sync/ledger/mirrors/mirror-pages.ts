import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { answerTile } from '../log/tile-pages.ts'
import { originHash } from '../witness/witness-pages.ts'
import type { Mirror } from './follow-logs.ts'

/**
 * What a ledger holds of other members' logs, for whoever compares views: `/mirror` lists them, `/mirror/{SHA-256 of the
 * origin}/checkpoint` and `…/tile/…` are laid out as the log's own pages (C2SP tlog-tiles), and `…/fork` is the first proof
 * that the log signed two views of itself.
 */
export function mirrorPages(mirrors: readonly Mirror[]): Route {
  const byHash = new Map(mirrors.map((mirror) => [originHash(mirror.log.origin), mirror]))
  return async (request, { pathname }, response) => {
    const [, hash, path] = /^\/mirror(?:\/([0-9a-f]{64})\/(checkpoint|fork|tile\/.+))?$/.exec(pathname) ?? []
    if (pathname !== '/mirror' && hash === undefined) return false
    if (!isRead(request, response)) return true
    const mirror = byHash.get(hash ?? '')
    if (hash === undefined) {
      const said = { format: 'bondmark/mirrors/1', mirrors: [...byHash].map(listed) }
      answer(response, 200, `${JSON.stringify(said)}\n`, json)
    } else if (mirror === undefined || path === undefined) answer(response, 404, 'not mirrored here\n')
    else if (path === 'fork') {
      const [proof] = mirror.store.forks()
      if (proof === undefined) answer(response, 404, 'no such proof\n')
      else answer(response, 200, proof, json)
    } else await answerTile(mirror.store, path, request, response)
    return true
  }
}

const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }

function listed([hash, mirror]: readonly [string, Mirror]) {
  const { origin, size, failure, forked } = mirror.state()
  return { origin, path: `/mirror/${hash}`, size, failure: failure?.code ?? null, forked }
}
