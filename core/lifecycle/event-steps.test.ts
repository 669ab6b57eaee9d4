import { describe, expect, it } from 'vitest'
import { stepsOfEvent } from './event-steps.ts'
import { readSteps } from './read-steps.ts'

const unit = 'https://id.gs1.org/01/09506000134352/21/B7Q0000000000A1'
const other = 'https://id.gs1.org/01/09506000134352/21/B7Q0000000000A2'
const box = 'https://id.gs1.org/00/095060001343520000'
const lot = 'https://id.gs1.org/01/09506000134352/10/L1'

const object = (action: string, bizStep: string, more: Record<string, unknown> = {}) => ({
  type: 'ObjectEvent',
  action,
  bizStep,
  epcList: [unit],
  ...more,
})
const said = (event: Record<string, unknown>) => stepsOfEvent(event).map(({ event: step }) => step)

describe('what an event says of the lives it names', () => {
  it.each([
    ['ADD', 'commissioning', 'commission'],
    ['DELETE', 'decommissioning', 'decommission'],
    ['DELETE', 'retail_selling', 'decommission'],
    ['DELETE', 'destroying', 'destroy'],
    ['OBSERVE', 'receiving', 'receive'],
    ['OBSERVE', 'accepting', 'receive'],
    ['OBSERVE', 'arriving', 'receive'],
    ['OBSERVE', 'shipping', 'ship'],
    ['OBSERVE', 'departing', 'ship'],
    ['OBSERVE', 'void_shipping', 'unship'],
    ['OBSERVE', 'holding', 'hold'],
    ['OBSERVE', 'storing', 'observe'],
    ['OBSERVE', 'sampling', 'observe'],
    ['OBSERVE', 'inspecting', 'observe'],
    ['OBSERVE', 'https://ref.gs1.org/cbv/BizStep-shipping', 'ship'],
    ['OBSERVE', 'urn:epcglobal:cbv:bizstep:holding', 'hold'],
    ['OBSERVE', 'constructor', 'observe'],
    ['OBSERVE', 'x'.repeat(5000), 'observe'],
  ])('%s %s is %s', (action, bizStep, step) => {
    expect(said(object(action, bizStep))).toEqual([step])
  })

  it('a storing that cites a release sets free', () => {
    expect(said(object('OBSERVE', 'storing', { 'bm:releaseHash': 'ab'.repeat(32) }))).toEqual(['release'])
  })

  it('gives classes of goods no life', () => {
    expect(stepsOfEvent({ ...object('OBSERVE', 'receiving'), epcList: [lot] })).toEqual([])
    expect(stepsOfEvent({ type: 'ObjectEvent', quantityList: [{ epcClass: lot, quantity: 3 }] })).toEqual([])
  })

  it('knows a unit by its URN and by any Digital Link, and names it once', () => {
    const urn = 'urn:epc:id:sgtin:9506000.013435.B7Q0000000000A1'
    const elsewhere = `${unit.replace('id.gs1.org', 'brand.example')}?s=seal`
    expect(stepsOfEvent({ ...object('ADD', 'commissioning'), epcList: [urn, elsewhere, unit] })).toEqual([
      { key: unit, event: 'commission' },
    ])
  })

  it('puts units into a case and closes it, unless the event says that it is open', () => {
    const packing = { type: 'AggregationEvent', action: 'ADD', parentID: box, childEPCs: [unit, other] }
    expect(stepsOfEvent(packing)).toEqual([
      { key: box, event: 'aggregate' },
      { key: unit, event: 'put-in', parent: box },
      { key: other, event: 'put-in', parent: box },
    ])
    expect(stepsOfEvent({ ...packing, disposition: 'container_open' })[0]).toEqual({ key: box, event: 'add' })
  })

  it('takes out the children it names, and all there are when it names none', () => {
    const out = { type: 'AggregationEvent', action: 'DELETE', parentID: box }
    expect(stepsOfEvent({ ...out, childEPCs: [unit] })).toEqual([
      { key: box, event: 'remove' },
      { key: unit, event: 'take-out', parent: box },
    ])
    expect(stepsOfEvent({ ...out, childEPCs: [] })).toEqual([{ key: box, event: 'empty' }])
    expect(stepsOfEvent(out)).toEqual([{ key: box, event: 'empty' }])
    // Only a quantity comes out: the serials in it stay where they are.
    expect(stepsOfEvent({ ...out, childQuantityList: [{ epcClass: lot, quantity: 1 }] })).toEqual([
      { key: box, event: 'remove' },
    ])
  })

  it('uses up what a transformation takes, and begins what it makes', () => {
    expect(
      stepsOfEvent({ type: 'TransformationEvent', inputEPCList: [unit], outputEPCList: [other] }),
    ).toEqual([
      { key: unit, event: 'decommission' },
      { key: other, event: 'commission' },
    ])
  })

  it('says nothing new of the goods when it declares an earlier event an error', () => {
    const errorDeclaration = { declarationTime: '2026-03-02T09:15:00.250+08:00' }
    expect(stepsOfEvent(object('ADD', 'commissioning', { errorDeclaration }))).toEqual([])
  })

  it('survives any JSON', () => {
    for (const odd of [
      null,
      7,
      'x',
      [],
      { type: 'ObjectEvent', epcList: 'x' },
      { type: 7, epcList: [7, null, {}] },
    ])
      expect(readSteps('application/epcis+json', odd)).toEqual({ steps: [], failures: [] })
    expect(stepsOfEvent({ type: 'AggregationEvent', action: 'ADD', parentID: 7, childEPCs: [unit] })).toEqual(
      [{ key: unit, event: 'observe' }],
    )
  })
})

describe('what a station record says of lives', () => {
  const closed = {
    station: 'https://id.bondmark.example/org/a/station/S1',
    asn: 'ASN-1',
    line: '1',
    lot: 'L1',
    decision: 'label',
    planned: 2,
    received: 2,
    commissioned: 2,
    exempt: 0,
    damaged: 0,
    short: 0,
    held: false,
  }
  const lineClosed = 'application/vnd.bondmark.line-closed+json'

  it('a void ends a serial or a case number that never lived', () => {
    const type = 'application/vnd.bondmark.void-before-commissioning+json'
    expect(
      readSteps(type, { kind: 'unit', gtin: '09506000134352', serial: 'B7Q0000000000A1' }).steps,
    ).toEqual([{ key: unit, event: 'void' }])
    expect(readSteps(type, { kind: 'unit', gtin: '1', serial: 'x' }).failures[0]?.code).toBe('epc-malformed')
  })

  it('a closed line says so once, and must reconcile', () => {
    expect(readSteps(lineClosed, closed)).toMatchObject({ steps: [{ event: 'close-line' }], failures: [] })
    expect(readSteps(lineClosed, { ...closed, commissioned: 1 }).failures[0]).toMatchObject({
      code: 'line-not-reconciled',
    })
    expect(readSteps(lineClosed, { ...closed, commissioned: 'two' }).failures).toHaveLength(1)
  })
})
