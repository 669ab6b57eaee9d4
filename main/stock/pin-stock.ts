import type { Failure } from '../../core/errors/bondmark-error.ts'
import { whyNoPinOn } from '../../core/stock/pin-media.ts'
import type { StationContext } from '../station/context.ts'

/** Why a printer holds nothing that a label with a PIN may be printed on, or null. Asked before each of them. */
export function whyNoPinStock(
  { store, profile }: Pick<StationContext, 'store' | 'profile'>,
  { id, name }: { readonly id: string; readonly name: string },
): Failure | null {
  const loaded = store.stock.loaded(id, 'unit-label')
  return whyNoPinOn(loaded, { printer: name, training: profile.training })
}
