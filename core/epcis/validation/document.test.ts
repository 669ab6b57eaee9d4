import { describe, expect, it } from 'vitest'
import { validateEpcis } from './document.ts'
import { FINDINGS_MAX } from './finding.ts'
import {
  aggregationEvent,
  associationEvent,
  bareEvents,
  captureDocument,
  objectEvent,
  queryDocument,
  transactionEvent,
  transformationEvent,
} from './sample-documents.stub.ts'

/** The errors of a document with these events, as `path code` from the event on. */
function errorsOf(...events: unknown[]): string[] {
  const { errors } = validateEpcis({ ...captureDocument, epcisBody: { eventList: events } })
  return errors.map(({ path, code }) => `${path.replace('$.epcisBody.eventList[0]', '@')} ${code}`)
}

const [report] = objectEvent.sensorElementList[0]?.sensorReport ?? []
const sensor = (change: object) => ({
  sensorElementList: [{ sensorReport: [{ ...report, ...change }] }],
})

describe('the judgement of a document', () => {
  it.each([
    ['capture', captureDocument, 5],
    ['query', queryDocument, 5],
    ['list', bareEvents, 5],
    ['event', bareEvents[0], 1],
  ] as const)('takes a %s of all it can be', (kind, json, events) => {
    expect(validateEpcis(json)).toEqual({ ok: true, kind, events, errors: [], warnings: [], leftOut: 0 })
  })

  it.each([
    ['no type', { type: undefined }, '$.type epcis-field-missing'],
    ['another type', { type: 'EPCISThing' }, '$.type epcis-event-type-unknown'],
    ['no context', { '@context': undefined }, "$['@context'] epcis-field-missing"],
    ['a context of nothing', { '@context': 7 }, "$['@context'] epcis-context-malformed"],
    [
      'only its own terms',
      { '@context': { example: 'https://ns.example.com/epcis/' } },
      "$['@context'] epcis-context-missing",
    ],
    [
      'a term without URI',
      { '@context': [captureDocument['@context'][0], { example: 'x' }] },
      "$['@context'][1].example epcis-context-malformed",
    ],
    ['an old version', { schemaVersion: '1.2' }, '$.schemaVersion epcis-version-unsupported'],
    ['a date without offset', { creationDate: '2026-03-02T18:00:00' }, '$.creationDate epcis-time-malformed'],
    ['no body', { epcisBody: undefined }, '$.epcisBody epcis-field-missing'],
    ['a body without a list', { epcisBody: {} }, '$.epcisBody.eventList epcis-field-missing'],
    ['events that are no list', { epcisBody: { eventList: {} } }, '$.epcisBody.eventList epcis-value-wrong'],
    ['a field of nobody', { foo: 1 }, '$.foo epcis-field-unknown'],
    ['an undefined prefix', { 'zz:foo': 1 }, "$['zz:foo'] epcis-prefix-undefined"],
    ['a header of nobody', { epcisHeader: { x: 1 } }, '$.epcisHeader.x epcis-field-unknown'],
  ])('names %s', (_, change, expected) => {
    const changed = JSON.parse(JSON.stringify({ ...captureDocument, ...change }))
    expect(validateEpcis(changed).errors.map(({ path, code }) => `${path} ${code}`)).toContain(expected)
  })

  it('asks a query document for its results', () => {
    const errors = (queryResults: unknown) =>
      validateEpcis({ ...queryDocument, epcisBody: { queryResults } }).errors.map(({ path }) => path)
    expect(errors({ resultsBody: { eventList: [] } })).toEqual(['$.epcisBody.queryResults.queryName'])
    expect(errors({ queryName: 'q' })).toEqual(['$.epcisBody.queryResults.resultsBody'])
    expect(errors({ queryName: 'q', resultsBody: { eventList: [7] } })).toEqual([
      '$.epcisBody.queryResults.resultsBody.eventList[0]',
    ])
  })

  it.each([
    null,
    7,
    'x',
    true,
    {},
    [7],
    [[]],
    [null],
    { type: {} },
    { type: 'constructor' },
    { type: '__proto__' },
  ])('answers %j without throwing', (json) => {
    expect(validateEpcis(json).ok).toBe(false)
  })

  it('asks bare events for a context of their own', () => {
    expect(validateEpcis(objectEvent).errors[0]).toEqual({
      path: "$['@context']",
      code: 'epcis-field-missing',
    })
    expect(validateEpcis([objectEvent]).errors[0]?.path).toBe("$[0]['@context']")
  })

  it('lists so many errors and counts the others', () => {
    const eventList = Array.from({ length: FINDINGS_MAX + 5 }, () => 7)
    const verdict = validateEpcis({ ...captureDocument, epcisBody: { eventList } })
    expect(verdict.errors).toHaveLength(FINDINGS_MAX)
    expect(verdict.leftOut).toBe(5)
  })
})

