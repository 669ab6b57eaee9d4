import { describe, expect, it } from 'vitest'
import { commissioningEvent } from './commissioning.ts'
import { epcisDocument } from './epcis-document.ts'
import type { EventBasis } from './event-basis.ts'
import { hashDocument } from './event-hash.ts'
import { packingEvent } from './packing.ts'

const basis: EventBasis = {
  eventTime: '2026-03-02T09:15:00.250+08:00',
  readPoint: 'https://id.gs1.org/414/9506000111117/254/LBL07',
  operator: 'op-7f3a',
  station: 'https://id.bondmark.example/org/harbour/station/LBL07',
  decision: 'a'.repeat(64),
  ruleSet: 'b'.repeat(64),
}
const events = [
  commissioningEvent(basis, {
    gtin: '09506000134352',
    serial: 'ABC0123456789XY',
    lot: 'L/1',
    expiry: '2027-12-31',
    origin: 'AU',
    labelTemplate: 'unit-60x40/1',
    pinCommitment: '$scrypt$ln=14,r=8,p=1$c2FsdA$aGFzaA',
    bindingScan: 'c'.repeat(64),
  }),
  packingEvent(basis, {
    sscc: '395060000000000122',
    children: ['https://id.gs1.org/01/09506000134352/21/ABC0123456789XY'],
  }),
]
const creationDate = '2026-03-02T18:00:00.000+08:00'

describe('a capture document', () => {
  it('of our events says their context once, and hashes to the eventIDs they carry', () => {
    const document = epcisDocument(events, { creationDate })
    expect(document).toMatchObject({
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate,
      '@context': events[0]?.['@context'],
    })
    const { eventList } = document.epcisBody
    expect(eventList.map((event) => event['@context'])).toEqual([undefined, undefined])
    expect(eventList.map((event) => event.eventID)).toEqual(events.map((event) => event.eventID))
    expect(hashDocument(JSON.parse(JSON.stringify(document)))).toEqual(events.map((event) => event.eventID))
  })

  it('leaves each event its own context where they differ, since a prefix gives keys their meaning', () => {
    const [first] = events
    const foreign = {
      '@context': [
        'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        { bm: 'https://x.example/' },
      ],
      type: 'ObjectEvent',
      eventTime: '2026-03-02T09:15:00.250+08:00',
      eventTimeZoneOffset: '+08:00',
      action: 'OBSERVE',
      epcList: ['https://id.gs1.org/00/395060000000000122'],
      'bm:note': 'of another company',
    }
    const document = epcisDocument([first ?? {}, foreign], { creationDate })
    expect(document['@context']).toBe('https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld')
    expect(hashDocument(document)).toEqual([first?.eventID, ...hashDocument(foreign)])
  })

  it('names sender, receiver and instance where they are given', () => {
    const parties = {
      sender: 'https://id.gs1.org/417/9506000111117',
      receiver: 'https://customs.example/',
      instanceIdentifier: 'harbour-2026-03-02',
    }
    expect(epcisDocument([], { creationDate, ...parties })).toMatchObject(parties)
  })

  it('is not made without an offset in its date, or of what is no event', () => {
    expect(() => epcisDocument(events, { creationDate: '2026-03-02T18:00:00' })).toThrow(
      expect.objectContaining({ code: 'event-time-malformed' }),
    )
    expect(() => epcisDocument([{}], { creationDate })).toThrow(
      expect.objectContaining({ code: 'event-malformed' }),
    )
  })
})
