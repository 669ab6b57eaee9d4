import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPreHash, eventIdOf, hashDocument } from './event-hash.ts'
import { EVENT_DEPTH_MAX } from './pre-hash.ts'

const GS1 = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

const id = (hex: string) => `ni:///sha-256;${hex}?ver=CBV2.0`

/** An event with something of everything, in the spelling that the other spellings are compared with. */
const base = {
  '@context': [GS1, { ex: 'https://ns.example.com/epcis/' }],
  type: 'ObjectEvent',
  eventTime: '2026-03-02T09:15:00.250+08:00',
  eventTimeZoneOffset: '+08:00',
  epcList: ['urn:epc:id:sgtin:9506000.013435.A%2FB', 'urn:epc:id:sscc:9506000.3000000012'],
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:9506000.013435.L1', quantity: 12.5, uom: 'KGM' }],
  action: 'OBSERVE',
  bizStep: 'receiving',
  disposition: 'in_progress',
  readPoint: { id: 'urn:epc:id:sgln:9506000.11111.LBL07' },
  bizTransactionList: [
    { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:ASN-1' },
    { type: 'po', bizTransaction: 'https://erp.example.com/po/7' },
  ],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:9506000.11111' }],
  persistentDisposition: { set: ['completeness_verified'], unset: ['completeness_inferred'] },
  ilmd: { 'cbvmda:lotNumber': 'L1', 'ex:grade': { 'ex:size': 'B', 'ex:class': 2 } },
  'ex:list': ['3', '1', '2'],
  'ex:flag': true,
}

/** The same JSON with the keys of every object in an order drawn by `pick`. */
function shuffled(value: unknown, pick: (n: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, pick))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const out: Record<string, unknown> = {}
  while (entries.length > 0) {
    const [entry] = entries.splice(pick(entries.length), 1)
    if (entry !== undefined) out[entry[0]] = shuffled(entry[1], pick)
  }
  return out
}

