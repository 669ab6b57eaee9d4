import { describe, expect, it } from 'vitest'
import { despatchAdvice } from './biz-transaction.ts'
import { eventIdOf } from './event-hash.ts'
import { packingEvent } from './packing.ts'
import { basis, commissioning, everyEvent, gtin, receiving, unit } from './station-events.stub.ts'
import { unpackingEvent } from './unpacking.ts'
import { verifyEventShape } from './verify-event-shape.ts'

describe('our events', () => {
  it.each(everyEvent)('%s has the shape and the eventID of one of ours', (_, event) => {
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

  it('names contents that are told twice, or hold themselves', () => {
    const sscc = '395060000000000122'
    const [self, other] = [`https://id.gs1.org/00/${sscc}`, 'https://id.gs1.org/00/395060000000000139']
    for (const children of [[unit, unit], [other, other], [self], [other, self]])
      for (const event of [
        packingEvent(basis, { sscc, children }),
        unpackingEvent(basis, { sscc, children, reason: 'damaged' }),
      ])
        expect(codes(event)).toEqual(['event-field-wrong childEPCs'])
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
