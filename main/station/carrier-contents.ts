import type { LineName, StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { planOf } from './planned-line.ts'

type Source = Pick<StationContext, 'store'>

/** Goods of one line in a case or on a pallet. */
export interface CarriedGoods {
  readonly line: StoredLine
  readonly units: number
}

/** What is in a case that was packed here, a line at a time, in the order in which they came in. */
export function goodsInCase({ store }: Source, number: number): CarriedGoods[] {
  return store.cases
    .linesIn(number)
    .map(({ units, ...name }) => ({ line: lineNamed({ store }, name), units }))
}

/** What is in a case by its SSCC: packed here, or received whole. Empty for one that nothing is known of. */
export function goodsOfCase(ctx: Source, sscc: string): CarriedGoods[] {
  const packed = ctx.store.cases.bySscc(sscc)
  if (packed) return goodsInCase(ctx, packed.number)
  const planned = ctx.store.plans.sscc(sscc)
  const line = planned && ctx.store.plans.line(planned)
  return line ? [{ line, units: planOf(line).unitsPerCase }] : []
}

/** What stands on a pallet, the goods of all its cases together. */
export function goodsOnPallet({ store }: Source, number: number): CarriedGoods[] {
  return store.pallets.linesOn(number).map(({ units, wholeCases, ...name }) => {
    const line = lineNamed({ store }, name)
    return { line, units: units + wholeCases * planOf(line).unitsPerCase }
  })
}

function lineNamed({ store }: Source, name: LineName): StoredLine {
  const line = store.plans.line(name)
  if (!line) throw new Error(`a unit names a line that is gone: ${name.asn} ${name.line} ${name.lot}`)
  return line
}
