import { toHex } from '../../core/encoding/hex.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { factsOf } from '../../core/trace/stated-facts.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationStore } from './station-store.ts'

/** What a statement of a test says. */
export interface Stated {
  readonly step: string
  readonly operator: string
  readonly asn: string
  readonly lot: string
  readonly serial: string
  readonly ms: number
  readonly offsetMin: number
}

export const statedGtin = '09506000110011'
export const statedEpc = (serial: string): string => `https://id.gs1.org/01/${statedGtin}/21/${serial}`

/** Appends an event that says this, in a statement whose signature nobody looks at. Returns its place. */
export function appendStated(store: StationStore, stated: Stated): number {
  const { step, operator, asn, lot, serial, ms, offsetMin } = stated
  const t = formatInstant(ms, offsetMin)
  const epcs = [statedEpc(serial)]
  const said = {
    eventTime: t,
    bizStep: step,
    epcList: epcs,
    'bm:operator': operator,
    'bm:customsEntry': `4227${asn}`,
    ilmd: { 'cbvmda:lotNumber': lot },
    bizTransactionList: [{ type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:9506000140445:${asn}` }],
  }
  const kid = '0a'.repeat(32)
  const seq = (store.statements.head(kid)?.seq ?? 0) + 1
  const fields = {
    contentType: contentTypes.event,
    kid,
    issuer: 'https://id.bondmark.example/org/ningbo-bonded/station/LBL07',
    subject: `event-${seq}`,
    iat: Math.floor(ms / 1000),
    seq,
    prev: ZERO_PREV,
    payload: canonicalBytes(said),
  }
  const bytes = signStatement(fields, () => new Uint8Array(64))
  const { contentType, subject } = fields
  const batch = store.batches.take(5_000)
  return store.statements.append(
    { id: toHex(sha256Native(bytes)), kid, seq, contentType, subject, t, batch, bytes },
    epcs,
    factsOf(contentType, said),
  )
}
