import type { BondedGoodsAsked } from '../../core/contract/bonded.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { whyHeld } from '../release/why-held.ts'
import type { StationContext } from '../station/context.ts'
import { identifyText } from '../station/look-up.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import type { LotNow } from './accounts.ts'
import { type GoodsAtHand, ssccOf } from './goods-at-hand.ts'

type Source = Pick<StationContext, 'store' | 'profile'>

/**
 * Goods of a line that was closed while its decision, its seal or somebody's word held it do not leave to be sold: they go back
 * to their sender, or are destroyed. Orders of customs hold by the account. Throws `bonded-goods-on-hold` `{asn, line, lot}`.
 */
export function demandFreeToLeave(
  source: Source,
  lot: LotNow,
  asked: BondedGoodsAsked,
  at: GoodsAtHand,
): void {
  const held = lot.lines.flatMap((name) => heldLine(source, name) ?? [])
  if (held.length === 0) return
  const named = linesNamed(source, asked)
  const [kept] = named ? held.filter((line) => named.some((name) => isSame(line, name))) : held
  if (!kept) return
  const { asn, line, lot: number } = kept
  const units = held.reduce((sum, { received, damaged }) => sum + received - damaged, 0)
  if (named || at.quantity > lot.account.left.sellable - units)
    throw new BondmarkError('bonded-goods-on-hold', { asn, line, lot: number })
}

function heldLine({ store }: Source, name: LineName): StoredLine | null {
  const line = store.plans.line(name)
  return line && whyHeld(store, line).some(({ by }) => by !== 'customs') ? line : null
}

/** The lines that units or cases are of; null for a number of units, and for makers' serials: these name no line. */
function linesNamed(source: Source, { units, cases }: BondedGoodsAsked): LineName[] | null {
  if (cases) return cases.flatMap((text) => linesOfCase(source, text))
  const jobs = units?.map((text) => identifyText(source, text)?.job ?? null)
  return jobs?.every((job) => job !== null) ? jobs : null
}

function linesOfCase({ store }: Source, text: string): LineName[] {
  const packed = store.cases.bySscc(ssccOf(text))
  return packed ? store.cases.linesIn(packed.number) : []
}

const isSame = (a: LineName, b: LineName) => a.asn === b.asn && a.line === b.line && a.lot === b.lot
