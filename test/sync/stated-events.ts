import { toHex } from '../../core/encoding/hex.ts'
import { buildEvent, type EventType } from '../../core/epcis/build-event.ts'
import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import { decommissioningEvent } from '../../core/epcis/decommissioning.ts'
import type { EpcisEvent, EventBasis } from '../../core/epcis/event-basis.ts'
import { packingEvent } from '../../core/epcis/packing.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StatementBytes } from '../../sync/documents/batch-document.ts'
import type { Party } from './training-consortium.ts'

export const gtin = '09506000134352'

/** A station's chain of well-formed events. */
export class StatingStation {
  readonly statements: StatementBytes[] = []
  readonly party: Party

  constructor(party: Party) {
    this.party = party
  }

  /** A unit begins to live. */
  commission(serial: string): string {
    return this.state((basis) =>
      commissioningEvent(basis, {
        gtin,
        serial,
        lot: 'L1',
        expiry: '2028-02-14',
        origin: 'NZ',
        labelTemplate: 'unit-60x40/1',
        pinCommitment:
          '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
        bindingScan: 'ab'.repeat(32),
      }),
    )
  }

  pack(sscc: string, children: readonly string[]): string {
    return this.state((basis) => packingEvent(basis, { sscc, children }))
  }

  decommission(epc: string): string {
    return this.state((basis) => decommissioningEvent(basis, { epcs: [epc], reason: 'torn' }))
  }

  /** An event that our stations do not state yet, by the general rules. */
  tell(draft: Readonly<Record<string, unknown>> & { readonly type: EventType }): string {
    return this.state((basis) => {
      const { eventTime, readPoint, station } = basis
      return buildEvent({
        eventTime,
        eventTimeZoneOffset: '+00:00',
        readPoint: { id: readPoint },
        'bm:station': station,
        ...draft,
      }) as unknown as EpcisEvent
    })
  }

  /** Signs an event as the next link; answers its statement id. */
  state(make: (basis: EventBasis) => EpcisEvent): string {
    const { kid, issuer, sign } = this.party
    const seq = this.statements.length + 1
    const event = make({
      eventTime: new Date(1_790_000_000_000 + seq * 7000).toISOString(),
      readPoint: 'https://id.gs1.org/414/9506000140445/254/S1',
      operator: 'op-1f0e9d8c7b6a',
      station: issuer,
      decision: 'cd'.repeat(32),
      ruleSet: 'ab'.repeat(32),
    })
    const bytes = signStatement(
      {
        contentType: contentTypes.event,
        kid,
        issuer,
        subject: event.eventID,
        iat: 1_790_000_000 + seq * 7,
        seq,
        prev: this.statements.at(-1)?.id ?? ZERO_PREV,
        payload: canonicalBytes(event),
      },
      sign,
    )
    const id = toHex(sha256Native(bytes))
    this.statements.push({ id, bytes })
    return id
  }
}
