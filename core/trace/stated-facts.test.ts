import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { despatchAdvice } from '../epcis/biz-transaction.ts'
import { lotClassEpc, ssccEpc, unitEpc } from '../gs1/epc.ts'
import { contentTypes } from '../statement/content-types.ts'
import { factsOf } from './stated-facts.ts'

const gtin = '09506000110011'
const other = '09506000110028'
const event = (fields: object) => factsOf(contentTypes.event, { bizStep: 'receiving', ...fields })

describe('what a statement can be found by', () => {
  it('is step, operator, notice, customs entry, product and lot of a receiving event', () => {
    const facts = event({
      'bm:operator': 'op-1',
      'bm:customsEntry': '422720261000481205',
      bizTransactionList: [despatchAdvice({ gln: '9506000140445', number: 'ASN/2026 11:中' })],
      quantityList: [{ epcClass: lotClassEpc(gtin, 'L/1'), quantity: 3 }],
    })
    expect(facts).toEqual([
      { kind: 'step', value: 'receiving' },
      { kind: 'operator', value: 'op-1' },
      { kind: 'customsEntry', value: '422720261000481205' },
      { kind: 'asn', value: 'ASN/2026 11:中' },
      { kind: 'gtin', value: gtin },
      { kind: 'lot', value: 'L/1' },
    ])
  })

  it('is the lot in the ILMD, and each product of many units once', () => {
    const units = ['1', '2', '3'].map((serial) => unitEpc(gtin, serial))
    const facts = event({
      ilmd: { 'cbvmda:lotNumber': 'KM1' },
      childEPCs: [...units, unitEpc(other, '1'), ssccEpc('395060000070000015')],
    })
    expect(facts.slice(1)).toEqual([
      { kind: 'lot', value: 'KM1' },
      { kind: 'gtin', value: gtin },
      { kind: 'gtin', value: other },
    ])
  })

  it('is the name of a record, and what it has of the same fields', () => {
    const record = { asn: 'A-1', line: '2', lot: 'L', customsEntry: '42', operator: 'op-1' }
    expect(factsOf(contentTypes.record('line-closed'), record)).toEqual([
      { kind: 'step', value: 'line-closed' },
      { kind: 'operator', value: 'op-1' },
      { kind: 'asn', value: 'A-1' },
      { kind: 'customsEntry', value: '42' },
      { kind: 'lot', value: 'L' },
    ])
  })

  it('is never a failure, and never more than a hundred facts, whatever the payload is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(contentTypes.event, contentTypes.manifest),
        fc.jsonValue(),
        (type, payload) => {
          expect(factsOf(type, payload).length).toBeLessThanOrEqual(100)
        },
      ),
    )
    const lots = Array.from({ length: 5_000 }, (_, at) => ({
      epcClass: lotClassEpc(gtin, `L${at}`),
      quantity: 1,
    }))
    expect(event({ quantityList: lots })).toHaveLength(100)
    expect(
      event({ quantityList: 7, ilmd: [], bizTransactionList: [null, { type: 'desadv', bizTransaction: 5 }] }),
    ).toEqual([{ kind: 'step', value: 'receiving' }])
  })
})
