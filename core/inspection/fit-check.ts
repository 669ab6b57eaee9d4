import type { Failure } from '../errors/bondmark-error.ts'
import { whyMayNotState } from '../membership/may-state.ts'
import { keyOf, type Membership } from '../membership/membership.ts'
import { whyNotCountable } from '../membership/revocation.ts'
import type { Verify } from '../statement/ed25519.ts'
import { parseIssuer } from '../statement/issuer.ts'
import { verifyStatement } from '../statement/statement.ts'
import { publicKeyOf } from '../statement/strict-ed25519.ts'
import { totalOf } from './conclude.ts'
import type { InspectionResult, SignedResult } from './inspection-result.ts'
import { type InspectionTask, taskHash } from './inspection-task.ts'
import { nextTaskState, type TaskState } from './task-life.ts'

/** The role that a membership gives an organisation which may inspect. */
export const AGENCY_ROLE = 'inspection-agency'

/** A task as it stands when a result comes. */
export interface AskedTask {
  readonly task: InspectionTask
  readonly state: TaskState
  /** Organisation that it was sent to; null while it was sent to nobody. */
  readonly agency: string | null
  /** RFC 3339: when the samples were taken; null when none were. */
  readonly sampledAt: string | null
  readonly sentAt: string | null
}

/** What a station knows when it looks at a result. */
export interface KnownToFit {
  readonly task: AskedTask | null
  /** Newest membership of the organisation that signed, verified; null while it is not known. */
  readonly agency: Membership | null
  /** RFC 3339: when it came here. What was here before its key was revoked counts. */
  readonly cameAt: string
  readonly verify: Verify
}

/** Minutes by which clocks of two houses may differ. */
const CLOCK_SLACK_MS = 10 * 60 * 1000

/**
 * Why a signed result does not fit its task, or null when it does. Nothing that comes from outside counts before this.
 *
 * Codes: `inspection-task-unknown` `{task}`, `inspection-agency-unknown` `{agency}`, `inspection-agency-no-role` `{agency}`,
 * `inspection-agency-other` `{agency, expected}`, `inspection-key-unlisted` `{kid, agency}`, `inspection-signature-wrong`
 * `{agency}`, `inspection-task-differs` `{task}`, `inspection-subject-differs` `{field, said, expected}`,
 * `inspection-not-awaited` `{task, state}`, `inspection-before-samples` `{issuedAt, sampledAt}`, `inspection-from-future`
 * `{issuedAt, at}`, `inspection-sample-size` `{examined, n, lotSize}`, `inspection-counts-wrong` `{count, examined}`, and those
 * of `whyMayNotState` and `whyNotCountable`.
 */
export function whyUnfit({ statement, result }: SignedResult, known: KnownToFit): Failure | null {
  const { task } = known
  if (task === null) return { code: 'inspection-task-unknown', detail: { task: result.task.slice(0, 80) } }
  return (
    whyNotSigner({ statement, result }, known) ??
    whyOtherTask(result, task) ??
    whyNotThen(result, task, known.cameAt) ??
    whyNotCounted(result, task.task)
  )
}

/** Whose word it is: an inspector's whom the task's agency lists, with a key that counts. */
function whyNotSigner({ statement }: SignedResult, known: KnownToFit): Failure | null {
  const { agency, cameAt, verify, task } = known
  const org = parseIssuer(statement.issuer)?.org ?? ''
  if (agency === null || agency.payload.org !== org)
    return { code: 'inspection-agency-unknown', detail: { agency: org } }
  if (!agency.payload.roles.includes(AGENCY_ROLE))
    return { code: 'inspection-agency-no-role', detail: { agency: org } }
  const key = keyOf(agency, statement.kid)
  const publicKey = key && publicKeyOf(key.key)
  if (!key || !publicKey)
    return { code: 'inspection-key-unlisted', detail: { kid: statement.kid.slice(0, 16), agency: org } }
  const mayNot = whyMayNotState(agency, key, statement)
  if (mayNot) return mayNot
  if (!verifyStatement(statement, publicKey, verify))
    return { code: 'inspection-signature-wrong', detail: { agency: org } }
  const late = whyNotCountable(agency, statement.kid, { loggedBy: Date.parse(cameAt) / 1000 })
  if (late) return late
  const expected = task?.agency ?? null
  return expected === org
    ? null
    : { code: 'inspection-agency-other', detail: { agency: org, expected: expected ?? '–' } }
}

function whyOtherTask(result: InspectionResult, { task, state }: AskedTask): Failure | null {
  const { id } = task
  if (result.task !== id || result.taskHash !== taskHash(task))
    return { code: 'inspection-task-differs', detail: { task: id } }
  const said = { kind: result.kind, gtin: result.gtin, lot: result.lot }
  const expected = { kind: task.kind, gtin: task.subject.gtin ?? null, lot: task.subject.lot ?? null }
  for (const field of ['kind', 'gtin', 'lot'] as const) {
    if (said[field] === expected[field]) continue
    const detail = { field, said: said[field] ?? '–', expected: expected[field] ?? '–' }
    return { code: 'inspection-subject-differs', detail }
  }
  // A second result of a task that has one is a matter of its own: see `isSecondWord`.
  const isAwaited = nextTaskState(state, 'result') !== null || mayHaveSecond.has(state)
  return isAwaited ? null : { code: 'inspection-not-awaited', detail: { task: id, state } }
}

/** States in which a result is there already: another that differs is a contest, not a mistake of the sender. */
const mayHaveSecond: ReadonlySet<TaskState> = new Set(['result-in', 'concluded', 'reopened', 'contested'])

function whyNotThen(
  { issuedAt }: InspectionResult,
  { task, sampledAt, sentAt }: AskedTask,
  cameAt: string,
): Failure | null {
  const issued = Date.parse(issuedAt)
  const since = sampledAt ?? sentAt ?? task.createdAt
  if (issued + CLOCK_SLACK_MS < Date.parse(since))
    return { code: 'inspection-before-samples', detail: { issuedAt, sampledAt: since } }
  return issued - CLOCK_SLACK_MS > Date.parse(cameAt)
    ? { code: 'inspection-from-future', detail: { issuedAt, at: cameAt } }
    : null
}

/** The sample is the plan's, or the whole lot; what was counted can have been counted. */
function whyNotCounted(result: InspectionResult, { sampling }: InspectionTask): Failure | null {
  const { examined, counted, nonconforming } = result
  const count = totalOf(nonconforming)
  if (counted === 'units' && sampling && count > examined)
    return { code: 'inspection-counts-wrong', detail: { count, examined } }
  if (sampling === null) return null
  const { n, lotSize, aql } = sampling
  if (examined !== Math.min(n, lotSize) && examined !== lotSize)
    return { code: 'inspection-sample-size', detail: { examined, n, lotSize } }
  // ISO 2859-1, 6.1: above 10 an AQL is in nonconformities per 100 items.
  return counted === 'units' && Number(aql) > 10
    ? { code: 'inspection-counted-units', detail: { aql } }
    : null
}
