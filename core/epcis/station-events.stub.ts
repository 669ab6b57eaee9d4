import type { BondedFields } from './bonded-fields.ts'
import { comingBackEvent } from './coming-back.ts'
import { commissioningEvent } from './commissioning.ts'
import { decommissioningEvent } from './decommissioning.ts'
import { destroyingEvent } from './destroying.ts'
import type { EpcisEvent, EventBasis } from './event-basis.ts'
import { holdingEvent } from './holding.ts'
import { inspectingEvent } from './inspecting.ts'
import { leavingEvent } from './leaving.ts'
import { packingEvent } from './packing.ts'
import { receivingEvent } from './receiving.ts'
import { releasingEvent } from './releasing.ts'
import { samplingEvent } from './sampling.ts'
import { unpackingEvent } from './unpacking.ts'

export const basis: EventBasis = {
  eventTime: '2026-03-02T09:15:00.250+08:00',
  readPoint: 'https://id.gs1.org/414/9506000111117/254/LBL07',
  operator: 'op-7f3a',
  station: 'https://id.bondmark.example/org/harbour/station/LBL07',
  decision: 'a'.repeat(64),
  ruleSet: 'b'.repeat(64),
}
export const gtin = '09506000134352'
export const unit = `https://id.gs1.org/01/${gtin}/21/ABC0123456789XY`
const asn = { gln: '9506000111117', number: 'ASN 2026/03' }
const customs = { asn, customsEntry: '223520261234567890', entryItem: '3' }

export const commissioning = commissioningEvent(basis, {
  gtin,
  serial: 'ABC0123456789XY',
  lot: 'L/1',
  expiry: '2027-12-31',
  origin: 'AU',
  labelTemplate: 'unit-60x40/1',
  pinCommitment: '$scrypt$ln=14,r=8,p=1$c2FsdA$aGFzaA',
  bindingScan: 'c'.repeat(64),
})
export const receiving = receivingEvent(basis, { goods: { gtin, lot: 'L/1', quantity: 1 }, ...customs })
const bonded: BondedFields = {
  customsEntry: '223520261234567890',
  entryItem: '3',
  lot: 'L1',
  document: '核放单 2026-0093',
}
const ofLot = { gtin, lot: 'L1', quantity: 4 }
const approval = 'd'.repeat(64)
/** One event of every kind that a station makes. */
export const everyEvent: readonly (readonly [string, EpcisEvent])[] = [
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
    'packing units of several entries, as allowed',
    packingEvent(
      { ...basis, decision: ['a'.repeat(64), 'e'.repeat(64)], ruleSet: ['b'.repeat(64), 'f'.repeat(64)] },
      { sscc: '395060000000000122', children: [unit, `${unit}Z`], allowedBy: 'op-91bc' },
    ),
  ],
  [
    'packing cases on a pallet',
    packingEvent(basis, {
      sscc: '395060000000000139',
      children: ['https://id.gs1.org/00/395060000000000122', 'https://id.gs1.org/00/395060000000000146'],
    }),
  ],
  [
    'unpacking a case',
    unpackingEvent(basis, { sscc: '395060000000000122', children: [unit], reason: 'wrong-goods' }),
  ],
  [
    'unpacking a pallet',
    unpackingEvent(basis, {
      sscc: '395060000000000139',
      children: ['https://id.gs1.org/00/395060000000000122'],
      reason: 'damaged',
    }),
  ],
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
  [
    'sampling',
    samplingEvent(basis, {
      goods: { gtin, lot: 'L/1', quantity: 13 },
      task: { type: 'testprd', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:T-1' },
      taskHash: 'd'.repeat(64),
    }),
  ],
  [
    'inspecting',
    inspectingEvent(basis, {
      goods: { gtin, lot: 'L/1', quantity: 120 },
      outcome: 'non-conformant',
      task: { type: 'testprd', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:T-1' },
      report: { type: 'testres', bizTransaction: `ni:///sha-256;${'3q2-7w'.repeat(7)}0` },
      taskHash: 'd'.repeat(64),
      resultId: 'e'.repeat(64),
      reportHash: 'f'.repeat(64),
    }),
  ],
  ['decommissioning', decommissioningEvent(basis, { epcs: [unit], reason: 'damaged' })],
  ['destroying', destroyingEvent(basis, { goods: { epcs: [unit] }, reason: 'expired', witness: 'op-91bc' })],
  [
    'holding for customs',
    holdingEvent(basis, { goods: ofLot, reason: 'customs', bonded: { ...bonded, customsOrder: 'BK-7' } }),
  ],
  [
    'releasing by customs',
    releasingEvent(basis, {
      goods: ofLot,
      release: { type: 'cert', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:FX-7' },
      releaseHash: 'd'.repeat(64),
      bonded: { ...bonded, customsOrder: 'BK-7', approval },
    }),
  ],
  ['shipping out of the zone', leavingEvent(basis, { ...bonded, goods: { epcs: [unit] }, way: 'shipped' })],
  [
    'returning to the sender',
    leavingEvent(basis, {
      ...bonded,
      goods: ofLot,
      way: 'returned',
      state: 'damaged',
      reason: 'recalled by the brand',
      approval,
    }),
  ],
  [
    'receiving from a consumer',
    comingBackEvent(basis, { ...bonded, goods: { epcs: [unit] }, state: 'sellable', reason: 'unopened' }),
  ],
  [
    'destroying a quantity under supervision',
    destroyingEvent(basis, {
      goods: ofLot,
      witness: '王海关 2207',
      reason: 'expired',
      bonded: { ...bonded, state: 'damaged', approval },
    }),
  ],
]
