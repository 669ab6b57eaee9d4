/** One valid event of each type, with something in every field, and documents around them. */

const context = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'https://ns.example.com/epcis/' },
]
const times = {
  eventTime: '2026-03-02T09:15:00.250+08:00',
  recordTime: '2026-03-02T01:16:00Z',
  eventTimeZoneOffset: '+08:00',
}
const business = {
  bizStep: 'receiving',
  disposition: 'in_progress',
  persistentDisposition: { set: ['completeness_verified'], unset: ['example:other'] },
  readPoint: { id: 'urn:epc:id:sgln:9506000.11111.LBL07', 'example:gate': 'B' },
  bizLocation: { id: 'https://id.gs1.org/414/9506000111117' },
  bizTransactionList: [
    { type: 'po', bizTransaction: 'urn:epc:id:gdti:4012345.00001.1618034' },
    { bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:ASN-1' },
  ],
  sourceList: [{ type: 'owning_party', source: 'urn:epc:id:pgln:4012345.00225' }],
  destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:9506000.11111.0' }],
  sensorElementList: [
    {
      sensorMetadata: {
        startTime: '2026-03-01T09:00:00Z',
        endTime: '2026-03-02T01:00:00Z',
        deviceID: 'urn:epc:id:giai:4000001.111',
        'example:more': { 'example:x': [1, true] },
      },
      sensorReport: [
        { type: 'Temperature', minValue: 2.5, maxValue: 7, uom: 'CEL', component: 'x' },
        { type: 'gs1:Angle', value: 1, uom: 'DD', exception: 'ALARM_CONDITION', 'example:cv': '1' },
        {
          type: 'example:seal',
          bizRules: 'https://example.com/253/4012345000054987',
          booleanValue: true,
          hexBinaryValue: 'f0',
          stringValue: 's',
        },
      ],
    },
  ],
}
const units = ['urn:epc:id:sgtin:4012345.011111.9876', 'https://id.gs1.org/01/04012345111118/21/2']
const quantities = [
  { epcClass: 'urn:epc:class:lgtin:4012345.012345.L1', quantity: 12.5, uom: 'KGM' },
  { epcClass: 'https://id.gs1.org/01/04012345123456', quantity: 3 },
  { epcClass: 'urn:epc:idpat:sgtin:4012345.044444.*' },
]
const ilmd = { 'cbvmda:lotNumber': 'L1', 'example:grade': { 'example:size': 2 } }
const sscc = 'urn:epc:id:sscc:4012345.3111111111'

export const objectEvent = {
  type: 'ObjectEvent',
  ...times,
  eventID: 'urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8',
  certificationInfo: ['https://accreditation.example.org/certificate/ABC'],
  errorDeclaration: {
    declarationTime: '2026-03-03T09:15:00Z',
    reason: 'incorrect_data',
    correctiveEventIDs: ['urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8'],
    'example:by': 'op',
  },
  action: 'ADD',
  epcList: units,
  quantityList: quantities,
  ilmd,
  ...business,
  'example:flag': true,
}
export const aggregationEvent = {
  type: 'AggregationEvent',
  ...times,
  action: 'ADD',
  parentID: sscc,
  childEPCs: units,
  childQuantityList: quantities,
  ...business,
}
export const associationEvent = {
  type: 'AssociationEvent',
  ...times,
  action: 'ADD',
  parentID: 'urn:epc:id:grai:4012345.55555.98765',
  childEPCs: ['urn:epc:id:giai:4000001.12345'],
  childQuantityList: quantities,
  ...business,
}
export const transactionEvent = {
  type: 'TransactionEvent',
  ...times,
  action: 'OBSERVE',
  parentID: sscc,
  epcList: units,
  quantityList: quantities,
  ...business,
}
export const transformationEvent = {
  type: 'TransformationEvent',
  ...times,
  inputEPCList: units,
  inputQuantityList: quantities,
  outputEPCList: ['urn:epc:id:sgtin:4012345.077889.25'],
  outputQuantityList: quantities,
  transformationID: 'urn:epc:id:gdti:4012345.55555.1234',
  ilmd,
  ...business,
}
export const everyType = [
  objectEvent,
  aggregationEvent,
  associationEvent,
  transactionEvent,
  transformationEvent,
]

export const captureDocument = {
  '@context': context,
  id: 'https://id.example.org/document1',
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-02T18:00:00+08:00',
  sender: 'urn:epc:id:pgln:9506000.11111',
  epcisHeader: {
    epcisMasterData: {
      vocabularyList: [
        {
          type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
          vocabularyElementList: [
            {
              id: 'urn:epc:id:sgln:9506000.11111.0',
              type: 'VocabularyElement',
              attributes: [
                { id: 'cbvmda:name', attribute: 'Harbour' },
                { id: 'cbvmda:sst', attribute: 201 },
                {
                  id: 'example:address',
                  attribute: { '@context': { '@vocab': 'https://x.example/' }, city: 'F' },
                },
              ],
              children: ['urn:epc:id:sgln:9506000.11111.1'],
            },
          ],
        },
      ],
    },
  },
  epcisBody: { eventList: everyType },
}
export const queryDocument = {
  '@context': context,
  type: 'EPCISQueryDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-02T18:00:00+08:00',
  epcisBody: {
    queryResults: {
      queryName: 'SimpleEventQuery',
      subscriptionID: '1',
      resultsBody: { eventList: everyType },
    },
  },
}
export const bareEvents = everyType.map((event) => ({ '@context': context, ...event }))
