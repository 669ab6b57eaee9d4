import { describe, expect, it } from 'vitest'
import { lotClassEpc } from '../gs1/epc.ts'
import { contentTypes } from '../statement/content-types.ts'
import { holdAgainstLog, type LoggedStatement } from './hold-against-log.ts'
import type { LineTally } from './line-tally.ts'

const KID = 'a'.repeat(64)
const gtin = '09506000110059'
const head = (seq: number) => seq.toString(16).padStart(64, '0')

const tally = (over: Partial<LineTally>): LineTally => ({
  ...{ asn: 'ASN-1', line: '1', lot: 'L1', gtin, planned: 100, revision: 1, plan: head(9) },
  ...{
    received: 0,
    labeled: 0,
    passed: 0,
    short: 0,
    damaged: 0,
    held: false,
    closed: false,
    seq: 3,
    head: head(3),
  },
  ...over,
})

const receipt = (seq: number, quantity: number, over: object = {}): LoggedStatement => ({
  seq,
  id: head(seq),
  contentType: contentTypes.event,
  payload: {
    type: 'ObjectEvent',
    bizStep: 'receiving',
    quantityList: [{ epcClass: lotClassEpc(gtin, 'L1'), quantity }],
    bizTransactionList: [{ type: 'desadv', bizTransaction: 'urn:epcglobal:cbv:bt:9506000134352:ASN-1' }],
    ...over,
  },
})
const log = [
  receipt(1, 6),
  receipt(2, 1),
  { ...receipt(3, 1), payload: { bizStep: 'packing' } },
  receipt(4, 50),
]
const verdict = (told: LineTally[], logged: readonly LoggedStatement[] = log) =>
  holdAgainstLog(KID, told, logged).map((finding) => finding.verdict)

describe("a station's word, held against its statements", () => {
  it('agrees when it tells what was stated up to the place it cites', () => {
    expect(holdAgainstLog(KID, [tally({ received: 7 })], log)).toMatchObject([
      { verdict: 'agrees', told: 7, logged: 7, seq: 3 },
    ])
    expect(verdict([tally({ received: 5 }), tally({ line: '2', received: 2 })])).toEqual(['agrees'])
    // Broken units that were counted and not stated yet.
    expect(verdict([tally({ received: 9, damaged: 2 })])).toEqual(['agrees'])
    // What a former key has stated is told as that one's.
    const former = [
      { kid: 'b'.repeat(64), seq: 9, received: 30, labeled: 0, passed: 0, short: 0, damaged: 0 },
    ]
    expect(verdict([tally({ received: 37, former })])).toEqual(['agrees'])
  })

  it('differs when more or fewer are told', () => {
    expect(verdict([tally({ received: 8 })])).toEqual(['differs'])
    expect(verdict([tally({ received: 6 })])).toEqual(['differs'])
    expect(verdict([tally({ received: 7, lot: 'L2' })])).toEqual(['differs'])
  })

  it('shows a place that is another statement, and waits for one that is not logged', () => {
    expect(verdict([tally({ received: 7, head: head(77) })])).toEqual(['other-head'])
    expect(verdict([tally({ received: 57, seq: 5, head: head(5) })])).toEqual(['not-logged'])
  })

  it('allows for units with serials of their maker, which are stated without their lot', () => {
    const serialised = receipt(2, 0, {
      quantityList: undefined,
      epcList: [`https://id.gs1.org/01/${gtin}/21/M1`],
    })
    expect(verdict([tally({ received: 7 })], [receipt(1, 6), serialised, receipt(3, 0)])).toEqual(['agrees'])
    expect(verdict([tally({ received: 8 })], [receipt(1, 6), serialised, receipt(3, 0)])).toEqual(['differs'])
  })
})
