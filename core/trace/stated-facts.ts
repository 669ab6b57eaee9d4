import { parseEpc } from '../gs1/epc.ts'
import { contentTypes, recordNameOf } from '../statement/content-types.ts'

/** What a statement can be found by, beside its EPCs and its time. A store keeps their places here: append, never reorder. */
export const factKinds = ['lot', 'gtin', 'asn', 'customsEntry', 'operator', 'step'] as const
export type FactKind = (typeof factKinds)[number]

/** One thing that a statement says. */
export interface Fact {
  readonly kind: FactKind
  /** As stated: a lot or a notice's number is text and is compared as it is. */
  readonly value: string
}

/** Facts of one statement: a pallet's event may name thousands of units, and yet only so many products and lots. */
const FACTS_MAX = 100
const VALUE_LENGTH_MAX = 200

type Json = Readonly<Record<string, unknown>>

/**
 * What a payload says that it can be found by, each fact once: of an event its step, operator, products and lots, its
 * notice and its customs entry; of a record its name and the same fields where it has them. What is missing or of another
 * shape is left out, because a statement that cannot be found is still a statement.
 *
 * @param contentType of the statement
 * @param payload its parsed JSON
 */
export function factsOf(contentType: string, payload: unknown): Fact[] {
  const facts = new FactList()
  if (!isJson(payload)) return []
  if (contentType === contentTypes.event) addEvent(facts, payload)
  else addRecord(facts, recordNameOf(contentType) ?? contentType, payload)
  return facts.all
}

class FactList {
  readonly all: Fact[] = []

  add(kind: FactKind, value: unknown): void {
    if (typeof value !== 'string' || value === '' || value.length > VALUE_LENGTH_MAX) return
    if (this.all.length >= FACTS_MAX) return
    if (!this.all.some((fact) => fact.kind === kind && fact.value === value)) this.all.push({ kind, value })
  }
}

function addEvent(facts: FactList, event: Json): void {
  facts.add('step', event.bizStep)
  facts.add('operator', event['bm:operator'])
  facts.add('customsEntry', event['bm:customsEntry'])
  if (isJson(event.ilmd)) facts.add('lot', event.ilmd['cbvmda:lotNumber'])
  for (const transaction of listOf(event.bizTransactionList)) {
    if (isJson(transaction) && transaction.type === 'desadv')
      facts.add('asn', noticeOf(transaction.bizTransaction))
  }
  for (const epc of listOf(event.epcList)) addEpc(facts, epc)
  for (const epc of listOf(event.childEPCs)) addEpc(facts, epc)
  for (const entry of listOf(event.quantityList)) if (isJson(entry)) addEpc(facts, entry.epcClass)
}

function addEpc(facts: FactList, value: unknown): void {
  const epc = typeof value === 'string' ? parseEpc(value) : null
  if (epc === null || epc.kind === 'sscc') return
  facts.add('gtin', epc.gtin)
  if (epc.kind === 'lot') facts.add('lot', epc.lot)
}

function addRecord(facts: FactList, name: string, record: Json): void {
  facts.add('step', name)
  for (const kind of ['operator', 'asn', 'customsEntry', 'lot', 'gtin'] as const)
    facts.add(kind, record[kind])
}

/** The number in the URI of an inbound notice, `urn:epcglobal:cbv:bt:{GLN}:{number}` (CBV 2.0 §8.5.2). */
export function noticeOf(uri: unknown): string | null {
  const escaped = typeof uri === 'string' ? /^urn:epcglobal:cbv:bt:[0-9]{13}:(.+)$/.exec(uri)?.[1] : undefined
  if (escaped === undefined) return null
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
