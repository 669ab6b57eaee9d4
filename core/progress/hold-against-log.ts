import { factsOf } from '../trace/stated-facts.ts'
import type { LineTally } from './line-tally.ts'
import { keyShares } from './sum-tallies.ts'

/** A statement of the station's chain as it is logged. */
export interface LoggedStatement {
  readonly seq: number
  /** hex */
  readonly id: string
  readonly contentType: string
  /** Its parsed JSON. */
  readonly payload: unknown
}

/**
 * What became of holding a station's word against its statements: `agrees`; `not-logged`: it cites statements that are
 * not in this log yet; `other-head`: its chain has another statement at the place it cites; `differs`: it told of more or
 * fewer units received than it has stated.
 */
export interface TallyFinding {
  readonly verdict: 'agrees' | 'not-logged' | 'other-head' | 'differs'
  readonly asn: string
  readonly gtin: string
  readonly lot: string
  readonly seq: number
  /** Units told as received under this key. */
  readonly told: number
  /** Units that its statements up to `seq` say were received. */
  readonly logged: number
}

/**
 * Holds everything that one key has told against its own statements, those of its log in any order. Receiving events name
 * the notice, product and lot and not the line, so lines of the same goods are taken together. Units that were reported
 * broken have no event of their own before the line is closed: so many fewer may be logged than were told.
 */
export function holdAgainstLog(
  kid: string,
  tallies: readonly LineTally[],
  logged: readonly LoggedStatement[],
): TallyFinding[] {
  const bySeq = new Map(logged.map((statement) => [statement.seq, statement]))
  const received = logged.flatMap((statement) => receiptsIn(statement))
  const ofGoods = Map.groupBy(tallies, ({ asn, gtin, lot }) => JSON.stringify([asn, gtin, lot]))
  return [...ofGoods.values()].map((lines) => {
    const [{ asn, gtin, lot }] = lines as [LineTally, ...LineTally[]]
    const seq = Math.max(...lines.map((line) => line.seq))
    const shares = lines.map((tally) => keyShares([{ kid, tally }]).get(kid))
    const told = shares.reduce((sum, share) => sum + (share?.received ?? 0), 0)
    const broken = shares.reduce((sum, share) => sum + (share?.damaged ?? 0), 0)
    const until = received.filter((each) => each.seq <= seq && each.asn === asn && each.gtin === gtin)
    const units = unitsIn(until.filter((each) => each.lot === lot))
    // Units with serials of their maker's are stated without their lot: they may be of this one.
    const perhaps = unitsIn(until.filter((each) => each.lot === null))
    const heads = lines.map((line) => ({ line, at: bySeq.get(line.seq) }))
    const verdict = heads.some(({ at, line }) => at !== undefined && at.id !== line.head)
      ? 'other-head'
      : !bySeq.has(seq)
        ? 'not-logged'
        : units > told || units + perhaps < told - broken
          ? 'differs'
          : 'agrees'
    return { verdict, asn, gtin, lot, seq, told, logged: units }
  })
}

interface LoggedReceipt {
  readonly seq: number
  readonly asn: string
  readonly gtin: string
  readonly lot: string | null
  readonly units: number
}

const unitsIn = (receipts: readonly LoggedReceipt[]): number =>
  receipts.reduce((sum, { units }) => sum + units, 0)

/** What a receiving event says was received; nothing for any other statement. */
function receiptsIn({ seq, contentType, payload }: LoggedStatement): LoggedReceipt[] {
  const facts = factsOf(contentType, payload)
  const one = (kind: string) => facts.find((fact) => fact.kind === kind)?.value
  const [asn, gtin] = [one('asn'), one('gtin')]
  if (one('step') !== 'receiving' || asn === undefined || gtin === undefined) return []
  return [{ seq, asn, gtin, lot: one('lot') ?? null, units: unitsOf(payload as Payload) }]
}

interface Payload {
  readonly quantityList?: unknown
  readonly epcList?: unknown
}

/** Units of a quantity, or one for each serial; a case that was received whole says how many it holds. */
function unitsOf({ quantityList, epcList }: Payload): number {
  if (Array.isArray(quantityList))
    return quantityList.reduce<number>((sum, entry: { quantity?: unknown } | null) => {
      const quantity = entry?.quantity
      return sum + (typeof quantity === 'number' ? quantity : 0)
    }, 0)
  return Array.isArray(epcList) ? epcList.length : 0
}
