import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { tellHeld } from './enter-batch.ts'
import type { HeldBatches } from './held-batches.ts'

/** `/waiting` and `/waiting/{kid}`: batches that came before what they follow, until when they wait, and what is missing. */
export const heldPages =
  (held: HeldBatches): Route =>
  (request, { pathname }, response) => {
    const [found, kid] = /^\/waiting(?:\/([0-9a-f]{64}))?$/.exec(pathname) ?? []
    if (found === undefined) return false
    if (!isRead(request, response)) return true
    const said = { format: 'bondmark/waiting/1', batches: held.list(kid).map(tellHeld) }
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache' }
    answer(response, 200, `${JSON.stringify(said)}\n`, headers)
    return true
  }
