import { isRefusedMovement, nameOf, nextAccount } from '../../core/bonded/lot-account.ts'
import type { BondedLot, Movement } from '../../core/bonded/movement.ts'
import type { EventBasis } from '../../core/epcis/event-basis.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { StationContext } from '../station/context.ts'
import { type LotNow, lotNow, lotsOf } from './accounts.ts'
import { isClosedForGood } from './closings.ts'
import type { BondedSayer } from './state-bonded.ts'

/** What opens an item again that was closed for good: what consumers send back, and what customs decides afterwards. */
const reopening: readonly Movement['kind'][] = ['consumer-return', 'adjusted-in', 'transferred-in']

/** The lot that somebody names. Throws `bonded-lot-missing`. */
export function lotAtHand({ store }: Pick<StationContext, 'store'>, of: BondedLot): LotNow {
  const lot = lotNow(store, of)
  if (!lot) throw new BondmarkError('bonded-lot-missing', { ...nameOf(of) })
  return lot
}

/** The only lot of an item, where nobody names one. Throws `bonded-item-missing`, `bonded-lot-needed`. */
export function onlyLot(
  { store }: Pick<StationContext, 'store'>,
  of: Pick<BondedLot, 'customsEntry' | 'entryItem'> & Partial<BondedLot>,
): BondedLot {
  const { customsEntry: entry, entryItem: item, gtin, lot } = of
  const lots = lotsOf(store, entry, item).map((found) => found.of)
  if (lots.length === 0) throw new BondmarkError('bonded-item-missing', { entry, item })
  const [only, ...others] = lots.filter(
    (found) => (gtin ?? found.gtin) === found.gtin && (lot ?? found.lot) === found.lot,
  )
  if (!only || others.length > 0)
    throw new BondmarkError('bonded-lot-needed', { entry, item, lots: lots.length })
  return only
}

/**
 * Whether the account bears a movement now: asked inside the transaction that states it, so that nothing comes between.
 * Throws `bonded-more-than-…`, `bonded-held-by-customs`, `bonded-item-closed`.
 */
export function demandMovement(
  { store }: Pick<StationContext, 'store'>,
  lot: LotNow,
  movement: Movement,
): void {
  const { account, holds, of } = lot
  const next = nextAccount(account, movement)
  if (isRefusedMovement(next)) throw new BondmarkError(next.code, next.detail)
  if (isClosedForGood(store, lot) && !reopening.includes(movement.kind))
    throw new BondmarkError('bonded-item-closed', { ...nameOf(of) })
  const takesFree = next.left.sellable < account.left.sellable && movement.kind !== 'held'
  if (!takesFree) return
  // Goods that came in after an order was taken are free by the account and not by the order.
  for (const { order, scope } of holds) {
    const held = heldFor(lot, order)
    const kept = scope.quantity === null ? account.left.sellable : Math.max(0, scope.quantity - held)
    if (next.left.sellable < Math.min(kept, account.left.sellable))
      throw new BondmarkError('bonded-held-by-customs', { ...nameOf(of), order })
  }
}

/** Units of a lot that an order holds in its account. */
export const heldFor = ({ moves }: Pick<LotNow, 'moves'>, order: string): number =>
  moves
    .filter(({ details }) => details.order === order)
    .reduce((units, { kind, quantity }) => units + (kind === 'held' ? quantity : -quantity), 0)

/** What every event of a lot cites: the place, who says it, and how its lines were decided. */
export function basisOf({ profile, identity }: StationContext, lot: LotNow, by: BondedSayer): EventBasis {
  const once = (values: readonly string[]) => {
    const all = [...new Set(values)].sort()
    return all.length === 1 && all[0] !== undefined ? all[0] : all
  }
  if (lot.lines.length === 0) throw new BondmarkError('bonded-lot-missing', { ...nameOf(lot.of) })
  return {
    eventTime: by.t,
    readPoint: `https://id.gs1.org/414/${profile.gln}/254/${profile.station}`,
    bizLocation: `https://id.gs1.org/414/${profile.gln}`,
    operator: by.person.pseudonym,
    station: identity.issuer,
    decision: once(lot.lines.map((line) => line.decisionHash)),
    ruleSet: once(lot.lines.map((line) => line.ruleSet)),
    serialAuthority: profile.serialAuthority,
  }
}

/** How papers name a lot. */
export const subjectOf = ({ customsEntry, entryItem, gtin, lot }: BondedLot): string =>
  `${customsEntry} / ${entryItem} / ${gtin} / ${lot}`
