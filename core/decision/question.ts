import type { Asn, PlanLine } from '../plan/asn.ts'
import type { DecisionHistory } from './history.ts'
import type { RuleSet } from './rule-set.ts'

/** What a decision goes by. */
export interface Question {
  readonly line: PlanLine
  readonly asn: Pick<Asn, 'asn' | 'seller' | 'supervisionMode' | 'container'>
  /** Units of the line's GTIN, lot and factory in the whole ASN: the lot that is sampled, however many lines it has. */
  readonly lotSize: number
  readonly ruleSet: RuleSet
  /** `ruleSetHash(ruleSet)`: handed in, because it is the same for thousands of lines. */
  readonly ruleSetHash: string
  /** RFC 3339 with offset. Rules count whole days, and the day is the one written here: that of the warehouse. */
  readonly at: string
  readonly history: DecisionHistory
}

const keyOf = ({ gtin, lot, manufacturer }: PlanLine) => JSON.stringify([gtin, lot, manufacturer])

// Summed once an ASN: it may have 50,000 lines, and each of them asks.
const sums = new WeakMap<readonly PlanLine[], ReadonlyMap<string, number>>()

/** Units of the line's GTIN, lot and factory in its ASN. */
export function lotSizeOf({ lines }: Pick<Asn, 'lines'>, line: PlanLine): number {
  let units = sums.get(lines)
  if (!units) {
    const made = new Map<string, number>()
    for (const one of lines) made.set(keyOf(one), (made.get(keyOf(one)) ?? 0) + one.quantity)
    units = made
    sums.set(lines, units)
  }
  return units.get(keyOf(line)) ?? line.quantity
}
