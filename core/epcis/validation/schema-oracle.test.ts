import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Code } from '../../errors/codes.ts'
import { epcisDocument } from '../epcis-document.ts'
import { hashDocument } from '../event-hash.ts'
import { everyEvent } from '../station-events.stub.ts'
import { validateEpcis } from './document.ts'
import type { Finding } from './finding.ts'
import { bareEvents, captureDocument, queryDocument } from './sample-documents.stub.ts'

const fixtures = new URL('../../../fixtures/vectors/', import.meta.url)
const ajv = new Ajv({ strict: false })
addFormats.default(ajv)
const schema: object = JSON.parse(
  readFileSync(new URL('epcis-json-schema/EPCIS-JSON-Schema.json', fixtures), 'utf8'),
)
const schemaTakes = ajv.compile(schema)

const vectors = readdirSync(new URL('epcis-event-hash/', fixtures))
  .filter((file) => file.endsWith('.jsonld'))
  .map((file) => {
    const text = readFileSync(new URL(`epcis-event-hash/${file}`, fixtures), 'utf8')
    return { name: file, text, json: JSON.parse(text) as unknown }
  })

const samples = [captureDocument, queryDocument, ...bareEvents].map((json) => ({
  name: `a sample, ${json.type}`,
  text: JSON.stringify(json),
  json,
}))

/** What a schema cannot judge, or judges less strictly than the standard's text. */
const beyondSchema: ReadonlySet<Code> = new Set([
  'epcis-check-digit-wrong',
  'epcis-context-malformed',
  'epcis-context-missing',
  'epcis-epc-malformed',
  'epcis-epc-not-class',
  'epcis-epc-not-instance',
  'epcis-event-id-repeated',
  'epcis-event-type-unknown',
  'epcis-field-missing',
  'epcis-field-unknown',
  'epcis-parent-missing',
  'epcis-prefix-undefined',
  'epcis-quantity-wrong',
  'epcis-time-malformed',
  'epcis-time-order',
  'epcis-uom-without-quantity',
  'epcis-uri-malformed',
  'epcis-version-unsupported',
  'epcis-what-missing',
  'epcis-word-unknown',
])

/** The schema lets a persistent disposition stand in all events, and says what it is in two types only. */
const isBeyondSchema = ({ path, code }: Finding) =>
  beyondSchema.has(code) || path.includes('.persistentDisposition')

/** Words of CBV 2.1 without its context: both refuse them. */
const newer = 'masterDataAvailableForDeforestation.jsonld'

describe('the validator beside GS1’s JSON Schema', () => {
  it('refuses words of CBV 2.1 that stand bare, as the schema does', () => {
    const json = vectors.find(({ name }) => name === newer)?.json
    expect(schemaTakes(json)).toBe(false)
    expect(validateEpcis(json).errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
      '$.epcisBody.eventList[0].bizStep epcis-word-unknown',
      '$.epcisBody.eventList[0].persistentDisposition.set[0] epcis-word-unknown',
    ])
  })

  it.each([...vectors.filter(({ name }) => name !== newer), ...samples])(
    'takes $name, which the schema takes',
    ({ name, json }) => {
      expect(schemaTakes(json)).toBe(true)
      const { errors } = validateEpcis(json)
      const strange: Readonly<Record<string, readonly Code[]>> = {
        // These hash vectors bend the standard: classes in a list of objects, and one eventID on two events.
        'epclist_normalisation.jsonld': ['epcis-epc-not-instance', 'epcis-epc-not-instance'],
        'epcisDocWithCustomExtensions.jsonld': ['epcis-event-id-repeated'],
        'epcisQueryDocWithCustomExtensions.jsonld': ['epcis-event-id-repeated'],
      }
      expect(errors.map(({ code }) => code)).toEqual(strange[name] ?? [])
    },
  )

  it('takes our own events, as a document and each by itself, without a warning', () => {
    const events = everyEvent.map(([, event]) => event)
    const document = epcisDocument(events, { creationDate: '2026-03-02T18:00:00.000+08:00' })
    for (const json of [document, ...events]) {
      expect(schemaTakes(json), JSON.stringify(schemaTakes.errors)).toBe(true)
      expect(validateEpcis(json)).toMatchObject({ ok: true, errors: [], warnings: [] })
    }
    expect(hashDocument(document)).toEqual(events.map(({ eventID }) => eventID))
  })

  it('refuses every changed document that the schema refuses, and says why where it refuses more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors, ...samples, ...samples),
        fc.array(mutation, { minLength: 1, maxLength: 2 }),
        (vector, changes) => {
          const json: unknown = JSON.parse(vector.text)
          for (const change of changes) applyTo(json, change)
          const { ok, errors } = validateEpcis(json)
          if (!schemaTakes(json)) expect(ok, JSON.stringify(schemaTakes.errors)).toBe(false)
          else expect(errors.filter((error) => !isBeyondSchema(error))).toEqual([])
        },
      ),
      { numRuns: Number(process.env.ORACLE_RUNS ?? 1500) },
    )
  })
})

