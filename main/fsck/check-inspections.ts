import type { DemandSampling } from '../../core/decision/demand.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { conclude } from '../../core/inspection/conclude.ts'
import { inspectionOrders } from '../../core/inspection/inspection-records.ts'
import { type InspectionResult, readResult } from '../../core/inspection/inspection-result.ts'
import { type InspectionTask, inspectionTask } from '../../core/inspection/inspection-task.ts'
import { nextTaskState, type TaskState, taskEvents } from '../../core/inspection/task-life.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes, type RecordName } from '../../core/statement/content-types.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { isSupervisorOf } from './signed-by-person.ts'
import { jsonIn, unlessWrong } from './unless-wrong.ts'

type Said = Readonly<Record<string, unknown>>

interface TaskRow {
  readonly n: number
  readonly id: string
  readonly hash: string
  readonly json: string
  readonly statement: number
  readonly state: string
  readonly agency: string | null
  /** Whether every column repeats the document. */
  readonly isNoted: number
}

interface MoveRow {
  readonly n: number
  readonly event: string
  readonly state: string
  readonly t: string
  readonly badge: string | null
  readonly detail: string
  readonly statement: number
  readonly signed: Buffer | null
}

/** A task as the file has it, with its first result: what the switching histories are folded from. */
export interface CheckedTask {
  readonly task: InspectionTask
  readonly result: InspectionResult | null
}

/** The record that a statement of the station is, if it is of this kind. */
export function recordAt(db: StationFile, n: number, name: RecordName): Said | null {
  const bytes = db.prepare<[number], Buffer>('SELECT bytes FROM statement WHERE n = ?').pluck().get(n)
  const statement = bytes && readBytes(bytes)
  return statement?.contentType === contentTypes.record(name)
    ? (parseCanonical(statement.payload) as Said)
    : null
}

/** A supervisor's own statement whose key counts, by the badge that is noted beside it; null for any other. */
export function orderOf(signed: Buffer | null, badge: string | null, keys: KnownKeys) {
  const statement = signed && readBytes(signed)
  return statement && isSupervisorOf(badge, statement, keys) ? inspectionOrders.read(statement) : null
}

/**
 * Inspections by code of its own: each task against the statement that asks for it, its moves folded anew against the statements
 * about them, its results against their hashes, its conclusion drawn anew from result and plan.
 */
export function checkInspections(
  db: StationFile,
  keys: KnownKeys,
  findings: Findings,
): ReadonlyMap<string, CheckedTask> {
  const checked = new Map<string, CheckedTask>()
  const rows = db
    .prepare<[], TaskRow>(
      `SELECT n, id, hash, json, statement, state, agency, json_valid(json) AND
         id IS json_extract(json, '$.id') AND demand IS json_extract(json, '$.demand') AND repeat IS json_extract(json, '$.repeat')
         AND kind IS json_extract(json, '$.kind') AND asn IS json_extract(json, '$.asn') AND gtin IS json_extract(json, '$.subject.gtin')
         AND lot IS json_extract(json, '$.subject.lot') AND manufacturer IS json_extract(json, '$.subject.manufacturer')
         AND container IS json_extract(json, '$.subject.container') AND deadline IS json_extract(json, '$.deadline') AS isNoted
       FROM inspection_task ORDER BY n`,
    )
    .all()
  for (const [place, row] of rows.entries()) {
    const where = `task ${row.id.slice(0, 80)}`
    const task = row.isNoted === 1 && row.n === place + 1 ? documentOf(db, row) : null
    if (!task) findings.add('inspection-task-damaged', where)
    checkMoves(db, row, keys, (n) => findings.add('inspection-move-damaged', `${where}, move ${n}`))
    const result = checkResults(db, row, (n) => findings.add('inspection-result-damaged', `${where}, ${n}`))
    if (!isConcludedSo(db, row, task?.sampling ?? null, result))
      findings.add('inspection-conclusion-differs', where)
    if (task) checked.set(row.id, { task, result: result?.result ?? null })
  }
  for (const [table, code] of [
    ['inspection_move', 'inspection-move-damaged'],
    ['inspection_result', 'inspection-result-damaged'],
  ] as const) {
    const gaps = db
      .prepare<[], number>(`SELECT coalesce(max(n), 0) <> count(*) OR coalesce(min(n), 1) <> 1 FROM ${table}`)
      .pluck()
      .get()
    if (gaps !== 0) findings.add(code, table)
  }
  const unasked = db
    .prepare<[string], number>(
      'SELECT n FROM statement WHERE content_type = ? AND n NOT IN (SELECT statement FROM inspection_task)',
    )
    .pluck()
    .all(contentTypes.record('inspection-asked'))
  for (const n of unasked) findings.add('inspection-task-damaged', `statement ${n}`)
  const unmoved = db
    .prepare<[string, string], number>(
      'SELECT n FROM statement WHERE content_type IN (?, ?) AND n NOT IN (SELECT statement FROM inspection_move)',
    )
    .pluck()
    .all(contentTypes.record('inspection-moved'), contentTypes.record('inspection-concluded'))
  for (const n of unmoved) findings.add('inspection-move-damaged', `statement ${n}`)
  return checked
}

/** The document, when it is the one that the station stated, hash for hash; null otherwise. */
function documentOf(db: StationFile, { id, hash, json, statement }: TaskRow): InspectionTask | null {
  const read = inspectionTask.safeParse(JSON.parse(json))
  const said = recordAt(db, statement, 'inspection-asked')
  if (!read.success || !said) return null
  const task = read.data
  const isSaid =
    toHex(sha256Native(canonicalBytes(task))) === hash &&
    said.hash === hash &&
    said.task === id &&
    // One of another station is taken on record when this one hears of it.
    (said.station !== task.station || said.t === task.createdAt) &&
    said.deadline === task.deadline &&
    said.seed === (task.draw?.seed ?? null)
  return isSaid ? task : null
}

