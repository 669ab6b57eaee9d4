import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import type { EpcisEvent, EventBasis } from '../../core/epcis/event-basis.ts'
import { receivingEvent } from '../../core/epcis/receiving.ts'
import { lotClassEpc, unitEpc } from '../../core/gs1/epc.ts'
import { newSerial } from '../../core/label/serial.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { random } from '../../platform/keys/scrypt.ts'

/** An event with what a station lists it under. */
export interface SampleEvent {
  readonly event: EpcisEvent
  readonly t: string
  readonly epcs: readonly string[]
}

const START_MS = Date.parse('2026-11-22T09:00:00.000+08:00')
const gtin = '09506000110011'
const lot = 'KM1-2610D'
const hash = '5d'.repeat(32)

/** Goods scans and the labels that answer them, in turn: what a station states all day. */
export function sampleEvents(count: number): SampleEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const t = formatInstant(START_MS + at * 1500, 480)
    return at % 2 === 0 ? received(t) : labeled(t)
  })
}

const basis = (eventTime: string): EventBasis => ({
  eventTime,
  readPoint: 'https://id.gs1.org/414/9506000140445/254/LBL07',
  bizLocation: 'https://id.gs1.org/414/9506000140445',
  operator: 'op-3f9a1c20d7e4',
  station: 'https://id.bondmark.example/org/ningbo-bonded/station/LBL07',
  decision: hash,
  ruleSet: hash,
  serialAuthority: hash,
})

function received(t: string): SampleEvent {
  const event = receivingEvent(basis(t), {
    goods: { gtin, lot, quantity: 1 },
    asn: { gln: '9506000140445', number: 'ASN-2026-1122-11' },
    customsEntry: '422720261000481511',
    entryItem: '1',
  })
  return { event, t, epcs: [lotClassEpc(gtin, lot)] }
}

function labeled(t: string): SampleEvent {
  const serial = newSerial('B7Q', random)
  const event = commissioningEvent(basis(t), {
    gtin,
    serial,
    lot,
    expiry: '2028-04-11',
    origin: 'AU',
    labelTemplate: 'unit-60x40/1',
    pinCommitment: '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    bindingScan: hash,
  })
  return { event, t, epcs: [unitEpc(gtin, serial)] }
}
