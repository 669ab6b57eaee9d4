import { describe, expect, it } from 'vitest'
import { despatchAdvice } from './biz-transaction.ts'
import { commissioningEvent } from './commissioning.ts'
import { decommissioningEvent } from './decommissioning.ts'
import { destroyingEvent } from './destroying.ts'
import type { EpcisEvent, EventBasis } from './event-basis.ts'
import { eventIdOf } from './event-hash.ts'
import { holdingEvent } from './holding.ts'
import { packingEvent } from './packing.ts'
import { receivingEvent } from './receiving.ts'
import { releasingEvent } from './releasing.ts'
import { verifyEventShape } from './verify-event-shape.ts'

const basis: EventBasis = {
  eventTime: '2026-03-02T09:15:00.250+08:00',
  readPoint: 'https://id.gs1.org/414/9506000111117/254/LBL07',
  operator: 'op-7f3a',
  station: 'https://id.bondmark.example/org/harbour/station/LBL07',
  decision: 'a'.repeat(64),
  ruleSet: 'b'.repeat(64),
}
const gtin = '09506000134352'
const unit = `https://id.gs1.org/01/${gtin}/21/ABC0123456789XY`
const asn = { gln: '9506000111117', number: 'ASN 2026/03' }
const customs = { asn, customsEntry: '223520261234567890', entryItem: '3' }

const commissioning = commissioningEvent(basis, {
  gtin,
  serial: 'ABC0123456789XY',
  lot: 'L/1',
  expiry: '2027-12-31',
  origin: 'AU',
  labelTemplate: 'unit-60x40/1',
  pinCommitment: '$scrypt$ln=14,r=8,p=1$c2FsdA$aGFzaA',
  bindingScan: 'c'.repeat(64),
})
const receiving = receivingEvent(basis, { goods: { gtin, lot: 'L/1', quantity: 1 }, ...customs })
const every: readonly (readonly [string, EpcisEvent])[] = [
  ['receiving a quantity', receiving],
  [
    'receiving a quantity without a lot',
    receivingEvent(basis, { goods: { gtin, lot: null, quantity: 24 }, ...customs }),
  ],
  ['receiving an SSCC', receivingEvent(basis, { goods: { sscc: '395060000000000122' }, ...customs })],
  [
    'receiving a whole case',
    receivingEvent(basis, {
      goods: { sscc: '395060000000000122', contents: { gtin, lot: 'L/1', quantity: 24 } },
      ...customs,
    }),
  ],
  ['receiving serialised units', receivingEvent(basis, { goods: { epcs: [unit] }, ...customs })],
  ['commissioning', commissioning],
  ['packing', packingEvent(basis, { sscc: '395060000000000122', children: [unit] })],
  [
    'holding',
    holdingEvent(basis, { goods: { gtin, lot: 'L1', quantity: 4 }, reason: 'factory-report-expired' }),
  ],
  [
    'releasing',
    releasingEvent(
      { ...basis, bizLocation: 'https://id.gs1.org/414/9506000111117' },
      {
        goods: { epcs: [unit] },
        release: { type: 'testres', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:R-1' },
        releaseHash: 'd'.repeat(64),
      },
    ),
  ],
  ['decommissioning', decommissioningEvent(basis, { epcs: [unit], reason: 'damaged' })],
  ['destroying', destroyingEvent(basis, { epcs: [unit], reason: 'expired', witness: 'op-91bc' })],
]

describe('our events', () => {
  it.each(every)('%s has the shape and the eventID of one of ours', (_, event) => {
    expect(verifyEventShape(event)).toEqual([])
    expect(event.eventID).toBe(eventIdOf(event))
    expect(verifyEventShape(JSON.parse(JSON.stringify(event)))).toEqual([])
  })

  it('commission one unit with its lot, expiry, origin, commitment and the scan it is bound to', () => {
    expect(commissioning).toMatchObject({
      type: 'ObjectEvent',
      action: 'ADD',
      bizStep: 'commissioning',
      disposition: 'active',
      eventTimeZoneOffset: '+08:00',
      epcList: [unit],
      ilmd: {
        'cbvmda:lotNumber': 'L/1',
        'cbvmda:itemExpirationDate': '2027-12-31',
        'cbvmda:countryOfOrigin': 'AU',
      },
      'bm:bindingScan': 'c'.repeat(64),
    })
  })

  it('receive goods without serials as a quantity of their lot, with plan and customs entry', () => {
    expect(receiving).toMatchObject({
      quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}/10/L%2F1`, quantity: 1 }],
      bizTransactionList: [
        { type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:ASN%202026%2F03' },
      ],
      'bm:customsEntry': '223520261234567890',
      'bm:entryItem': '3',
    })
    expect(receiving).not.toHaveProperty('epcList')
  })

  it('refer to a plan by its sender and its number', () => {
    expect(despatchAdvice({ gln: '4012345000009', number: 'ASN1099' }).bizTransaction).toBe(
      'urn:epcglobal:cbv:bt:4012345000009:ASN1099',
    )
  })

  it('are not made without milliseconds and offset', () => {
    for (const eventTime of ['2026-03-02T09:15:00+08:00', '2026-03-02T09:15:00.250', '2026-02-31x']) {
      expect(() =>
        packingEvent({ ...basis, eventTime }, { sscc: '395060000000000122', children: [unit] }),
      ).toThrow(expect.objectContaining({ code: 'event-time-malformed' }))
    }
  })
})

describe('the judgement of an event', () => {
  const codes = (event: unknown) =>
    verifyEventShape(event).map(({ code, detail }) => `${code} ${detail.path ?? ''}`)

  it.each([
    [
      'a changed quantity',
      { quantityList: [{ epcClass: `https://id.gs1.org/01/${gtin}`, quantity: 2 }] },
      'event-id-wrong ',
    ],
    ['another action', { action: 'ADD' }, 'event-field-wrong action'],
    ['another offset', { eventTimeZoneOffset: '+09:00' }, 'event-field-wrong eventTimeZoneOffset'],
    ['no operator', { 'bm:operator': undefined }, 'event-field-wrong bm:operator'],
    ['a time without offset', { eventTime: '2026-03-02T09:15:00.250' }, 'event-field-wrong eventTime'],
    [
      'goods in no plan’s class',
      { quantityList: [{ epcClass: 'urn:x:y', quantity: 1 }] },
      'event-field-wrong quantityList.0.epcClass',
    ],
    ['goods named twice', { epcList: [unit] }, 'event-field-wrong epcList'],
    ['an unknown step', { bizStep: 'selling' }, 'event-field-wrong bizStep'],
    ['a step named like an object’s own', { bizStep: 'constructor' }, 'event-field-wrong bizStep'],
    ['another algorithm', { 'bm:hashAlgorithm': 'other' }, 'event-field-wrong bm:hashAlgorithm'],
  ])('names %s', (_, change, expected) => {
    expect(codes({ ...receiving, ...change })).toContain(expected)
  })

  it('answers anything at all, without throwing', () => {
    for (const hostile of [
      null,
      7,
      'x',
      [],
      {},
      { bizStep: 7 },
      { bizStep: 'packing' },
      { bizStep: '__proto__' },
    ]) {
      expect(verifyEventShape(hostile).length).toBeGreaterThan(0)
    }
  })
})