function checkMoves(
  db: StationFile,
  { id, hash, state: stands, agency: asked }: TaskRow,
  keys: KnownKeys,
  differs: (n: number) => void,
): void {
  const moves = db
    .prepare<[string], MoveRow>(
      'SELECT n, event, state, t, badge, detail, statement, signed FROM inspection_move WHERE task = ? ORDER BY n',
    )
    .all(id)
  let state: TaskState = 'created'
  let agency: string | null = null
  for (const move of moves) {
    const event = taskEvents.find((known) => known === move.event)
    const next: TaskState | null = event ? nextTaskState(state, event) : null
    const detail = jsonIn(move.detail) as Said | null
    if (next !== move.state || !isStated(db, id, hash, move, detail) || !isOrdered(move, id, keys))
      differs(move.n)
    state = next ?? state
    if (event === 'assign' && typeof detail?.agency === 'string') agency = detail.agency
  }
  if (state !== stands || agency !== asked) differs(0)
}

function isStated(db: StationFile, id: string, hash: string, move: MoveRow, detail: Said | null): boolean {
  const { event, state, t, statement, signed, badge } = move
  if (badge !== null && !knows(db, badge)) return false
  if (event === 'conclude') {
    const said = recordAt(db, statement, 'inspection-concluded')
    return said?.task === id && said.hash === hash && said.t === t && said.outcome === detail?.outcome
  }
  const said = recordAt(db, statement, 'inspection-moved')
  return (
    said?.task === id &&
    said.hash === hash &&
    said.event === event &&
    said.state === state &&
    said.t === t &&
    detail !== null &&
    text(said.detail) === text(detail) &&
    said.order === (signed && toHex(sha256Native(signed)))
  )
}

const knows = (db: StationFile, badge: string): boolean =>
  db.prepare('SELECT 1 FROM person WHERE badge = ?').get(badge) !== undefined

/** Events that only a supervisor's own signature allows. */
const ordered: ReadonlySet<string> = new Set(['cancel', 'uphold', 'repeat'])

function isOrdered({ event, badge, signed, t }: MoveRow, id: string, keys: KnownKeys): boolean {
  if (!ordered.has(event)) return signed === null
  const order = orderOf(signed, badge, keys)
  return (
    order?.format === 'bondmark/inspection-ordered/1' &&
    order.order === event &&
    order.task === id &&
    order.t === t
  )
}

interface FirstResult {
  readonly id: string
  readonly result: InspectionResult
}

/** Results by their hashes and places; answers the first. Whose they are is checked where agencies are. */
function checkResults(
  db: StationFile,
  { id, hash }: TaskRow,
  differs: (n: string) => void,
): FirstResult | null {
  const rows = db
    .prepare<[string], { id: Buffer; place: number; way: string; cameAt: string; bytes: Buffer }>(
      'SELECT id, place, way, came_at AS cameAt, bytes FROM inspection_result WHERE task = ? ORDER BY place',
    )
    .all(id)
  let first: FirstResult | null = null
  for (const [at, row] of rows.entries()) {
    const statement = readBytes(row.bytes)
    const result = statement && resultIn(row.bytes)
    const isSo =
      statement?.id === toHex(row.id) &&
      row.place === at + 1 &&
      ways.has(row.way) &&
      !Number.isNaN(Date.parse(row.cameAt)) &&
      result?.task === id &&
      result.taskHash === hash
    if (!isSo) differs(`result ${row.place}`)
    else if (at === 0) first = { id: toHex(row.id), result }
  }
  return first
}

/** How something comes from an agency. */
export const ways: ReadonlySet<string> = new Set(['file', 'ledger', 'training'])

const resultIn = (bytes: Uint8Array): InspectionResult | null =>
  unlessWrong(() => readResult(bytes, sha256Native).result)

/** A task has a conclusion exactly when it was concluded, and it is what its first result and its plan come to. */
function isConcludedSo(
  db: StationFile,
  { id, hash }: TaskRow,
  sampling: DemandSampling | null,
  first: FirstResult | null,
): boolean {
  const row = db
    .prepare<[string], Said & { result: Buffer; statement: number }>(
      `SELECT result, t, outcome, decided_by AS decidedBy, count, ac, re, conditions, valid_until AS until, statement
       FROM inspection_conclusion WHERE task = ?`,
    )
    .get(id)
  const moved = db
    .prepare<[string], number>("SELECT statement FROM inspection_move WHERE task = ? AND event = 'conclude'")
    .pluck()
    .all(id)
  if (!row) return moved.length === 0
  if (!first || moved.length !== 1 || moved[0] !== row.statement || toHex(row.result) !== first.id)
    return false
  const drawn = conclude(sampling, first.result)
  const said = recordAt(db, row.statement, 'inspection-concluded')
  const { conditions, validUntil } = first.result
  return (
    Object.entries(drawn).every(([name, value]) => row[name] === value && said?.[name] === value) &&
    row.until === validUntil &&
    row.conditions === (drawn.outcome === 'conditional' ? conditions.join('; ') || '–' : '') &&
    said?.task === id &&
    said.hash === hash &&
    said.t === row.t &&
    said.result === first.id
  )
}

const text = (value: unknown): string => new TextDecoder().decode(canonicalBytes(value))
