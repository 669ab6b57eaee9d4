import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { BATCH_STATEMENTS_MAX } from '../../core/evidence/manifest.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../../core/statement/content-types.ts'
import { FIRST_SEQ, signStatement, ZERO_PREV } from '../../core/statement/statement.ts'
import { factsOf } from '../../core/trace/stated-facts.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { setClockNotice } from './clock-notice.ts'
import type { StationContext } from './context.ts'
import { operatorOf } from './operator.ts'
import type { ClockJump } from './watched-clock.ts'

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
  return append(
    ctx,
    { contentType: contentTypes.event, subject: event.eventID, said: event, payload: canonicalBytes(event) },
    t,
    epcs,
  )
}

/** Signs a station record as the next link of the chain. Its record id is the SHA-256 of its payload. */
export function appendRecord(
  ctx: StationContext,
  name: RecordName,
  record: Readonly<Record<string, unknown>>,
  t: string,
  epcs: readonly string[] = [],
): Appended {
  const said = { format: `bondmark/${name}/1`, ...record }
  const payload = canonicalBytes(said)
  return append(
    ctx,
    { contentType: contentTypes.record(name), subject: toHex(sha256(payload)), said, payload },
    t,
    epcs,
  )
}

/** Where a restored chain goes on from: the newest statement that the backup holds of the key before. */
export interface RestoredHead {
  readonly kid: string
  readonly seq: number
  readonly id: string
}

/**
 * The first statement of a key that was enrolled when a workspace was restored: `key-restored`, whose `prev` is the
 * restored head (DESIGN §5). It opens a batch of its own, because a batch holds one key's statements. Call it inside a
 * store transaction.
 */
export function appendKeyRestored(
  ctx: Pick<StationContext, 'store' | 'identity'>,
  restored: RestoredHead | null,
  backupMadeAt: string,
  t: string,
): Appended {
  const { kid, issuer: station } = ctx.identity
  const said = {
    format: 'bondmark/key-restored/1',
    station,
    t,
    kid,
    restored: restored && { ...restored },
    backupMadeAt,
  }
  const payload = canonicalBytes(said)
  ctx.store.batches.begin()
  const contentType = contentTypes.record('key-restored')
  const content = { contentType, subject: toHex(sha256(payload)), said, payload }
  return link(ctx, content, t, [], restored?.id)
}

/** What is to be signed: `payload` is the RFC 8785 bytes of `said`. */
interface Content {
  readonly contentType: string
  readonly subject: string
  readonly said: Readonly<Record<string, unknown>>
  readonly payload: Uint8Array
}

function append(ctx: StationContext, content: Content, t: string, epcs: readonly string[]): Appended {
  const { clock } = ctx
  if (clock.refusal) throw new BondmarkError(clock.refusal.code, clock.refusal.detail)
  if (clock.unstated) stateJump(ctx, clock.unstated, t, null)
  return link(ctx, content, t, epcs)
}

/** `after` is what a key's first statement goes on from, when it does not begin from nothing. */
function link(
  { store, identity }: Pick<StationContext, 'store' | 'identity'>,
  { contentType, subject, said, payload }: Content,
  t: string,
  epcs: readonly string[],
  after: string = ZERO_PREV,
): Appended {
  const { kid, issuer, sign } = identity
  const head = store.statements.head(kid)
  const seq = head ? head.seq + 1 : FIRST_SEQ
  const bytes = signStatement(
    { contentType, kid, issuer, subject, iat: unixSeconds(t), seq, prev: head?.id ?? after, payload },
    sign,
  )
  const batch = store.batches.take(BATCH_STATEMENTS_MAX)
  const id = toHex(sha256Native(bytes))
  const n = store.statements.append(
    { id, kid, seq, contentType, subject, t, batch, bytes },
    epcs,
    factsOf(contentType, said),
  )
  return { n, id }
}

/**
 * Tells a jump of the clock in the chain, before the first statement under the new time: from which reading, by how much,
 * and what the steady clock saw pass. People see it until one of them has acknowledged it.
 */
export function stateJump(
  ctx: StationContext,
  { from, byMs, elapsedMs }: ClockJump,
  t: string,
  confirmedBy: string | null,
): void {
  const { clock, identity, store } = ctx
  // Told first: the record is itself appended, and must not tell itself.
  clock.told()
  const record = {
    station: identity.issuer,
    t,
    from,
    byMs,
    elapsedMs,
    confirmedBy,
    operator: operatorOf(ctx, t),
  }
  appendRecord(ctx, 'clock-jumped', record, t)
  setClockNotice(store.settings, { from, t, byMs })
}
