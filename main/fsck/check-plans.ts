import { z } from 'zod'
import { decision, decisionHash } from '../../core/decision/decision.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'
import { keyOfParts } from './said.ts'

/** Rule sets, plans, decisions and shifts: each is what its hash says, and was stated when it came. */
export function checkPlans(db: StationFile, findings: Findings): void {
  const said = db
    .prepare<[string, string], number>('SELECT count(*) FROM temp.said WHERE key = ? AND step = ?')
    .pluck()
  const saidAt = db
    .prepare<[string, string], string>('SELECT t FROM temp.said WHERE key = ? AND step = ?')
    .pluck()
  const ruleSets = db.prepare<[], { hash: string; json: string }>('SELECT hash, json FROM rule_set').iterate()
  for (const { hash, json } of ruleSets) {
    if (hashOf(json) !== hash) findings.add('rules-changed', `rule set ${hash.slice(0, 16)}`)
  }
  const plans = db
    .prepare<[], { asn: string; revision: number; hash: string; json: string; takenAt: string }>(
      'SELECT asn, revision, hash, json, taken_at AS takenAt FROM plan',
    )
    .iterate()
  for (const { asn, revision, hash, json, takenAt } of plans) {
    const where = `plan ${asn}, revision ${revision}`
    if (planHashOf(json) !== hash) findings.add('plan-changed', where)
    if (said.get(keyOfParts(asn, revision, hash), 'plan-accepted') !== 1)
      findings.add('plan-statement-missing', where)
    else if (saidAt.get(keyOfParts(asn, revision, hash), 'plan-accepted') !== takenAt)
      findings.add('plan-changed', `${where}, taken_at`)
  }
  checkDecisions(db, findings)
  const shifts = db
    .prepare<[], ShiftRow>(
      `SELECT n, closed_at IS NOT NULL AS closed, opened_at AS openedAt, closed_at AS closedAt, pseudonym
       FROM shift LEFT JOIN person ON person.badge = opened_by`,
    )
    .iterate()
  for (const { n, closed, openedAt, closedAt, pseudonym } of shifts) {
    if (said.get(`${n}`, 'shift-opened') !== 1 || said.get(`${n}`, 'shift-closed') !== closed) {
      findings.add('shift-statement-missing', `shift ${n}`)
      continue
    }
    const differs = (column: string) => findings.add('shift-differs', `shift ${n}, ${column}`)
    if (saidAt.get(`${n}`, 'shift-opened') !== openedAt) differs('opened_at')
    if (closed === 1 && saidAt.get(`${n}`, 'shift-closed') !== closedAt) differs('closed_at')
    if (said.get(keyOfParts(n, pseudonym ?? ''), 'shift-opened-by') !== 1) differs('opened_by')
  }
}

interface ShiftRow {
  readonly n: number
  readonly closed: number
  readonly openedAt: string
  readonly closedAt: string | null
  readonly pseudonym: string | null
}

interface DecisionRow {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly verdict: string
  readonly decision: string
  readonly hash: string
  readonly ruleSet: string
}

function checkDecisions(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], DecisionRow>(
      'SELECT asn, line, lot, verdict, decision, decision_hash AS hash, rule_set AS ruleSet FROM plan_line',
    )
    .iterate()
  for (const row of rows) {
    const { success, data } = decision.safeParse(parseOrNull(row.decision))
    const same =
      success &&
      decisionHash(data) === row.hash &&
      data.decision === row.verdict &&
      data.ruleSet === row.ruleSet &&
      data.asn === row.asn &&
      data.line === row.line &&
      data.lot === row.lot
    if (!same) findings.add('decision-changed', `line ${row.asn} ${row.line} ${row.lot}`)
  }
}

/** The order of a plan's rows and of a line's SSCCs is no content: the hash goes over them in order (core/plan). */
function planHashOf(json: string): string | null {
  const { success, data } = storedPlan.safeParse(parseOrNull(json))
  if (!success) return null
  const lines = data.lines
    .map((line) => ({
      key: JSON.stringify([line.line, line.lot]),
      line: { ...line, ssccs: line.ssccs.toSorted() },
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ line }) => line)
  return toHex(sha256Native(canonicalBytes({ ...data, lines })))
}

const storedPlan = z.looseObject({
  lines: z.array(z.looseObject({ line: z.string(), lot: z.string(), ssccs: z.array(z.string()) })),
})

/** Rule sets are named by the SHA-256 of their RFC 8785 bytes. */
function hashOf(json: string): string | null {
  const value = parseOrNull(json)
  return value === null ? null : toHex(sha256Native(canonicalBytes(value)))
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
