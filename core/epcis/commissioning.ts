import { unitEpc } from '../gs1/epc.ts'
import { type EpcisEvent, type EventBasis, makeEvent } from './event-basis.ts'

export interface CommissioningInput {
  readonly gtin: string
  readonly serial: string
  readonly lot: string | null
  /** `YYYY-MM-DD`. */
  readonly expiry: string | null
  /** Country of origin, ISO 3166-1 alpha-2. */
  readonly origin: string
  /** Name and version of the label's template. */
  readonly labelTemplate: string
  /** PHC string of the scratch code's commitment. */
  readonly pinCommitment: string
  /** Id (hex) of the statement of the goods scan that the label was bound to. */
  readonly bindingScan: string
}

/** A label scanned back: ObjectEvent ADD of one unit, commissioning / active. Throws `epc-malformed`, `event-time-malformed`. */
export function commissioningEvent(basis: EventBasis, input: CommissioningInput): EpcisEvent {
  return makeEvent(
    basis,
    { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', disposition: 'active' },
    {
      epcList: [unitEpc(input.gtin, input.serial)],
      ilmd: {
        ...(input.lot === null ? {} : { 'cbvmda:lotNumber': input.lot }),
        ...(input.expiry === null ? {} : { 'cbvmda:itemExpirationDate': input.expiry }),
        'cbvmda:countryOfOrigin': input.origin,
      },
      'bm:labelTemplate': input.labelTemplate,
      'bm:pinCommitment': input.pinCommitment,
      'bm:bindingScan': input.bindingScan,
    },
  )
}
