import { writeRefusalsFile } from '../../../core/statement/refusal.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { RefusalShelf } from './refusal-shelf.ts'

const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }

/**
 * `/refusals/{statement id}`: what this log has signed about a statement that it did not take, as a file that
 * `bondmark verify` reads. 404 when it never refused that one.
 */
export const refusalPages =
  (shelf: RefusalShelf): Route =>
  (request, { pathname }, response) => {
    const [, id] = /^\/refusals\/([0-9a-f]{64})$/.exec(pathname) ?? []
    if (id === undefined) return false
    if (!isRead(request, response)) return true
    const refusals = shelf.of(id)
    if (refusals.length === 0) answer(response, 404, 'nothing was refused under this id\n')
    else answer(response, 200, writeRefusalsFile(refusals), json)
    return true
  }
