import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { ChainHead } from '../../replication/chain-head.ts'
import type { LogStore } from '../log/log-store.ts'

/** `/chains/{kid}`: how far a key's chain is logged, which a restored station asks about the key that it had before. */
export const chainPages =
  (store: Pick<LogStore, 'headOf'>): Route =>
  (request, { pathname }, response) => {
    const [, kid] = /^\/chains\/([0-9a-f]{64})$/.exec(pathname) ?? []
    if (kid === undefined) return false
    if (!isRead(request, response)) return true
    const head = store.headOf(kid)
    const said: ChainHead = {
      format: 'bondmark/chain-head/1',
      kid,
      head: head?.seq === undefined ? null : { seq: head.seq, id: head.id },
    }
    answer(response, 200, `${JSON.stringify(said)}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
    })
    return true
  }