describe('every field of a document', () => {
  it('with a wrong value, or left out, is refused wherever the schema refuses it', () => {
    const json: unknown = structuredClone(captureDocument)
    let turn = 0
    const compare = () => {
      const { ok, errors } = validateEpcis(json)
      if (!schemaTakes(json)) expect(ok, JSON.stringify(schemaTakes.errors)).toBe(false)
      else expect(errors.filter((error) => !isBeyondSchema(error))).toEqual([])
    }
    for (const holder of holdersOf(json)) {
      for (const [key, value] of Object.entries(holder)) {
        const own = { value, enumerable: true, configurable: true, writable: true }
        for (let i = 0; i < 4; i++) {
          Object.defineProperty(holder, key, { ...own, value: structuredClone(pool[turn++ % pool.length]) })
          compare()
        }
        if (!Array.isArray(holder)) {
          delete holder[key]
          compare()
        }
        Object.defineProperty(holder, key, own)
      }
    }
    expect(turn).toBeGreaterThan(1000)
    expect(json).toEqual(captureDocument)
  })
})

type Holder = Record<string, unknown> | unknown[]

/** Every object and list of a document, the root first. */
function holdersOf(json: unknown): Holder[] {
  if (typeof json !== 'object' || json === null) return []
  return [json as Holder, ...Object.values(json).flatMap(holdersOf)]
}

const pool = [
  null,
  true,
  0,
  -1,
  1.5,
  '',
  'x',
  'ADD',
  'DELETE',
  'OBSERVE',
  'ObjectEvent',
  'AggregationEvent',
  'AssociationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'receiving',
  'active',
  'urn:epcglobal:cbv:bizstep:receiving',
  'https://gs1.org/voc/Temperature',
  'https://ref.gs1.org/cbv/BizStep-receiving',
  'example:own',
  'urn:epc:id:sgtin:4012345.011111.1',
  'urn:epc:class:lgtin:4012345.012345.L',
  'https://id.gs1.org/01/04012345111118',
  '2020-01-01T00:00:00Z',
  '2020-02-30T00:00:00Z',
  '2020-01-01T00:00:00',
  '+25:00',
  '+14:00',
  '2020-01-01T24:00:00Z',
  'a b:c',
  'http://x y',
  'http://[x',
  [],
  {},
  ['x'],
  [{}],
  { id: 'x' },
]
const keys = [
  'ilmd',
  'parentID',
  'epcList',
  'quantityList',
  'childEPCs',
  'action',
  'foo',
  'example:foo',
  'type',
  'uom',
  'readPoint',
  'sensorElementList',
  'bizTransactionList',
  'recordTime',
  'errorDeclaration',
  'certificationInfo',
  'persistentDisposition',
  'transformationID',
]

const mutation = fc.record({
  holder: fc.nat(10_000),
  kind: fc.constantFrom('remove', 'replace', 'add', 'repeat', 'rename'),
  which: fc.nat(10_000),
  value: fc.constantFrom(...pool),
  key: fc.constantFrom(...keys),
})

function applyTo(
  json: unknown,
  { holder, kind, which, value, key }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
): void {
  const holders = holdersOf(json)
  const target = holders[holder % holders.length]
  if (target === undefined) return
  const copy: unknown = structuredClone(value)
  if (Array.isArray(target)) {
    const i = which % Math.max(1, target.length)
    if (kind === 'remove') target.splice(i, 1)
    else if (kind === 'repeat' && target.length > 0) target.push(structuredClone(target[i]))
    else if (kind === 'replace') target[i] = copy
    else target.push(copy)
    return
  }
  const names = Object.keys(target)
  const name = names[which % Math.max(1, names.length)] ?? key
  const old = target[name]
  if (kind === 'remove' || kind === 'rename') delete target[name]
  if (kind === 'rename') target[key] = old
  if (kind === 'replace') target[name] = copy
  if (kind === 'add' || kind === 'repeat') target[key] = copy
}
