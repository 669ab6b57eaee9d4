import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseEpc, unitEpc } from '../../core/gs1/epc.ts'
import type { Findings } from './fsck-answer.ts'
import { goodsOf, type PayloadFacts } from './payload-facts.ts'

/** What a statement must be found under: named EPCs, and at most one lot that the payload names only in part. */
interface Expected {
  readonly epcs: ReadonlySet<string>
  readonly lot: { readonly gtin: string | null; readonly lot: string | null } | null
}

const nothing: Expected = { epcs: new Set(), lot: null }

/**
 * The index against the payload, both ways: every identity a statement is about leads to it, and no other does. Answers
 * the lot under which units with serials of their own were received, which their event does not say.
 */
export function checkIndex(
  facts: PayloadFacts | null,
  indexed: readonly string[],
  n: number,
  findings: Findings,
): string | null {
  const expected = facts ? expectedOf(facts) : nothing
  const found = new Set(indexed)
  for (const epc of expected.epcs)
    if (!found.has(epc)) findings.add('index-missing', `statement ${n}, ${epc}`)
  const others = indexed.filter((epc) => !expected.epcs.has(epc))
  const [partly] = expected.lot ? others.filter((epc) => isLot(epc, expected.lot)) : []
  if (expected.lot && partly === undefined) {
    findings.add('index-missing', `statement ${n}, lot ${expected.lot.lot ?? `of ${expected.lot.gtin}`}`)
  }
  for (const epc of others) if (epc !== partly) findings.add('index-extra', `statement ${n}, ${epc}`)
  const lot = partly === undefined ? null : parseEpc(partly)
  return lot?.kind === 'lot' ? lot.lot : null
}

function expectedOf({ event, record }: PayloadFacts): Expected {
  if (event) {
    const { epcList = [], quantityList = [], parentID, childEPCs = [], bizStep } = event
    const epcs = new Set([...epcList, ...quantityList.map(({ epcClass }) => epcClass), ...childEPCs])
    if (parentID !== undefined) epcs.add(parentID)
    const [unit] = goodsOf(event).units
    const serialised = bizStep === 'receiving' && quantityList.length === 0 && unit
    return { epcs, lot: serialised ? { gtin: unit.gtin, lot: null } : null }
  }
  if (record.name === 'line-closed') return { ...nothing, lot: { gtin: null, lot: record.said.lot } }
  if (record.name !== 'void-before-commissioning' || record.said.kind !== 'unit') return nothing
  try {
    return { epcs: new Set([unitEpc(record.said.gtin, record.said.serial)]), lot: null }
  } catch (error) {
    if (error instanceof BondmarkError) return nothing
    throw error
  }
}

function isLot(link: string, wanted: Expected['lot']): boolean {
  const epc = parseEpc(link)
  if (epc?.kind !== 'lot' || wanted === null) return false
  return (wanted.gtin ?? epc.gtin) === epc.gtin && (wanted.lot ?? epc.lot) === epc.lot
}
