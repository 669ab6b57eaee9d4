import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type AskedTask, whyUnfit } from '../../core/inspection/fit-check.ts'
import { readResult, type SignedResult } from '../../core/inspection/inspection-result.ts'
import { readResultFile } from '../../core/inspection/result-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationContext } from '../station/context.ts'
import type { AgencyBook } from './agency-book.ts'
import { type Mover, moveTask } from './move-task.ts'
import type { QuarantinedResult } from './quarantine-rows.ts'
import type { ResultWay } from './results.ts'
import type { StoredTask, TaskMove } from './tasks.ts'

/** Results that may wait in quarantine, and their bytes: a bound for who sends them, larger than anybody's mistakes. */
export const QUARANTINE_RESULTS_MAX = 1000
export const QUARANTINE_BYTES_MAX = 64 * 1024 * 1024
/** Words of an agency on one task: the result, and those that contest it. */
const RESULTS_OF_TASK_MAX = 9

/** What became of something that came from an agency. */
export interface ResultTaken {
  /**
   * `taken`: it fits; `contested`: it fits, and differs from the one that is here; `quarantined`: it does not fit;
   * `already`: it is here, or was rejected for good; `agency`: news of the agency alone.
   */
  readonly outcome: 'taken' | 'contested' | 'quarantined' | 'already' | 'agency'
  readonly task: string | null
  readonly why: Failure | null
  /** Results that waited in quarantine and fit by now: what came says who their agency is. */
  readonly freed: readonly FreedResult[]
}

/** A result that waited in quarantine and fits. */
export interface FreedResult {
  /** its number in quarantine */
  readonly n: number
  readonly task: string
  readonly outcome: 'taken' | 'contested' | 'already'
}

/** What came. `cameAt`: when it came here first. */
export interface Arrival {
  readonly bytes: Uint8Array
  readonly way: ResultWay
  readonly cameAt: string
}

/**
 * Takes what an agency sent: news of itself, and a result, which counts when it fits its task and is kept in quarantine when it
 * does not. Call it inside a store transaction. Throws `inspection-file-malformed` for a file that is none of an agency, and
 * `inspection-quarantine-full`; then nothing of it is kept.
 */
export function takeResult(
  ctx: StationContext,
  agencies: AgencyBook,
  arrival: Arrival,
  by: Mover,
): ResultTaken {
  const { memberships, statement } = readResultFile(arrival.bytes)
  const { news, wrong } = agencies.read(memberships)
  agencies.keep(news, by)
  // What came first comes first: it may fit by now.
  const known = new Set(news.map(({ payload }) => payload.org))
  const freed = known.size === 0 ? [] : lookAgain(ctx, agencies, ({ agency }) => known.has(agency ?? ''), by)
  if (statement === null) {
    if (wrong) throw new BondmarkError(wrong.code, wrong.detail)
    return { outcome: 'agency', task: null, why: null, freed }
  }
  const { quarantine } = ctx.store.inspections
  const sha256 = toHex(sha256Native(arrival.bytes))
  const before = quarantine.withHash(sha256)
  if (before?.endedAt) {
    const isFreed = freed.find(({ n }) => n === before.n)
    return isFreed
      ? { ...isFreed, why: null, freed }
      : {
          outcome: 'already',
          task: before.task,
          why: before.endedHow === 'rejected' ? before.why : null,
          freed,
        }
  }
  const came = { bytes: statement, way: arrival.way, cameAt: before?.cameAt ?? arrival.cameAt }
  const judged = judge(ctx, agencies, came, by)
  if (judged.why === null) {
    if (before) quarantine.end(before.n, { ...fits, t: by.t })
    return { ...judged.taken, why: null, freed }
  }
  // A membership that could not be believed is why its agency is not known.
  const why = judged.why.code === 'inspection-agency-unknown' && wrong ? wrong : judged.why
  if (before) quarantine.lookedAt(before.n, why, by.t)
  else putInQuarantine(ctx, { ...arrival, sha256, ...judged.claims, why })
  return { outcome: 'quarantined', task: judged.claims.task, why, freed }
}

/**
 * Holds results in quarantine against what is known now: those that what has changed can bear on, and no others, so that a full
 * quarantine keeps nobody waiting. Answers what fits by now. Call it inside a store transaction.
 */
