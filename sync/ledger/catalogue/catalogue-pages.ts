import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { entityTag, isUnchanged } from '../http/conditional-answer.ts'
import type { PublishedCatalogue } from './published-catalogue.ts'

const latest = { 'Content-Type': 'application/cose', 'Cache-Control': 'no-cache' }
const listed = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }
const forever = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
}

const pages =
  /^\/catalogue\/(?:latest|publishers|chunk\/([0-9a-f]{64})|of\/([A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?)\/latest)$/

/**
 * `/catalogue/latest`: the newest signed manifest of the own organisation's goods data; `/catalogue/publishers`: other members of
 * whom there is one, and `/catalogue/of/{org}/latest`: theirs; `/catalogue/chunk/{sha256}`: a chunk of any of them, in raw deflate,
 * for good. What they answer proves itself: the manifest by its signature, a chunk by its name.
 */
export const cataloguePages =
  (shelf: PublishedCatalogue): Route =>
  (request, { pathname }, response) => {
    const [page, sha256, org] = pages.exec(pathname) ?? []
    if (page === undefined) return false
    if (!isRead(request, response)) return true
    if (page === '/catalogue/publishers') {
      const list = { format: 'bondmark/catalogue-publishers/1', publishers: shelf.publishers() }
      answer(response, 200, `${JSON.stringify(list)}\n`, listed)
      return true
    }
    if (sha256 === undefined) {
      const newest = org === undefined ? shelf.newest() : shelf.newestOf(org)
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