describe('the event hash ID', () => {
  it('agrees with the reference on other event types (its document of various types, 2026)', () => {
    const hashes = hashDocument({
      '@context': [GS1, { example: 'https://ns.example.com/epcis/' }, { cbvmda: 'urn:epcglobal:cbv:mda:' }],
      type: 'EPCISDocument',
      epcisBody: {
        eventList: [
          {
            type: 'ObjectEvent',
            eventTime: '2019-10-21T14:58:56.000+02:00',
            eventTimeZoneOffset: '+02:00',
            quantityList: [
              { epcClass: 'urn:epc:class:lgtin:4054739.099914.20160711', quantity: 600, uom: 'KGM' },
            ],
            action: 'ADD',
            bizStep: 'commissioning',
            readPoint: { id: 'urn:epc:id:sgln:4054739.00001.0' },
            ilmd: { 'cbvmda:bestBeforeDate': '2019-10-21' },
          },
          {
            type: 'AggregationEvent',
            eventTime: '2019-10-21T17:30:56.591+02:00',
            eventTimeZoneOffset: '+02:00',
            parentID: 'urn:epc:id:sscc:4012344.0111111133',
            childQuantityList: [
              { epcClass: 'urn:epc:class:lgtin:4054739.099902.P2', quantity: 12, uom: 'KGM' },
              { epcClass: 'urn:epc:class:lgtin:4054739.012345.lot2', quantity: 17 },
            ],
            action: 'ADD',
            bizStep: 'packing',
            readPoint: { id: 'urn:epc:id:sgln:4012345.00025.0' },
          },
          {
            type: 'ObjectEvent',
            eventTime: '2019-10-21T11:00:30.000+01:00',
            eventTimeZoneOffset: '+01:00',
            epcList: ['urn:epc:id:sscc:5200001.0111111146'],
            action: 'OBSERVE',
            bizStep: 'departing',
            readPoint: { id: 'urn:epc:id:sgln:5200001.99901.0' },
            bizTransactionList: [
              { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:5200001000008:4711' },
              { type: 'inv', bizTransaction: 'urn:epcglobal:cbv:bt:5200001000008:RE1099' },
            ],
            sourceList: [{ type: 'possessing_party', source: 'urn:epc:id:pgln:5200001.00000' }],
            destinationList: [
              { type: 'possessing_party', destination: 'urn:epc:id:pgln:4000001.98765' },
              { type: 'location', destination: 'urn:epc:id:sgln:4012345.00012.0' },
            ],
          },
          {
            type: 'TransformationEvent',
            eventTime: '2019-10-21T14:58:56.591+02:00',
            eventTimeZoneOffset: '+02:00',
            inputEPCList: ['urn:epc:id:sgtin:4012345.011122.25', 'urn:epc:id:sgtin:4000001.065432.99886655'],
            outputEPCList: ['25', '26', '27', '28'].map(
              (serial) => `urn:epc:id:sgtin:4012345.077889.${serial}`,
            ),
            transformationID: 'urn:epc:id:gdti:4012345.55555.1234',
            bizStep: 'commissioning',
            readPoint: { id: 'urn:epc:id:sgln:4012345.00001.0' },
            ilmd: { 'example:bestBeforeDate': '2020-11-10', 'example:batch': '4711' },
          },
        ],
      },
    })
    expect(hashes).toEqual([
      id('5f396ea5cb32fe4d0980cb79f5a5eb9640559e9f5a6cefa5c98a7d6ad554b50b'),
      id('cfda50b7ff23682e989bafc3747ac9b752f405305fcde6618280f6be27344f35'),
      id('253f0178f96349eedc207505b49044a602129605cf692e3d9f1f36c8bd1dfb0d'),
      id('335da6c3ab1d932824748791beec4d7ed261ed383f6849f6b8718e8fafb4d298'),
    ])
  })

  it('puts sensors without a wrapper, and their extensions behind the ILMD', () => {
    const text = canonicalPreHash({
      ...base,
      sensorElementList: [
        {
          sensorMetadata: { time: '2019-04-02T14:05:00+01:00', 'ex:more': 'x' },
          sensorReport: [
            { type: 'gs1:Temperature', value: 26.0, uom: 'CEL', 'ex:cv': 123 },
            { type: 'Temperature', value: 12.1, uom: 'CEL' },
          ],
        },
      ],
    })
    expect(text).toContain(
      'sensorElementsensorMetadatatime=2019-04-02T13:05:00.000Z' +
        'sensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=12.1uom=CEL' +
        'sensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=26uom=CELilmd{',
    )
    expect(text).toContain(
      'sensorElementsensorMetadata{https://ns.example.com/epcis/}more=xsensorReport{https://ns.example.com/epcis/}cv=123{https://ns.example.com/epcis/}flag=true',
    )
  })

  it('by CBV 2.1 has a wrapper around sensors, and extensions at the end of the field that holds them', () => {
    const event = {
      ...base,
      quantityList: [{ ...base.quantityList[0], 'ex:pallets': 2 }],
      readPoint: { ...base.readPoint, 'ex:gate': 'B' },
      sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 4, 'ex:cv': 1 }], 'ex:own': 'y' }],
    }
    const text = canonicalPreHash(event, undefined, '2.1')
    expect(text).toContain('uom=KGM{https://ns.example.com/epcis/}pallets=2action=')
    expect(text).toContain('/254/LBL07{https://ns.example.com/epcis/}gate=BbizTransactionList')
    expect(text).toContain(
      'sensorElementListsensorElementsensorReporttype=https://ref.gs1.org/voc/Temperaturevalue=4' +
        '{https://ns.example.com/epcis/}cv=1{https://ns.example.com/epcis/}own=yilmd{',
    )
    expect(eventIdOf(event, undefined, '2.1')).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.1$/)
    expect(canonicalPreHash(event)).toContain(
      'quantityListquantityElement{https://ns.example.com/epcis/}pallets=2readPoint{https://ns.example.com/epcis/}gate=B',
    )
  })

  it('writes the extensions of several reports in the reports’ order, not their own', () => {
    const report = (type: string, note: string) => ({ type, value: 1, 'ex:note': note })
    const sensorElementList = [{ sensorReport: [report('Temperature', 'a'), report('Speed', 'z')] }]
    expect(canonicalPreHash({ ...base, sensorElementList })).toContain(
      'sensorReport{https://ns.example.com/epcis/}note=zsensorReport{https://ns.example.com/epcis/}note=a',
    )
  })

  it('of an event that records our first algorithm stays what it was', () => {
    const event = {
      ...base,
      quantityList: [{ epcClass: 'https://id.gs1.org/01/09506000134352/10/L%281%29', quantity: 1 }],
    }
    const first = { ...event, 'bm:hashAlgorithm': 'bondmark/event-hash/1' }
    expect(canonicalPreHash(first)).toContain('/10/L%281%29')
    expect(canonicalPreHash(event)).toContain('/10/L(1)')
  })

  it('is the same for any order of keys', () => {
    const expected = eventIdOf(base)
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const pick = (n: number) => (numbers.next().value as number) % n
        expect(eventIdOf(shuffled(base, pick))).toBe(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('is the same for any order of a list and any white space around values', () => {
    expect(
      eventIdOf({
        ...base,
        epcList: base.epcList.toReversed(),
        bizTransactionList: base.bizTransactionList.toReversed(),
        'ex:list': [' 1', '2\n', '3'],
      }),
    ).toBe(eventIdOf(base))
  })

  it.each([
    ['a CURIE of the vocabulary', { bizStep: 'cbv:BizStep-receiving' }],
    ['a full URI of the vocabulary', { bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving' }],
    ['a URN of the vocabulary', { bizStep: 'urn:epcglobal:cbv:bizstep:receiving' }],
    ['full URIs as extension keys', { 'ex:flag': undefined, 'https://ns.example.com/epcis/flag': true }],
    [
      'another prefix for the same namespace',
      {
        '@context': [GS1, { ex: 'https://ns.example.com/epcis/', zz: 'https://ns.example.com/epcis/' }],
        'ex:flag': undefined,
        'zz:flag': true,
      },
    ],
    [
      'Digital Links of the EPC URNs, on any domain',
      {
        epcList: [
          'https://brand.example/p/01/09506000134352/10/L9/21/A%2fB?17=271231',
          'https://id.gs1.org/00/395060000000000122',
        ],
        quantityList: [
          { epcClass: 'http://id.gs1.org/01/9506000134352/10/L1', quantity: '12.50', uom: 'KGM' },
        ],
        readPoint: { id: 'https://id.gs1.org/414/9506000111117/254/LBL07' },
        sourceList: [
          { type: 'urn:epcglobal:cbv:sdt:owning_party', source: 'https://id.gs1.org/417/9506000111117' },
        ],
      },
    ],
    ['the same instant in another offset', { eventTime: '2026-03-02T01:15:00.25Z' }],
    [
      'what the hash leaves out',
      {
        eventID: 'ni:///x',
        recordTime: '2026-03-02T09:15:00Z',
        errorDeclaration: {},
        certificationInfo: ['https://x.example'],
      },
    ],
  ])('is the same with %s', (_, change) => {
    expect(eventIdOf({ ...base, ...change })).toBe(eventIdOf(base))
  })

  it.each([
    ['the offset', { eventTimeZoneOffset: '+09:00' }],
    ['the time', { eventTime: '2026-03-02T09:15:00.251+08:00' }],
    ['an EPC', { epcList: base.epcList.slice(1) }],
    ['an extension', { 'ex:flag': false }],
    ['the namespace of an extension', { '@context': [GS1, { ex: 'https://ns.example.org/epcis/' }] }],
    ['a lot', { ilmd: { ...base.ilmd, 'cbvmda:lotNumber': 'L2' } }],
  ])('changes with %s', (_, change) => {
    expect(eventIdOf({ ...base, ...change })).not.toBe(eventIdOf(base))
  })

  it('is the same for a bare event, a list of events, and a document around them', () => {
    const { '@context': context, ...event } = base
    const document = { '@context': context, type: 'EPCISDocument', epcisBody: { eventList: [event, base] } }
    const query = {
      '@context': context,
      type: 'EPCISQueryDocument',
      epcisBody: { queryResults: { queryName: 'q', resultsBody: { eventList: [event] } } },
    }
    const expected = eventIdOf(base)
    expect(hashDocument(base)).toEqual([expected])
    expect(hashDocument([base, base])).toEqual([expected, expected])
    expect(hashDocument(document)).toEqual([expected, expected])
    expect(hashDocument(query)).toEqual([expected])
    expect(eventIdOf(event, context)).toBe(expected)
  })

  it.each([
    [null, 'epcis-document-malformed'],
    [{ type: 'EPCISDocument' }, 'epcis-document-malformed'],
    [{ type: 'EPCISDocument', epcisBody: { eventList: 7 } }, 'epcis-document-malformed'],
    [[7], 'event-malformed'],
    [[{ eventTime: '2026-03-02T09:15:00.250+08:00' }], 'event-malformed'],
    [[{ type: 'ObjectEvent', epcList: [{}] }], 'event-malformed'],
    [[{ type: 'ObjectEvent', eventTime: '2026-03-02T09:15:00' }], 'event-time-malformed'],
    [[{ type: 'ObjectEvent', eventTime: '2026-13-02T09:15:00Z' }], 'event-time-malformed'],
  ])('is refused for %j with %s', (json, code) => {
    expect(() => hashDocument(json)).toThrow(expect.objectContaining({ code }))
  })

  it('is refused for nesting without end, in objects and in lists', () => {
    let object: unknown = 1
    let list: unknown = 1
    for (let i = 0; i < EVENT_DEPTH_MAX + 2; i++) {
      object = { 'ex:x': object }
      list = [list]
    }
    for (const deep of [object, list]) {
      expect(() => eventIdOf({ ...base, 'ex:deep': deep })).toThrow(
        expect.objectContaining({ code: 'event-too-deep' }),
      )
    }
  })

  it.each<[string, object]>([
    ['in its keys', { 'a:x': Array.from({ length: 10_000 }, () => 0) }],
    ['in its values', { epcList: Array.from({ length: 10_000 }, (_, n) => `a:${n}`) }],
  ])('is refused for a prefix that stands for more than it may become, %s', (_, fields) => {
    const context = { a: `https://ref.gs1.org/${'x'.repeat(100_000)}/` }
    expect(() => eventIdOf({ ...base, '@context': context, ...fields })).toThrow(
      expect.objectContaining({ code: 'event-too-large' }),
    )
  })
})
