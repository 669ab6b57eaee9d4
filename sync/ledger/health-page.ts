import { answer, isRead, type Route } from './http-service.ts'
import type { ServedLedger } from './served-ledger.ts'

/** `/health`. `ok` is about everything a ledger does: one that logs and no longer judges is not. */
export const healthPage =
  ({
    store,
    signer,
    standing,
    judge,
  }: Pick<ServedLedger, 'store' | 'signer' | 'standing' | 'judge'>): Route =>
  (request, { pathname }, response) => {
    if (pathname !== '/health') return false
    if (!isRead(request, response)) return true
    const said = {
      format: 'bondmark/ledger-health/1',
      ok: !judge.hasStopped(),
      origin: signer.name,
      entries: store.size(),
      checkpoint: store.latestCheckpoint()?.size ?? 0,
      judged: standing.size(),
    }
    answer(response, 200, `${JSON.stringify(said)}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    })
    return true
  }
