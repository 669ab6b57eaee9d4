import { sha256 } from '@noble/hashes/sha2.js'
import { bondedApprovals } from '../../core/bonded/bonded-records.ts'
import { movementsOf } from '../../core/bonded/read-movements.ts'
import { toHex } from '../../core/encoding/hex.ts'
import type { EpcisEvent } from '../../core/epcis/event-basis.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../../core/statement/content-types.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { type Appended, appendEvent, appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import type { Person } from '../store/people.ts'
import type { MoveDetails } from './bonded-store.ts'

/** Who says something of goods under supervision, and when. A supervisor's own key is at hand where they must sign. */
export interface BondedSayer {
  readonly person: Person
  readonly signer: PersonSigner | null
  /** RFC 3339 */
  readonly t: string
}

export const noDetails: MoveDetails = {
  document: null,
  witness: null,
  reason: null,
  order: null,
  corrects: null,
  epcs: [],
}

interface Stating {
  /** What it is about, as the supervisor's word names it; null: nobody signs. */
  readonly subject: string | null
  readonly details: MoveDetails
}

/**
 * States an event with its movements, and with a supervisor's signed word where there is a subject. Call it inside a store
 * transaction. `draft` makes the event with and without the id of that word.
 */
export function stateEvent(
  ctx: StationContext,
  by: BondedSayer,
  draft: (approval: string | undefined) => EpcisEvent,
  { subject, details, epcs }: Stating & { readonly epcs: readonly string[] },
): Appended {
  const { eventID: _, ...body } = draft(undefined)
  const word = subject === null ? null : approve(ctx, by, String(body.bizStep), subject, body)
  const event = draft(word?.id)
  const appended = appendEvent(ctx, event, by.t, epcs)
  return keep(ctx, by, appended, contentTypes.event, event, details, word)
}

/** States a record in the same way. `record` is without format, station, time, operator and approval. */
export function stateRecord(
  ctx: StationContext,
  by: BondedSayer,
  name: RecordName,
  record: Readonly<Record<string, unknown>>,
  { subject, details }: Stating,
): Appended {
  const said = { station: ctx.identity.issuer, t: by.t, operator: by.person.pseudonym, ...record }
  const body = { format: `bondmark/${name}/1`, ...said }
  const word = subject === null ? null : approve(ctx, by, name, subject, body)
  const whole = word === null ? said : { ...said, approval: word.id }
  const appended = appendRecord(ctx, name, whole, by.t)
  const payload = { format: body.format, ...whole }
  return keep(ctx, by, appended, contentTypes.record(name), payload, details, word)
}

interface Word {
  readonly id: string
  readonly bytes: Uint8Array
}

function keep(
  { store }: StationContext,
  by: BondedSayer,
  appended: Appended,
  contentType: string,
  payload: Readonly<Record<string, unknown>>,
  details: MoveDetails,
  word: Word | null,
): Appended {
  store.bonded.addMoves(appended.n, movementsOf(contentType, payload), details)
  if (word) store.bonded.addApproval({ ...word, statement: appended.n, badge: by.person.badge })
  return appended
}

/** A supervisor's own signature under what is about to be stated. Throws `bonded-needs-supervisor`. */
function approve(
  { identity }: StationContext,
  { person, signer, t }: BondedSayer,
  act: string,
  subject: string,
  body: Readonly<Record<string, unknown>>,
): Word {
  if (signer === null) throw new BondmarkError('bonded-needs-supervisor', { name: person.name })
  const bytes = bondedApprovals.sign(
    {
      format: 'bondmark/bonded-approved/1',
      station: identity.issuer,
      t,
      act,
      subject,
      body: toHex(sha256(canonicalBytes(body))),
    },
    signer,
  )
  return { id: toHex(sha256Native(bytes)), bytes }
}
