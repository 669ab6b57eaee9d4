import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { entityTag, isUnchanged } from '../http/conditional-answer.ts'
import type { PublishedCatalogue } from './published-catalogue.ts'

const latest = { 'Content-Type': 'application/cose', 'Cache-Control': 'no-cache' }
const forever = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
}

/**
 * `/catalogue/latest`: the newest signed manifest of the consortium's catalogue; `/catalogue/chunk/{sha256}`: a chunk of it, in
 * raw deflate, for good. What they answer proves itself: the manifest by its signature, a chunk by its name.
 */
export const cataloguePages =
  (shelf: PublishedCatalogue): Route =>
  (request, { pathname }, response) => {
    const [, sha256] = /^\/catalogue\/(?:latest|chunk\/([0-9a-f]{64}))$/.exec(pathname) ?? []
    if (sha256 === undefined && pathname !== '/catalogue/latest') return false
    if (!isRead(request, response)) return true
    if (sha256 === undefined) {
      const newest = shelf.newest()
      if (newest === null) answer(response, 404, 'no catalogue yet\n')
      else if (!isUnchanged(request, response, entityTag(newest.statement), latest))
        answer(response, 200, newest.statement, latest)
      return true
    }
    const chunk = shelf.chunk(sha256)
    if (chunk === null) answer(response, 404, 'no such chunk\n')
    else answer(response, 200, chunk, forever)
    return true
  }