export function lookAgain(
  ctx: StationContext,
  agencies: AgencyBook,
  isOf: (one: Pick<QuarantinedResult, 'task' | 'agency'>) => boolean,
  by: Mover,
): FreedResult[] {
  const { quarantine } = ctx.store.inspections
  return quarantine.waiting(isOf).flatMap(({ n, bytes, way, cameAt, why: before }) => {
    const { statement } = readResultFile(bytes)
    if (statement === null) return []
    const judged = judge(ctx, agencies, { bytes: statement, way, cameAt }, by)
    if (judged.why === null) {
      quarantine.end(n, { ...fits, t: by.t })
      return [{ n, ...judged.taken }]
    }
    if (judged.why.code !== before.code) quarantine.lookedAt(n, judged.why, by.t)
    return []
  })
}

const fits = { endedHow: 'fits', endedBy: null, reason: null, signed: null } as const

interface Claims {
  readonly task: string | null
  readonly agency: string | null
}
type Judged =
  | { readonly why: null; readonly taken: Omit<FreedResult, 'n'> }
  | { readonly why: Failure; readonly claims: Claims }

function judge(
  ctx: StationContext,
  agencies: AgencyBook,
  { bytes, way, cameAt }: Arrival,
  by: Mover,
): Judged {
  const signed = readOrWhy(bytes)
  if ('code' in signed) return { why: signed, claims: { task: null, agency: null } }
  const { tasks, results } = ctx.store.inspections
  const { statement, result } = signed
  const org = parseIssuer(statement.issuer)?.org ?? ''
  const claims = { task: result.task, agency: org }
  if (results.has(statement.id)) return { why: null, taken: { outcome: 'already', task: result.task } }
  const task = tasks.get(result.task)
  const why = whyUnfit(signed, {
    task: task && askedTaskOf(ctx, task),
    agency: agencies.known(org),
    cameAt,
    verify: verifyEd25519,
  })
  if (why || !task) return { why: why ?? unknownTask(result.task), claims }
  const earlier = results.of(task.id)
  // Signed again, with other words for nothing but its time: it says what the one says that is here.
  if (earlier.some((one) => findingsOf(readResult(one.bytes, sha256Native)) === findingsOf(signed)))
    return { why: null, taken: { outcome: 'already', task: task.id } }
  const place = earlier.length + 1
  if (place > RESULTS_OF_TASK_MAX)
    return { why: { code: 'inspection-not-awaited', detail: { task: task.id, state: task.state } }, claims }
  results.add({ id: statement.id, task: task.id, place, way, cameAt, bytes })
  if (place === 1) {
    moveTask(ctx, task, 'result', { by, detail: { result: statement.id, agency: org } })
    return { why: null, taken: { outcome: 'taken', task: task.id } }
  }
  const detail = { by: 'agency', reason: 'another result', result: statement.id }
  moveTask(ctx, task, 'contest', { by, detail })
  return { why: null, taken: { outcome: 'contested', task: task.id } }
}

/** What a result says but when it was signed. */
const findingsOf = ({ result: { issuedAt: _, ...findings } }: SignedResult): string =>
  new TextDecoder().decode(canonicalBytes(findings))

const unknownTask = (task: string): Failure => ({ code: 'inspection-task-unknown', detail: { task } })

function readOrWhy(bytes: Uint8Array): SignedResult | Failure {
  try {
    return readResult(bytes, sha256Native)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const { code, detail } = error
    return code === 'inspection-result-malformed'
      ? { code, detail }
      : { code: 'inspection-result-malformed', detail: { at: 'statement', reason: code } }
  }
}

/** A task as the fit check asks of it. */
export function askedTaskOf({ store }: Pick<StationContext, 'store'>, task: StoredTask): AskedTask {
  const { tasks } = store.inspections
  return {
    task: task.task,
    state: task.state,
    agency: task.agency,
    sampledAt: tasks.lastMove(task.id, 'sample')?.t ?? null,
    sentAt: sentAtOf(tasks.lastMove(task.id, 'send')),
  }
}

/** A task of another station was sent when that one says, not when this one heard of it. */
const sentAtOf = (send: TaskMove | null): string | null =>
  typeof send?.detail.since === 'string' ? send.detail.since : (send?.t ?? null)

function putInQuarantine(
  { store, logger }: Pick<StationContext, 'store' | 'logger'>,
  one: Arrival & Claims & { readonly sha256: string; readonly why: Failure },
): void {
  const { quarantine } = store.inspections
  const { results, bytes } = quarantine.size()
  if (results >= QUARANTINE_RESULTS_MAX || bytes + one.bytes.length > QUARANTINE_BYTES_MAX)
    throw new BondmarkError('inspection-quarantine-full', { count: results, bytes })
  const n = quarantine.add(one)
  logger.warn({ n, task: one.task, agency: one.agency, why: one.why.code }, 'a result was put in quarantine')
}
