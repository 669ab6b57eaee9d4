import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { EquivocationShelf } from './equivocation-shelf.ts'

const onePage = /^\/equivocations\/([0-9a-f]{64})\/([1-9]\d{0,15})$/
const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }

/**
 * The proofs of equivocation for anybody to take: `/equivocations` lists the places,
 * `/equivocations/{kid}/{seq}` is the file that `bondmark verify` reads.
 */
export const equivocationPages =
  (shelf: EquivocationShelf): Route =>
  (request, { pathname }, response) => {
    if (pathname !== '/equivocations' && !pathname.startsWith('/equivocations/')) return false
    if (!isRead(request, response)) return true
    if (pathname === '/equivocations') {
      const list = { format: 'bondmark/equivocations/1', places: shelf.places() }
      answer(response, 200, `${JSON.stringify(list)}\n`, json)
      return true
    }
    const [, kid, seq] = onePage.exec(pathname) ?? []
    const proof = kid === undefined ? null : shelf.proof({ kid, seq: Number(seq) })
    if (proof === null) answer(response, 404, 'no such proof\n')
    else answer(response, 200, proof, json)
    return true
  }
