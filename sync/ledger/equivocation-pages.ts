import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EquivocationShelf } from './equivocation-shelf.ts'
import { answer } from './http-service.ts'

const onePage = /^\/equivocations\/([0-9a-f]{64})\/([1-9]\d{0,15})$/
const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }

/**
 * The proofs of equivocation for anybody to take: `/equivocations` lists the places,
 * `/equivocations/{kid}/{seq}` is the file that `bondmark verify` reads. False for other paths.
 */
export function serveEquivocations(
  shelf: EquivocationShelf,
  { method }: Pick<IncomingMessage, 'method'>,
  path: string,
  response: ServerResponse,
): boolean {
  if (path !== '/equivocations' && !path.startsWith('/equivocations/')) return false
  if (method !== 'GET' && method !== 'HEAD') {
    answer(response, 405, 'GET only\n', { Allow: 'GET, HEAD' })
    return true
  }
  if (path === '/equivocations') {
    const list = { format: 'bondmark/equivocations/1', places: shelf.places() }
    answer(response, 200, `${JSON.stringify(list)}\n`, json)
    return true
  }
  const [, kid, seq] = onePage.exec(path) ?? []
  const proof = kid === undefined ? null : shelf.proof({ kid, seq: Number(seq) })
  if (proof === null) answer(response, 404, 'no such proof\n')
  else answer(response, 200, proof, json)
  return true
}
