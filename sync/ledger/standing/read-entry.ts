import { toHex } from '../../../core/encoding/hex.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { eventFaults } from '../../../core/lifecycle/event-faults.ts'
import type { TracedStatement } from '../../../core/lifecycle/life.ts'
import { readSteps } from '../../../core/lifecycle/read-steps.ts'
import { parseCanonical } from '../../../core/statement/canonical-json.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { readStatement, type Statement } from '../../../core/statement/statement.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { KnownStatement } from './standing-store.ts'

/** A logged statement as it is judged. */
export interface ReadEntry {
  readonly known: KnownStatement
  readonly traced: TracedStatement
}

/** An entry by itself. Only a well-formed one whose figures can be so has any say about lives. */
export function readEntry(place: number, bytes: Uint8Array): ReadEntry {
  const statement = readStatement(bytes, sha256Native)
  const { id, kid, contentType } = statement
  const payload = parseCanonical(statement.payload)
  const malformed = whyMalformed(statement, payload)
  const { steps, failures } = malformed.length > 0 ? nothing : readSteps(contentType, payload)
  return {
    known: { place, id, kid, malformed, failures },
    traced: { place, kid, steps: failures.length > 0 ? [] : steps },
  }
}

const nothing = { steps: [], failures: [] } as const

function whyMalformed(statement: Statement, payload: unknown): readonly Failure[] {
  const { contentType, issuer, seq } = statement
  const isEvent = contentType === contentTypes.event
  const path = isEvent ? 'bm:station' : 'station'
  // A manifest speaks of a station and is signed by a person; entry has compared it with its batch.
  const said = seq === undefined ? issuer : (payload as Readonly<Record<string, unknown>> | null)?.[path]
  const reason = 'it is not the station that signed'
  const foreign: Failure[] = said === issuer ? [] : [{ code: 'event-field-wrong', detail: { path, reason } }]
  return [...foreign, ...subjectFaults(statement, payload), ...(isEvent ? eventFaults(payload) : [])]
}

/** What is signed must be named by what it is (FORMATS, "Statement"): entry takes it either way, evidence does not. */
function subjectFaults(
  { contentType, subject, payload: bytes }: Statement,
  payload: unknown,
): readonly Failure[] {
  const said = payload as Readonly<Record<string, unknown>> | null
  const found = contentType === contentTypes.event ? said?.eventID : toHex(sha256Native(bytes))
  if (found === subject) return []
  return [{ code: 'subject-wrong', detail: { subject, found: String(found).slice(0, 120) } }]
}
