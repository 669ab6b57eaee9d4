import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { epcisDocument } from '../../core/epcis/epcis-document.ts'
import { validateEpcis } from '../../core/epcis/validation/document.ts'
import {
  aggregationEvent,
  captureDocument,
  objectEvent,
} from '../../core/epcis/validation/sample-documents.stub.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'
import { sampleEvents } from './sample-events.ts'

const EVENTS = 2000
const ROUNDS = 10

/** Events that break the standard's text in ways that a schema cannot see. */
const broken: Readonly<Record<string, object>> = {
  'a wrong check digit': { ...objectEvent, epcList: ['https://id.gs1.org/01/04012345111119/21/1'] },
  'a class among objects': { ...objectEvent, epcList: ['https://id.gs1.org/01/04012345111118'] },
  'a malformed EPC': { ...objectEvent, epcList: ['urn:epc:id:sgtin:4012345.0111111.1'] },
  'half an object': { ...objectEvent, quantityList: [{ epcClass: 'urn:x:y', quantity: 1.5 }] },
  'an undefined prefix': { ...objectEvent, 'zz:foo': 1 },
  'an aggregation without parent': { ...aggregationEvent, parentID: undefined },
  'no objects at all': { ...objectEvent, epcList: [], quantityList: undefined, sensorElementList: undefined },
}

const documentOf = (event: object): unknown =>
  JSON.parse(JSON.stringify({ ...captureDocument, epcisBody: { eventList: [event] } }))

/** A station's events judged as a capture document, beside GS1's JSON Schema in a validator of schemas. */
export function benchEpcisValidation(): Row {
  const schema: object = JSON.parse(
    readFileSync(
      new URL('../../fixtures/vectors/epcis-json-schema/EPCIS-JSON-Schema.json', import.meta.url),
      'utf8',
    ),
  )
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  const schemaTakes = ajv.compile(schema)
  const document = epcisDocument(
    sampleEvents(EVENTS).map(({ event }) => event),
    { creationDate: '2026-03-02T18:00:00.000+08:00' },
  )
  const judge = () => {
    if (!validateEpcis(document).ok) throw new Error('a valid document was refused')
  }
  const peer = () => {
    if (!schemaTakes(document)) throw new Error('a valid document was refused by the schema')
  }
  interleave(2, judge, peer)
  const [ms = 0, peerMs = 0] = interleave(ROUNDS, judge, peer)
  const missed = Object.entries(broken).filter(([, event]) => schemaTakes(documentOf(event)))
  if (Object.values(broken).some((event) => validateEpcis(documentOf(event)).ok))
    throw new Error('a broken document was taken')
  const rate = perSecond(EVENTS * ROUNDS, ms)
  return {
    work: 'EPCIS validation',
    budget: 'none set',
    figure: `${grouped(rate)} events/s, event hashes checked too`,
    met: true,
    peers: [
      `GS1’s JSON Schema in ajv: ${grouped(perSecond(EVENTS * ROUNDS, peerMs))} events/s; takes ${missed.map(([name]) => name).join(', ')}`,
    ],
    numbers: {
      perSecond: rate,
      peerPerSecond: perSecond(EVENTS * ROUNDS, peerMs),
      peerMissed: missed.length,
    },
  }
}
