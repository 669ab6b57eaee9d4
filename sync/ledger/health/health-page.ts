import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { LedgerHealth } from './ledger-health.ts'

/**
 * `/health`, for people and for what watches. A degraded ledger still answers 200: it serves, and who asks only whether
 * it is there must not take it out of service.
 */
export const healthPage =
  (health: () => LedgerHealth): Route =>
  (request, { pathname }, response) => {
    if (pathname !== '/health') return false
    if (!isRead(request, response)) return true
    answer(response, 200, `${JSON.stringify(health())}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    })
    return true
  }
