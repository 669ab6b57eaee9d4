import { type Verdict, verdict } from '../../../core/decision/decision.ts'
import { fromHex } from '../../../core/encoding/hex.ts'
import { parseEpc } from '../../../core/gs1/epc.ts'
import { parseCanonical } from '../../../core/statement/canonical-json.ts'
import { contentTypes, recordNameOf } from '../../../core/statement/content-types.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { readInstant } from '../../../platform/clock/clock.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'

/** What one statement says of a notice. What it does not name is empty. */
export interface SaidOfAsn {
  readonly id: Uint8Array
  /** URI of the station whose word it is, or of the person. */
  readonly station: string
  readonly t: string
  /** Empty where it follows from the scan that a label is bound to. */
  readonly asn: string
  readonly boundTo: string | null
  readonly goods: { readonly gtin: string; readonly lot: string; readonly line: string }
  readonly received: number
  readonly labeled: number
  /** Why goods are held from now on; null where it says nothing of it. */
  readonly held: string | null
  readonly closed: boolean
  /** A line that was decided anew. */
  readonly decided: {
    readonly decision: Verdict
    readonly decisionHash: string
    readonly ruleSet: string
  } | null
  /** That a hold has ended: of this lot, or of the whole notice. */
  readonly ends: 'hold' | 'every-hold' | null
  readonly plan: { readonly revision: number; readonly plan: string; readonly ruleSet: string } | null
  /** The kind of news that it is to others; null for what happens hundreds of times a notice. */
  readonly news: string | null
  /** Small values of a record, to be told with it. */
  readonly body: Readonly<Record<string, string | number | boolean>>
}

type Fields = Readonly<Record<string, unknown>>

const VALUES_MAX = 24
const CHARS_MAX = 200
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const textOf = (value: unknown): string =>
  typeof value === 'string' && value.length <= CHARS_MAX && value.isWellFormed() ? value : ''
/** A time that is one; empty for anything else. */
const timeOf = (value: unknown): string => (readInstant(textOf(value)) ? textOf(value) : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Reads a logged statement; null for one that has nothing to do with a notice. Nothing in it is believed to be well-formed. */
export function saidOfAsn(bytes: Uint8Array): SaidOfAsn | null {
  const { id, issuer, contentType, payload } = readStatement(bytes, sha256Native)
  const fields = fieldsOf(parseCanonical(payload))
  const base = {
    id: fromHex(id),
    station: issuer,
    boundTo: null,
    received: 0,
    labeled: 0,
    held: null,
    closed: false,
    plan: null,
    decided: null,
    ends: null,
  }
  if (contentType === contentTypes.event) return saidByEvent(base, fields)
  const name = recordNameOf(contentType)
  const asn = textOf(fields.asn)
  if (name === null || asn === '') return null
  const goods = { gtin: textOf(fields.gtin), lot: textOf(fields.lot), line: textOf(fields.line) }
  const { revision } = fields
  const isPlan = name === 'plan-accepted' && typeof revision === 'number' && Number.isSafeInteger(revision)
  return {
    ...base,
    ...{ asn, goods, t: timeOf(fields.t), news: name, body: smallValues(fields) },
    closed: name === 'line-closed',
    decided: name === 'line-decided' ? decidedIn(fields) : null,
    ends: endOfHold(name, fields),
    plan: isPlan ? { revision, plan: textOf(fields.plan), ruleSet: textOf(fields.ruleSet) } : null,
  }
}

type Base = Pick<
  SaidOfAsn,
  'id' | 'station' | 'boundTo' | 'received' | 'labeled' | 'held' | 'closed' | 'plan' | 'decided' | 'ends'
>

const hashForm = /^[0-9a-f]{64}$/

function decidedIn({ decision, decisionHash, ruleSet }: Fields): SaidOfAsn['decided'] {
  const read = verdict.safeParse(decision)
  const [made, rules] = [textOf(decisionHash), textOf(ruleSet)]
  if (!read.success || !hashForm.test(made) || !hashForm.test(rules)) return null
  return { decision: read.data, decisionHash: made, ruleSet: rules }
}

/** A release ends every hold of its notice, unless goods were kept back; a lifted one says so where the line is decided anew. */
function endOfHold(name: string, fields: Fields): SaidOfAsn['ends'] {
  if (name === 'asn-released') return fields.kept === 0 ? 'every-hold' : null
  return name === 'line-decided' && fieldsOf(fields.because).kind === 'hold-lifted' ? 'hold' : null
}

function saidByEvent(base: Base, event: Fields): SaidOfAsn | null {
  const t = timeOf(event.eventTime)
  const step = textOf(event.bizStep)
  const asn = noticeOf(event)
  const quantities = listOf(event.quantityList).map(fieldsOf)
  const first = goodsOf(textOf(quantities[0]?.epcClass) || textOf(listOf(event.epcList)[0]))
  const goods = { ...first, line: '' }
  const said = { ...base, t, asn, goods, body: {}, news: null }
  if (step === 'commissioning' && event.action === 'ADD') {
    const boundTo = textOf(event['bm:bindingScan'])
    const lot = textOf(fieldsOf(event.ilmd)['cbvmda:lotNumber'])
    return { ...said, goods: { ...goods, lot }, boundTo, labeled: listOf(event.epcList).length }
  }
  if (asn === '') return null
  if (step === 'receiving') {
    const counted = quantities.reduce((sum, { quantity }) => sum + unitsOf(quantity), 0)
    return { ...said, received: quantities.length > 0 ? counted : listOf(event.epcList).length }
  }
  const body = { asn, ...(goods.gtin && { gtin: goods.gtin }), ...(goods.lot && { lot: goods.lot }) }
  if (step === 'holding')
    return { ...said, held: textOf(event['bm:reason']) || 'held', news: 'goods-held', body }
  const outcome = { ...body, step, disposition: textOf(event.disposition) }
  return { ...said, news: 'goods-stated', body: outcome }
}

/** Units of a quantity that could be one. */
const unitsOf = (quantity: unknown): number =>
  typeof quantity === 'number' && Number.isSafeInteger(quantity) && quantity > 0 && quantity <= 1_000_000
    ? quantity
    : 0

/** The number of the despatch advice that an event cites (CBV 2.0 §8.5.2). */
function noticeOf(event: Fields): string {
  for (const each of listOf(event.bizTransactionList)) {
    const { type, bizTransaction } = fieldsOf(each)
    const [, number] = /^urn:epcglobal:cbv:bt:\d{13}:(.+)$/.exec(textOf(bizTransaction)) ?? []
    if (type !== 'desadv' || number === undefined) continue
    try {
      return decodeURIComponent(number)
    } catch {
      return ''
    }
  }
  return ''
}

function goodsOf(link: string): { readonly gtin: string; readonly lot: string } {
  const epc = parseEpc(link)
  if (epc === null || epc.kind === 'sscc') return { gtin: '', lot: '' }
  return { gtin: epc.gtin, lot: epc.kind === 'lot' ? epc.lot : '' }
}

function smallValues(fields: Fields): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(fields).slice(0, VALUES_MAX)) {
    if (
      typeof value === 'string'
        ? textOf(value) !== ''
        : typeof value === 'number' || typeof value === 'boolean'
    )
      values[name] = value as string | number | boolean
  }
  return values
}
