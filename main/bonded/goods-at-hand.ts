import { nameOf } from '../../core/bonded/lot-account.ts'
import type { FreeState } from '../../core/bonded/movement.ts'
import type { BondedGoodsAsked } from '../../core/contract/bonded.ts'
import type { BondedGoods, WholeCases } from '../../core/epcis/bonded-fields.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { lotClassEpc, ssccEpc } from '../../core/gs1/epc.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { StatementJudge } from '../../core/lifecycle/judge-statements.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { nextUnitState, type UnitEvent } from '../../core/lifecycle/unit-life.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { StationContext } from '../station/context.ts'
import { whyNotCase } from '../station/lives.ts'
import { identifyText } from '../station/look-up.ts'
import type { LotNow } from './accounts.ts'

type Source = Pick<StationContext, 'store' | 'profile'>

/** Goods of one lot as somebody named them, checked against what is known of each. */
export interface GoodsAtHand {
  readonly goods: BondedGoods | WholeCases
  readonly quantity: number
  /** The names that move by themselves: units or cases. */
  readonly epcs: readonly string[]
  /** What the statement is found under. */
  readonly indexed: readonly string[]
}

interface Moving {
  /** What happens to each unit's life; a quantity has none. */
  readonly event: Extract<UnitEvent, 'ship' | 'destroy' | 'receive'>
  /** The state that they leave; null: they come back in. */
  readonly from: FreeState | null
}

/**
 * Goods that somebody names: units by what their labels say, whole cases, or a number of units that have no serials of ours.
 * Throws `bonded-unit-…`, `bonded-case-…`, `bonded-units-needed`, and why a unit's life does not allow it.
 */
export function goodsAtHand(
  source: Source,
  lot: LotNow,
  asked: BondedGoodsAsked,
  moving: Moving,
): GoodsAtHand {
  const { gtin, lot: number } = lot.of
  if (asked.units) {
    const epcs = [...new Set(asked.units.map((text) => unitAtHand(source, lot, text, moving)))]
    const indexed = moving.event === 'receive' ? [...epcs, lotClassEpc(gtin, number)] : epcs
    return { goods: { epcs }, quantity: epcs.length, epcs, indexed }
  }
  if (asked.cases) return casesAtHand(source, lot, asked.cases, moving)
  const quantity = asked.quantity ?? 0
  if (moving.from === 'sellable') {
    const bare = lot.account.left.sellable - source.store.bonded.serialsLeft(lot.lines)
    if (quantity > bare && quantity <= lot.account.left.sellable)
      throw new BondmarkError('bonded-units-needed', { ...nameOf(lot.of), quantity, bare: Math.max(0, bare) })
  }
  const goods = { gtin, lot: number, quantity }
  return { goods, quantity, epcs: [], indexed: [lotClassEpc(gtin, number)] }
}

function unitAtHand(source: Source, lot: LotNow, text: string, { event, from }: Moving): string {
  const { store } = source
  const found = identifyText(source, text)
  if (!found || found.gtin === null)
    throw new BondmarkError('bonded-unit-unknown', { text: text.slice(0, 60) })
  const { epc, job } = found
  const serial = found.serial ?? ''
  const isOfLot = job ? lot.lines.some((line) => isSame(line, job)) : isMakersOf(source, lot, epc)
  if (found.gtin !== lot.of.gtin || !isOfLot)
    throw new BondmarkError('bonded-unit-of-other-lot', { serial, ...nameOf(lot.of) })
  const gone = store.bonded.gone(epc)
  if (event === 'receive' && gone?.state !== 'shipped') {
    const packed = job && store.cases.caseOf(job.job)
    const left = packed?.sscc && store.bonded.gone(ssccEpc(packed.sscc))
    throw new BondmarkError(left ? 'bonded-unit-in-shipped-case' : 'bonded-unit-not-out', {
      serial,
      case: packed?.sscc ?? '',
    })
  }
  const quality = gone?.state === 'back' ? gone.quality : null
  if (from !== null && quality !== null && quality !== from)
    throw new BondmarkError('bonded-unit-in-other-state', { serial, state: quality })
  const next = nextUnitState(lifeOf(source, epc), event, { serial, case: '' })
  if (isRefused(next)) throw new BondmarkError(next.code, next.detail)
  return epc
}

const isSame = (
  line: { asn: string; line: string; lot: string },
  job: { asn: string; line: string; lot: string },
) => line.asn === job.asn && line.line === job.line && line.lot === job.lot

/** A maker's own serial was received here under a lot, which its event does not say: the index does. */
const isMakersOf = ({ store }: Source, { of }: LotNow, epc: string): boolean =>
  store.bonded.statedTogether(epc, lotClassEpc(of.gtin, of.lot))

/** How far a unit has come, by all that is stated of it here. */
function lifeOf({ store }: Source, epc: string) {
  const judge = new StatementJudge(epc)
  for (const { n: place, bytes } of store.statements.about(epc)) {
    const { kid, contentType, payload } = readStatement(bytes)
    judge.take({ place, kid, contentType, payload: parseCanonical(payload) })
  }
  const life = judge.life(epc)
  return life?.kind === 'unit' ? life.state : 'unborn'
}

function casesAtHand(source: Source, lot: LotNow, texts: readonly string[], { event }: Moving): GoodsAtHand {
  const { store } = source
  if (event !== 'ship') throw new BondmarkError('bonded-cases-only-ship', {})
  const ssccs = [...new Set(texts.map(ssccOf))]
  let quantity = 0
  for (const sscc of ssccs) {
    const packed = store.cases.bySscc(sscc)
    if (!packed) throw new BondmarkError('bonded-case-unknown', { sscc })
    const impossible = whyNotCase({ store }, packed, 'ship')
    if (impossible) throw new BondmarkError(impossible.code, impossible.detail)
    for (const { asn, line, lot: number, units } of store.cases.linesIn(packed.number)) {
      if (!lot.lines.some((own) => isSame(own, { asn, line, lot: number })))
        throw new BondmarkError('bonded-case-of-other-lot', { sscc, ...nameOf(lot.of) })
      quantity += units
    }
  }
  const { gtin, lot: number } = lot.of
  const epcs = ssccs.map(ssccEpc)
  const goods = { ssccs, contents: { gtin, lot: number, quantity } }
  return { goods, quantity, epcs, indexed: [...epcs, lotClassEpc(gtin, number)] }
}

/** The SSCC that a text is or holds. */
export function ssccOf(text: string): string {
  const reading = parseScan(text.trim())
  const sscc = reading.ok ? reading.elements.find(({ ai }) => ai === '00')?.value : undefined
  return sscc ?? text.trim().slice(0, 18)
}
