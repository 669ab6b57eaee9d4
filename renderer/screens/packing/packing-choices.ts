import type { StationView } from '../../../core/contract/station-view.ts'

/** What can be done with cases and pallets beside opening and closing a line's own case. */
export const packingActs = [
  'mixed-entry',
  'mixed-any',
  'open-pallet',
  'close-pallet',
  'take-out-open',
  'take-out-closed',
  'unpack',
] as const
export type PackingAct = (typeof packingActs)[number]

type Seen = Pick<StationView, 'line' | 'openCase' | 'openPallet' | 'cases' | 'pallets'>

/** Why closed goods are opened: codes, as they are recorded. Their words are `reason.CODE`. */
export const unpackReasons = [
  'customer-order',
  'inspection',
  'wrong-contents',
  'crushed',
  'wet',
  'ordered',
] as const

/** What means something now, in an order that stays; the number of a choice follows from it. */
export function offeredPacking({ line, openCase, openPallet, cases, pallets }: Seen): PackingAct[] {
  const isLabeled = line !== null && !line.closed && !line.held && line.decision === 'label'
  const isClosed = [...cases, ...pallets].some(({ state }) => state === 'closed')
  const offered: Readonly<Record<PackingAct, boolean>> = {
    'mixed-entry': openCase === null && isLabeled,
    'mixed-any': openCase === null && isLabeled,
    'open-pallet': openPallet === null,
    'close-pallet': openPallet !== null,
    'take-out-open': (openCase?.units ?? 0) + (openPallet?.cases ?? 0) > 0,
    'take-out-closed': isClosed,
    unpack: isClosed,
  }
  return packingActs.filter((act) => offered[act])
}
