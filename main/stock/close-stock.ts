import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { type StockVerdict, stockVerdict } from '../../core/stock/reconcile.ts'
import type { StockReconciled } from '../../core/stock/stock-record.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { operatorOf } from '../station/operator.ts'
import { stockOfShift } from './stock-of-shift.ts'

/**
 * The shift's end on its security stock: stated, and what is left carried over. Without a count only on somebody's word
 * (`isUncounted`), and then it is on record as not counted. Where no stock was ever issued nobody is asked. Call it inside
 * a store transaction. Throws `stock-not-counted`.
 */
export function closeStock(
  ctx: StationContext,
  shift: number,
  t: string,
  isUncounted: boolean,
): StockVerdict {
  const { store, identity } = ctx
  const stock = stockOfShift(store)
  const verdict = stockVerdict(stock)
  const uncounted = stock.filter(({ isKept, counted }) => isKept && counted === null)
  if (uncounted.length > 0 && !isUncounted)
    throw new BondmarkError('stock-not-counted', { kinds: uncounted.length, first: uncounted[0]?.kind ?? '' })
  const moves = store.stock.movesAfter(store.stock.lastClose().moves)
  const record: Omit<StockReconciled, 'format'> = {
    station: identity.issuer,
    shift,
    t,
    operator: operatorOf(ctx, t),
    verdict,
    stock,
    movements: toHex(sha256(canonicalBytes(moves))),
  }
  const { n } = appendRecord(ctx, 'stock-reconciled', record, t)
  const left = (kind: string) => {
    const found = stock.find((row) => row.kind === kind)
    return found?.counted ?? found?.expected ?? 0
  }
  store.stock.close(shift, n, {
    unitLabels: left('unit-label'),
    caseLabels: left('case-label'),
    overlays: left('overlay'),
  })
  return verdict
}
