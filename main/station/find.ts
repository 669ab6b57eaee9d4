import { FIND_EPCS_MAX, type FindAnswer, type FindQuestion } from '../../core/contract/find.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseEpc } from '../../core/gs1/epc.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { type Fact, type FactKind, factKinds, factsOf } from '../../core/trace/stated-facts.ts'
import { readInstant } from '../../platform/clock/clock.ts'
import type { FoundStatements, Wanted } from '../store/find-statements.ts'
import type { StoredStatement } from '../store/statements.ts'
import { storedPayload } from '../store/stored-payload.ts'
import { identifyText, type LookUpSource } from './look-up.ts'

type Meaning = NonNullable<FindAnswer['understood']>
type Item = FindAnswer['items'][number]

/** What a bare text may be, in the order in which it is tried, beside a unit or a case. */
const textKinds: readonly FactKind[] = ['asn', 'customsEntry', 'lot']

/**
 * The statements of this station that a question asks for, newest first, one page. Also serves readers beside a running
 * station. Throws `find-unnamed` for an `epc` or a `gtin` that is none, `time-malformed`.
 */
export function findStatements(source: LookUpSource, question: FindQuestion): FindAnswer {
  const asked = wantedOf(source, question)
  if (question.text === undefined) return answerOf(source, null, [], source.store.search.find(asked))
  const { search } = source.store
  // What a text means is settled by its first page, so that a later page does not go on with something else.
  const named = meaningsOf(source, question.text).flatMap((meaning) => {
    const found = search.find(withMeaning({ ...asked, before: null }, meaning))
    // An early page may be empty although there is more behind it.
    return found.statements.length > 0 || found.next !== null ? [{ meaning, found }] : []
  })
  const [first, ...others] = named
  return first
    ? answerOf(
        source,
        first.meaning,
        others.map(({ meaning }) => meaning),
        question.after === undefined ? first.found : search.find(withMeaning(asked, first.meaning)),
      )
    : answerOf(source, null, [], { statements: [], next: null })
}

function wantedOf(source: LookUpSource, question: FindQuestion): Wanted {
  const facts = factKinds.flatMap((kind): Fact[] => {
    const value = question[kind]?.trim()
    if (value === undefined) return []
    if (kind === 'gtin') return [{ kind, value: gtinIn(value) ?? unnamed(value) }]
    if (kind === 'operator')
      return [{ kind, value: source.store.people.get(value.toUpperCase())?.pseudonym ?? value }]
    return [{ kind, value }]
  })
  return {
    epc: question.epc === undefined ? null : (epcIn(source, question.epc) ?? unnamed(question.epc)),
    facts,
    fromMs: instantIn(question.from),
    toMs: instantIn(question.to),
    before: question.after ?? null,
    limit: question.limit,
  }
}

function unnamed(text: string): never {
  throw new BondmarkError('find-unnamed', { text: text.slice(0, 80) })
}

function instantIn(time: string | undefined): number | null {
  if (time === undefined) return null
  const instant = readInstant(time)
  if (!instant) throw new BondmarkError('time-malformed', { value: time })
  return instant.instantMs
}

function epcIn(source: LookUpSource, text: string): string | null {
  const wanted = text.trim()
  return parseEpc(wanted) ? wanted : (identifyText(source, wanted)?.epc ?? null)
}

function gtinIn(text: string): string | null {
  const reading = parseScan(text)
  return (reading.ok && reading.elements.find(({ ai }) => ai === '01')?.value) || null
}

function meaningsOf(source: LookUpSource, text: string): Meaning[] {
  const value = text.trim()
  const epc = epcIn(source, value)
  const gtin = gtinIn(value)
  return [
    ...(epc === null ? [] : [{ kind: 'epc' as const, value: epc }]),
    ...textKinds.map((kind) => ({ kind, value })),
    ...lotIn(value),
    ...(gtin === null ? [] : [{ kind: 'gtin' as const, value: gtin }]),
  ]
}

/** The lot of a scan of goods. */
function lotIn(text: string): Meaning[] {
  const reading = parseScan(text)
  const lot = reading.ok ? reading.elements.find(({ ai }) => ai === '10')?.value : undefined
  return lot === undefined || lot === text ? [] : [{ kind: 'lot', value: lot }]
}

function withMeaning(wanted: Wanted, { kind, value }: Meaning): Wanted {
  return kind === 'epc' ? { ...wanted, epc: value } : { ...wanted, facts: [...wanted.facts, { kind, value }] }
}

function answerOf(
  source: LookUpSource,
  understood: Meaning | null,
  also: Meaning[],
  found: FoundStatements,
): FindAnswer {
  return {
    format: 'bondmark/find/1',
    understood,
    also,
    items: found.statements.map((statement) => itemOf(source, statement)),
    next: found.next,
  }
}

function itemOf({ store }: LookUpSource, statement: StoredStatement): Item {
  const { n, t, id, contentType, bytes } = statement
  const payload = storedPayload(bytes) as Readonly<Record<string, unknown>>
  const facts = factsOf(contentType, payload)
  const valuesOf = (kind: FactKind) => facts.flatMap((fact) => (fact.kind === kind ? [fact.value] : []))
  const listed = [payload.epcList, payload.parentID, payload.childEPCs].flat()
  const epcs = listed.filter((epc): epc is string => typeof epc === 'string')
  return {
    n,
    t,
    step: valuesOf('step')[0] ?? contentType,
    operator: valuesOf('operator')[0] ?? '',
    epcs: epcs.slice(0, FIND_EPCS_MAX),
    epcsMore: Math.max(0, epcs.length - FIND_EPCS_MAX),
    gtins: valuesOf('gtin'),
    lots: valuesOf('lot'),
    quantity: quantityIn(payload.quantityList),
    asn: valuesOf('asn')[0] ?? null,
    customsEntry: valuesOf('customsEntry')[0] ?? null,
    statement: id,
    receipt: store.batches.proofOf(n) ? 'proven' : 'pending',
  }
}

function quantityIn(list: unknown): number | null {
  if (!Array.isArray(list) || list.length === 0) return null
  const entries = list as readonly { quantity?: unknown }[]
  return entries.reduce((sum, { quantity }) => sum + (typeof quantity === 'number' ? quantity : 0), 0)
}