describe('the judgement of an event', () => {
  it.each([
    ['a type of nobody', { type: 'SomeEvent' }, '@.type epcis-event-type-unknown'],
    ['no time', { eventTime: undefined }, '@.eventTime epcis-field-missing'],
    ['a day that is none', { eventTime: '2026-02-29T09:15:00Z' }, '@.eventTime epcis-time-malformed'],
    ['an hour 24', { eventTime: '2026-03-02T24:00:00Z' }, '@.eventTime epcis-time-malformed'],
    ['a time without offset', { recordTime: '2026-03-02T09:15:00' }, '@.recordTime epcis-time-malformed'],
    ['no offset', { eventTimeZoneOffset: undefined }, '@.eventTimeZoneOffset epcis-field-missing'],
    [
      'an offset of nowhere',
      { eventTimeZoneOffset: '+14:30' },
      '@.eventTimeZoneOffset epcis-offset-malformed',
    ],
    ['an offset as Z', { eventTimeZoneOffset: 'Z' }, '@.eventTimeZoneOffset epcis-offset-malformed'],
    ['another action', { action: 'CHANGE' }, '@.action epcis-action-unknown'],
    ['no action', { action: undefined }, '@.action epcis-field-missing'],
    ['an unknown step', { bizStep: 'selling' }, '@.bizStep epcis-word-unknown'],
    ['a step as a URN', { bizStep: 'urn:epcglobal:cbv:bizstep:receiving' }, '@.bizStep epcis-word-spelling'],
    ['a disposition as a step', { bizStep: 'cbv:Disp-active' }, '@.bizStep epcis-word-unknown'],
    ['a step as a disposition', { disposition: 'receiving' }, '@.disposition epcis-word-unknown'],
    ['an eventID that is no URI', { eventID: '17' }, '@.eventID epcis-uri-malformed'],
    [
      'a certificate that is no URI',
      { certificationInfo: ['x'] },
      '@.certificationInfo[0] epcis-uri-malformed',
    ],
    [
      'no objects',
      { epcList: [], quantityList: undefined, sensorElementList: undefined },
      '@.epcList epcis-what-missing',
    ],
    [
      'an object twice',
      { epcList: [objectEvent.epcList[0], objectEvent.epcList[0]] },
      '@.epcList[1] epcis-element-repeated',
    ],
    [
      'a class among objects',
      { epcList: ['https://id.gs1.org/01/04012345111118/10/L'] },
      '@.epcList[0] epcis-epc-not-instance',
    ],
    [
      'a class URN among objects',
      { epcList: ['urn:epc:idpat:sgtin:4012345.044444.*'] },
      '@.epcList[0] epcis-epc-not-instance',
    ],
    [
      'a wrong check digit',
      { epcList: ['https://brand.example/01/04012345111119/21/1'] },
      '@.epcList[0] epcis-check-digit-wrong',
    ],
    [
      'a malformed EPC',
      { epcList: ['urn:epc:id:sgtin:4012345.0111111.1'] },
      '@.epcList[0] epcis-epc-malformed',
    ],
    [
      'an unknown scheme',
      { epcList: ['urn:epc:id:nope:4012345.011111.1'] },
      '@.epcList[0] epcis-epc-malformed',
    ],
    [
      'a serial too long',
      { epcList: [`urn:epc:id:sgtin:4012345.011111.${'1'.repeat(21)}`] },
      '@.epcList[0] epcis-epc-malformed',
    ],
    ['no Digital Link at GS1', { epcList: ['https://id.gs1.org/99/1'] }, '@.epcList[0] epcis-epc-malformed'],
    [
      'an object as a class',
      { quantityList: [{ epcClass: objectEvent.epcList[0], quantity: 1 }] },
      '@.quantityList[0].epcClass epcis-epc-not-class',
    ],
    [
      'half an object',
      { quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.L1', quantity: 1.5 }] },
      '@.quantityList[0].quantity epcis-quantity-wrong',
    ],
    [
      'less than nothing',
      { quantityList: [{ epcClass: 'urn:x:y', quantity: -1, uom: 'KGM' }] },
      '@.quantityList[0].quantity epcis-quantity-wrong',
    ],
    [
      'a quantity as text',
      { quantityList: [{ epcClass: 'urn:x:y', quantity: '1' }] },
      '@.quantityList[0].quantity epcis-value-wrong',
    ],
    [
      'a unit of nothing',
      { quantityList: [{ epcClass: 'urn:x:y', uom: 'KGM' }] },
      '@.quantityList[0].uom epcis-uom-without-quantity',
    ],
    [
      'a unit in words',
      { quantityList: [{ epcClass: 'urn:x:y', quantity: 1, uom: 'kilo' }] },
      '@.quantityList[0].uom epcis-uom-malformed',
    ],
    [
      'an extension of a quantity',
      { quantityList: [{ epcClass: 'urn:x:y', 'example:x': 1 }] },
      "@.quantityList[0]['example:x'] epcis-field-unknown",
    ],
    ['a place as text', { readPoint: 'urn:epc:id:sgln:9506000.11111.0' }, '@.readPoint epcis-value-wrong'],
    ['a place without id', { readPoint: {} }, '@.readPoint.id epcis-field-missing'],
    [
      'a transaction as text',
      { bizTransactionList: ['urn:x:y'] },
      '@.bizTransactionList[0] epcis-value-wrong',
    ],
    [
      'an unknown kind of transaction',
      { bizTransactionList: [{ type: 'order', bizTransaction: 'urn:x:y' }] },
      '@.bizTransactionList[0].type epcis-word-unknown',
    ],
    [
      'a source without type',
      { sourceList: [{ source: 'urn:x:y' }] },
      '@.sourceList[0].type epcis-field-missing',
    ],
    [
      'a list of sources that is none',
      { sourceList: { type: 'location', source: 'urn:x:y' } },
      '@.sourceList epcis-value-wrong',
    ],
    [
      'a disposition set of nothing',
      { persistentDisposition: { set: [] } },
      '@.persistentDisposition.set epcis-list-empty',
    ],
    [
      'a disposition neither set nor unset',
      { persistentDisposition: {} },
      '@.persistentDisposition.set epcis-field-missing',
    ],
    ['ILMD of what is only seen', { action: 'OBSERVE' }, '@.ilmd epcis-field-forbidden'],
    ['ILMD without a namespace', { ilmd: { lotNumber: 'L' } }, '@.ilmd.lotNumber epcis-field-unknown'],
    [
      'a declaration without time',
      { errorDeclaration: { reason: 'incorrect_data' } },
      '@.errorDeclaration.declarationTime epcis-field-missing',
    ],
    [
      'an unknown reason',
      { errorDeclaration: { declarationTime: '2026-03-03T09:15:00Z', reason: 'oops' } },
      '@.errorDeclaration.reason epcis-word-unknown',
    ],
    ['a field of another type', { parentID: 'urn:x:y' }, '@.parentID epcis-field-forbidden'],
    ['a field of nobody', { foo: 1 }, '@.foo epcis-field-unknown'],
    ['an undefined prefix', { 'zz:foo': 1 }, "@['zz:foo'] epcis-prefix-undefined"],
    [
      'an undefined prefix deep down',
      { 'example:foo': [{ 'zz:bar': 1 }] },
      "@['example:foo'][0]['zz:bar'] epcis-prefix-undefined",
    ],
    [
      'no sensor report',
      { sensorElementList: [{ sensorReport: [] }] },
      '@.sensorElementList[0].sensorReport epcis-list-empty',
    ],
    [
      'a report without type',
      sensor({ type: undefined }),
      '@.sensorElementList[0].sensorReport[0].type epcis-field-missing',
    ],
    [
      'an unknown measurement',
      sensor({ type: 'Heat' }),
      '@.sensorElementList[0].sensorReport[0].type epcis-word-unknown',
    ],
    [
      'an unknown alert',
      sensor({ exception: 'HELP' }),
      '@.sensorElementList[0].sensorReport[0].exception epcis-word-unknown',
    ],
    [
      'an unknown component',
      sensor({ component: 'w' }),
      '@.sensorElementList[0].sensorReport[0].component epcis-word-unknown',
    ],
    [
      'a reading as text',
      sensor({ value: '4' }),
      '@.sensorElementList[0].sensorReport[0].value epcis-value-wrong',
    ],
    [
      'bytes that are none',
      sensor({ hexBinaryValue: 'xyz' }),
      '@.sensorElementList[0].sensorReport[0].hexBinaryValue epcis-value-wrong',
    ],
    [
      'an end before the start',
      {
        sensorElementList: [
          {
            sensorMetadata: { startTime: '2026-03-02T09:00:00Z', endTime: '2026-03-02T08:00:00Z' },
            sensorReport: [report],
          },
        ],
      },
      '@.sensorElementList[0].sensorMetadata.endTime epcis-time-order',
    ],
  ])('names %s', (_, change, expected) => {
    expect(errorsOf(JSON.parse(JSON.stringify({ ...objectEvent, ...change })))).toEqual([expected])
  })

  it.each([
    [
      'an aggregation without parent',
      { ...aggregationEvent, parentID: undefined },
      '@.parentID epcis-parent-missing',
    ],
    [
      'an aggregation of nothing',
      { ...aggregationEvent, childEPCs: [], childQuantityList: undefined },
      '@.childEPCs epcis-what-missing',
    ],
    ['an aggregation with ILMD', { ...aggregationEvent, ilmd: {} }, '@.ilmd epcis-field-forbidden'],
    [
      'an association without parent',
      { ...associationEvent, action: 'OBSERVE', parentID: undefined },
      '@.parentID epcis-field-missing',
    ],
    [
      'a transaction without transactions',
      { ...transactionEvent, bizTransactionList: undefined },
      '@.bizTransactionList epcis-field-missing',
    ],
    [
      'a transaction of none',
      { ...transactionEvent, bizTransactionList: [] },
      '@.bizTransactionList epcis-list-empty',
    ],
    [
      'a transaction about nothing',
      { ...transactionEvent, epcList: undefined, quantityList: [] },
      '@.epcList epcis-what-missing',
    ],
    [
      'a transformation with an action',
      { ...transformationEvent, action: 'ADD' },
      '@.action epcis-field-forbidden',
    ],
    [
      'a transformation without outputs',
      { ...transformationEvent, transformationID: undefined, outputEPCList: [], outputQuantityList: [] },
      '@ epcis-transformation-incomplete',
    ],
    [
      'a part of a transformation of nothing',
      {
        ...transformationEvent,
        inputEPCList: undefined,
        inputQuantityList: undefined,
        outputEPCList: [],
        outputQuantityList: undefined,
      },
      '@ epcis-transformation-incomplete',
    ],
  ])('names %s', (_, event, expected) => {
    expect(errorsOf(JSON.parse(JSON.stringify(event)))).toEqual([expected])
  })

  it.each([
    [
      'an observed aggregation without parent',
      { ...aggregationEvent, action: 'OBSERVE', parentID: undefined },
    ],
    [
      'an aggregation that ends for all children',
      { ...aggregationEvent, action: 'DELETE', childEPCs: undefined, childQuantityList: undefined },
    ],
    ['a place that is only sensed', { ...objectEvent, epcList: undefined, quantityList: undefined }],
    [
      'a part of a transformation',
      { ...transformationEvent, outputEPCList: undefined, outputQuantityList: undefined },
    ],
    [
      'words of a user’s own',
      { ...objectEvent, bizStep: 'https://steps.example/selling', disposition: 'example:sold' },
    ],
    [
      'words in full',
      {
        ...objectEvent,
        bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving',
        disposition: 'cbv:Disp-active',
      },
    ],
    [
      'objects of nobody’s scheme',
      {
        ...objectEvent,
        epcList: [
          'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
          'https://parts.example/01/7',
          'did:example:1',
        ],
      },
    ],
    ['an empty quantity', { ...objectEvent, quantityList: [{ epcClass: 'urn:x:y', quantity: 0 }] }],
    ['a key in full', { ...objectEvent, 'https://ns.example.org/x': null }],
    ['a comment', { ...objectEvent, 'rdfs:comment': 'seen twice' }],
  ])('takes %s', (_, event) => {
    expect(errorsOf(JSON.parse(JSON.stringify(event)))).toEqual([])
  })

  it('lets an eventID stand twice only where its error is declared', () => {
    const { errorDeclaration: _, ...plain } = objectEvent
    expect(errorsOf(plain, objectEvent)).toEqual([])
    expect(errorsOf(plain, plain)).toEqual(['$.epcisBody.eventList[1].eventID epcis-event-id-repeated'])
  })

  it('reads the prefixes of an event’s own context too', () => {
    const event = { ...objectEvent, 'zz:foo': 1 }
    expect(
      errorsOf({ '@context': [captureDocument['@context'][0], { zz: 'https://zz.example/' }], ...event }),
    ).toEqual([])
    expect(errorsOf({ '@context': { example: null, zz: 'https://zz.example/' }, ...event })).not.toEqual([])
  })

  it('refuses what is nested without end, and names it', () => {
    let deep: unknown = 1
    for (let i = 0; i < 5000; i++) deep = { 'example:x': [deep] }
    const [error] = validateEpcis({
      ...captureDocument,
      epcisBody: { eventList: [{ ...objectEvent, 'example:deep': deep }] },
    }).errors
    expect(error?.code).toBe('epcis-too-deep')
  })

  it('names a key that an object has by nature, like any other', () => {
    const event = JSON.parse(`${JSON.stringify(objectEvent).slice(0, -1)},"__proto__":1,"constructor":2}`)
    expect(errorsOf(event)).toEqual(['@.__proto__ epcis-field-unknown', '@.constructor epcis-field-unknown'])
  })
})

describe('a path', () => {
  it('shows no more of a key than helps, and writes out what RFC 9535 escapes', () => {
    const long = 'x'.repeat(5000)
    expect(errorsOf({ ...objectEvent, [long]: 1 })).toEqual([`@.${'x'.repeat(100)} epcis-field-unknown`])
    expect(errorsOf({ ...objectEvent, "a'\\\u001b\n": 1 })).toEqual([
      "@['a\\'\\\\\\u001b\\u000a'] epcis-field-unknown",
    ])
  })
})

describe('what is lawful and odd', () => {
  const warningsOf = (change: object, context: unknown = captureDocument['@context']) =>
    validateEpcis({
      ...captureDocument,
      '@context': context,
      epcisBody: { eventList: [{ ...objectEvent, ...change }] },
    }).warnings.map(({ path, code }) => `${path.replace('$.epcisBody.eventList[0]', '@')} ${code}`)

  it.each([
    [
      'another offset than eventTime’s',
      { eventTimeZoneOffset: '+09:00' },
      '@.eventTimeZoneOffset epcis-offset-differs',
    ],
    [
      'a record before the event',
      { recordTime: '2026-03-02T01:14:00Z' },
      '@.recordTime epcis-record-time-early',
    ],
    [
      'a disposition that is set and unset',
      { persistentDisposition: { set: ['recalled', 'stolen'], unset: ['expired', 'recalled'] } },
      '@.persistentDisposition.unset[1] epcis-disposition-both',
    ],
    ['a word that GS1 may add', { bizStep: 'cbv:BizStep-teleporting' }, '@.bizStep epcis-word-newer'],
    ['a word of a vocabulary that CBV may add', { bizStep: 'cbv:teleporting' }, '@.bizStep epcis-word-newer'],
    [
      'an event hash ID of another event',
      { eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0` },
      '@.eventID epcis-event-id-differs',
    ],
    [
      'a report of nothing',
      { sensorElementList: [{ sensorReport: [{ type: 'Temperature' }] }] },
      '@.sensorElementList[0].sensorReport[0] epcis-sensor-without-value',
    ],
    [
      'a range upside down',
      sensor({ minValue: 9, maxValue: 1 }),
      '@.sensorElementList[0].sensorReport[0].minValue epcis-sensor-range',
    ],
    ['a type of somebody’s own', { type: 'example:Event' }, '@.type epcis-event-type-foreign'],
  ])('tells of %s', (_, change, expected) => {
    expect(warningsOf(change)).toContain(expected)
  })

  it('takes a foreign context on trust, and says so', () => {
    const context = [...captureDocument['@context'], 'https://other.example/context.jsonld']
    expect(warningsOf({ 'zz:foo': 1 }, context)).toEqual([
      "$['@context'][2] epcis-context-unresolved",
      "@['zz:foo'] epcis-prefix-unresolved",
    ])
  })
})
