import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../core/encoding/hex.ts'
import { BATCH_STATEMENTS_MAX } from '../../core/evidence/manifest.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../../core/statement/content-types.ts'
import { FIRST_SEQ, signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationContext } from './context.ts'

export interface Appended {
  readonly n: number
  readonly id: string
}

/** Unix seconds of an RFC 3339 time. */
export const unixSeconds = (t: string): number => Math.floor(Date.parse(t) / 1000)

/** Signs an EPCIS event as the next link of the station's chain. Call it inside a store transaction. */
export function appendEvent(
  ctx: StationContext,
  event: Readonly<Record<string, unknown>> & { readonly eventID: string },
  t: string,
  epcs: readonly string[],
): Appended {
  return append(ctx, contentTypes.event, event.eventID, canonicalBytes(event), t, epcs)
}

/** Signs a station record as the next link of the chain. Its record id is the SHA-256 of its payload. */
export function appendRecord(
  ctx: StationContext,
  name: RecordName,
  record: Readonly<Record<string, unknown>>,
  t: string,
  epcs: readonly string[] = [],
): Appended {
  const payload = canonicalBytes({ format: `bondmark/${name}/1`, ...record })
  return append(ctx, contentTypes.record(name), toHex(sha256(payload)), payload, t, epcs)
}

function append(
  ctx: StationContext,
  contentType: string,
  subject: string,
  payload: Uint8Array,
  t: string,
  epcs: readonly string[],
): Appended {
  const { store, identity } = ctx
  const { kid, issuer, sign } = identity
  const head = store.statements.head(kid)
  const seq = head ? head.seq + 1 : FIRST_SEQ
  const bytes = signStatement(
    { contentType, kid, issuer, subject, iat: unixSeconds(t), seq, prev: head?.id ?? ZERO_PREV, payload },
    sign,
  )
  const batch = store.batches.take(BATCH_STATEMENTS_MAX)
  const id = toHex(sha256Native(bytes))
  const n = store.statements.append({ id, kid, seq, contentType, subject, t, batch, bytes }, epcs)
  return { n, id }
}
