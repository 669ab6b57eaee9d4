import { toHex } from '../../core/encoding/hex.ts'
import { codes } from '../../core/errors/codes.ts'
import { readResult } from '../../core/inspection/inspection-result.ts'
import { readResultFile } from '../../core/inspection/result-file.ts'
import { keyOf, type Membership, readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { nextSwitching } from '../../core/sampling/next-switching.ts'
import {
  type SwitchingEvent,
  type SwitchingState,
  switchingStart,
} from '../../core/sampling/switching-state.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { verifyStatement } from '../../core/statement/statement.ts'
import { publicKeyOf } from '../../core/statement/strict-ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { Attachments } from '../inspection/attachments.ts'
import { type CheckedTask, orderOf, recordAt, ways } from './check-inspections.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { unlessWrong } from './unless-wrong.ts'

/**
 * Who inspects, from the trust file down: memberships of agencies, and each result that fits as signed by an inspector whom one of
 * them lists. What waits in quarantine is what came, and what was rejected a supervisor rejected.
 */
export function checkAgencies(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const { own, trust } = keys
  if (!own || !trust) return
  const known: Membership[] = []
  const newest = new Map<string, string>()
  const rows = db
    .prepare<[], { n: number; org: string; head: string; json: string; isDated: number }>(
      `SELECT n, org, head, json, julianday(t) IS NOT NULL AND (badge IS NULL OR badge IN (SELECT badge FROM person)) AS isDated
       FROM inspection_agency ORDER BY n`,
    )
    .all()
  for (const [place, { n, org, head, json, isDated }] of rows.entries()) {
    const agency = unlessWrong(() =>
      readMembership(readMembershipFile(json), { ...trust, membershipHead: undefined }, verifyEd25519),
    )
    const before = newest.get(org) ?? null
    const isSo =
      agency?.head === head &&
      agency.payload.org === org &&
      n === place + 1 &&
      isDated === 1 &&
      (before === null || agency.payload.previous === before)
    if (!isSo) findings.add('inspection-agency-wrong', `inspection_agency ${n}`)
    else {
      known.push(agency)
      newest.set(org, head)
    }
  }
  const results = db
    .prepare<[], { n: number; bytes: Buffer }>('SELECT n, bytes FROM inspection_result ORDER BY n')
    .all()
  for (const { n, bytes } of results)
    if (!isInspectors(bytes, known)) findings.add('inspection-result-damaged', `result ${n}, signature`)
  checkQuarantine(db, keys, findings)
}

function isInspectors(bytes: Uint8Array, known: readonly Membership[]): boolean {
  const statement = readBytes(bytes)
  const org = statement && parseIssuer(statement.issuer)?.org
  return known.some((agency) => {
    const key = statement && agency.payload.org === org ? keyOf(agency, statement.kid) : null
    const publicKey = key?.role === 'inspector' ? publicKeyOf(key.key) : null
    return publicKey !== null && statement !== null && verifyStatement(statement, publicKey, verifyEd25519)
  })
}

interface QuarantineRow {
  readonly n: number
  readonly sha256: Buffer
  readonly bytes: Buffer
  readonly way: string
  readonly task: string | null
  readonly agency: string | null
  readonly cameAt: string
  readonly code: string
  readonly detail: string
  readonly lookedAt: string
  readonly endedAt: string | null
  readonly endedHow: string | null
  readonly endedBy: string | null
  readonly reason: string | null
  readonly signed: Buffer | null
  readonly hasResult: number
}

function checkQuarantine(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const rows = db
    .prepare<[], QuarantineRow>(
      `SELECT n, sha256, bytes, way, task, agency, came_at AS cameAt, code, detail, looked_at AS lookedAt, ended_at AS endedAt, ended_how AS endedHow,
         ended_by AS endedBy, reason, signed,
         task IN (SELECT task FROM inspection_result) AS hasResult FROM inspection_quarantine ORDER BY n`,
    )
    .iterate()
  let place = 0
  for (const row of rows) {
    place++
    const hash = toHex(row.sha256)
    const isSo =
      row.n === place &&
      toHex(sha256Native(row.bytes)) === hash &&
      codes.some((code) => code === row.code) &&
      isObject(row.detail) &&
      ways.has(row.way) &&
      claims(row) &&
      [row.cameAt, row.lookedAt, row.endedAt ?? row.cameAt].every((t) => !Number.isNaN(Date.parse(t)))
    if (!isSo || !isEndedSo(row, hash, keys)) findings.add('inspection-quarantine-damaged', `result ${row.n}`)
  }
}

/** Whether the task and the agency that are noted are those that it claims. */
function claims({ bytes, task, agency }: QuarantineRow): boolean {
  const { statement } = unlessWrong(() => readResultFile(bytes)) ?? { statement: null }
  const signed = statement && unlessWrong(() => readResult(statement, sha256Native))
  const org = signed && (parseIssuer(signed.statement.issuer)?.org ?? '')
  return task === (signed?.result.task ?? null) && agency === org
}

function isEndedSo(row: QuarantineRow, hash: string, keys: KnownKeys): boolean {
  if (row.endedHow !== 'rejected') {
    // One that fits has left a result of its task.
    const isSo = row.endedHow === 'fits' ? row.hasResult === 1 : row.endedHow === null && row.endedAt === null
    return isSo && row.signed === null && row.endedBy === null && row.reason === null
  }
  const order = orderOf(row.signed, row.endedBy, keys)
  return (
    order?.format === 'bondmark/inspection-ordered/1' &&
    order.order === 'reject-result' &&
    order.task === hash &&
    order.reason === row.reason &&
    order.t === row.endedAt
  )
}

interface SwitchingRow {
  readonly n: number
  readonly gtin: string
  readonly manufacturer: string
  readonly rule: string
  readonly t: string
  readonly cause: string
  readonly json: string
  readonly statement: number
  readonly badge: string | null
  readonly signed: Buffer | null
}

const approvals: Readonly<Record<string, SwitchingEvent>> = {
  'production-steady': { kind: 'production', steady: true },
  'production-irregular': { kind: 'production', steady: false },
  reduced: { kind: 'reduced-inspection', approved: true },
  'no-longer-reduced': { kind: 'reduced-inspection', approved: false },
  normal: { kind: 'back-to-normal' },
  resumption: { kind: 'resume' },
}

/** Switching histories folded anew, from the lots that were concluded and what supervisors signed. */
export function checkSwitching(
  db: StationFile,
  keys: KnownKeys,
  tasks: ReadonlyMap<string, CheckedTask>,
  findings: Findings,
): void {
  const states = new Map<string, SwitchingState>()
  const rows = db
    .prepare<[], SwitchingRow>(
      'SELECT n, gtin, manufacturer, rule, t, cause, json, statement, badge, signed FROM inspection_switching ORDER BY n',
    )
    .all()
  for (const [place, row] of rows.entries()) {
    const key = JSON.stringify([row.gtin, row.manufacturer, row.rule])
    const event = eventOf(db, row, keys, tasks)
    const switched = event && unlessWrong(() => nextSwitching(states.get(key) ?? switchingStart, event))
    if (!switched || row.n !== place + 1 || !isSame(row.json, switched))
      findings.add('inspection-switching-differs', `step ${row.n}`)
    if (switched) states.set(key, switched.state)
  }
}

function eventOf(
  db: StationFile,
  row: SwitchingRow,
  keys: KnownKeys,
  tasks: ReadonlyMap<string, CheckedTask>,
): SwitchingEvent | null {
  const { gtin, manufacturer, rule, cause, t } = row
  const approval = approvals[cause]
  if (approval) {
    const order = orderOf(row.signed, row.badge, keys)
    const said = recordAt(db, row.statement, 'switching-moved')
    const isSaid =
      order?.format === 'bondmark/switching-approved/1' &&
      [order, said].every(
        (one) =>
          one?.gtin === gtin &&
          one.manufacturer === manufacturer &&
          one.rule === rule &&
          one.approves === cause &&
          one.t === t,
      )
    return isSaid && said?.order === toHex(sha256Native(row.signed ?? new Uint8Array())) ? approval : null
  }
  const said = recordAt(db, row.statement, 'inspection-concluded')
  const checked = tasks.get(cause)
  const sampling = checked?.task.sampling
  const isOf =
    said?.task === cause &&
    said.t === t &&
    row.signed === null &&
    row.badge === null &&
    checked?.task.subject.gtin === gtin &&
    checked.task.subject.manufacturer === manufacturer &&
    checked.task.rule === rule
  if (!isOf || !sampling || !checked.result) return null
  const { aql, letter, n, ac, re } = sampling
  const { critical, major, minor } = checked.result.nonconforming
  const nonconforming = critical + major + minor
  return {
    ...{ kind: 'lot', aql, plan: { letter, n, ac, re }, nonconforming },
    ...{ accepted: nonconforming <= ac, resubmitted: checked.task.repeat > 1 },
  }
}

/** Reports and pictures that came: each is on the disk under its hash. */
export function checkAttachments(db: StationFile, folder: string, findings: Findings): void {
  const attachments = new Attachments(folder)
  const rows = db
    .prepare<[], { sha256: Buffer; bytes: number; mediaType: string; isDated: number }>(
      `SELECT sha256, bytes, media_type AS mediaType,
         julianday(came_at) IS NOT NULL AND (badge IS NULL OR badge IN (SELECT badge FROM person)) AS isDated
       FROM inspection_attachment`,
    )
    .all()
  const named = new Set(namedFiles(db))
  for (const { sha256, bytes, mediaType, isDated } of rows)
    if (
      attachments.read(toHex(sha256))?.length !== bytes ||
      !named.has(`${toHex(sha256)} ${mediaType}`) ||
      isDated !== 1
    )
      findings.add('inspection-attachment-lost', toHex(sha256))
}

/** Every file that a result names, by hash and kind. */
function* namedFiles(db: StationFile): Generator<string> {
  const results = db.prepare<[], Buffer>('SELECT bytes FROM inspection_result').pluck().iterate()
  for (const bytes of results) {
    const signed = unlessWrong(() => readResult(bytes, sha256Native))
    for (const { sha256, mediaType } of signed ? [signed.result.report, ...signed.result.attachments] : [])
      yield `${sha256} ${mediaType}`
  }
}

function isSame(json: string, value: unknown): boolean {
  return isObject(json) && text(JSON.parse(json)) === text(value)
}

const text = (value: unknown): string => new TextDecoder().decode(canonicalBytes(value))

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
