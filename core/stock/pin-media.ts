import type { Failure } from '../errors/bondmark-error.ts'
import type { LabelStock } from './stock-kinds.ts'

/** The roll in a printer, as far as it is known. */
export interface LoadedRoll extends LabelStock {
  readonly roll: string
}

/**
 * Why a label with a PIN may not be printed on what a printer holds, or null when it may. A PIN is printed with a ribbon,
 * onto stock that hides it: direct thermal turns black where it is scratched, and bare stock shows it to everybody. What
 * is not known is refused, but for training, where PINs are worth nothing.
 *
 * Codes: `stock-not-loaded` `{printer}`, `stock-direct-thermal` and `stock-shows-pin` `{printer, roll}`.
 */
export function whyNoPinOn(
  loaded: LoadedRoll | null,
  { printer, training }: { readonly printer: string; readonly training: boolean },
): Failure | null {
  if (!loaded) return training ? null : { code: 'stock-not-loaded', detail: { printer } }
  const { roll, process, cover } = loaded
  if (process === 'direct-thermal') return { code: 'stock-direct-thermal', detail: { printer, roll } }
  return cover === 'none' ? { code: 'stock-shows-pin', detail: { printer, roll } } : null
}
