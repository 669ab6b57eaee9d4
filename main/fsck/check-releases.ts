import { z } from 'zod'
import type { Decision } from '../../core/decision/decision.ts'
import { demandsOf } from '../../core/decision/demand.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { asnReleased, type Because, lineDecided } from '../../core/release/release-records.ts'
import { supervisorWords } from '../../core/release/supervisor-word.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { isSupervisorOf, whyNotSaid } from './signed-by-person.ts'
import { jsonIn, unlessWrong } from './unless-wrong.ts'

/**
 * Holds and releases: each release has its statement, and no line of it was held by its decision or waited for a demand then;
 * what lines wait for is what their decisions ask for; each supervisor's word is signed by somebody who might; a notice that
 * is held waits for its release.
 */
export function checkReleases(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const held = verdictsStated(db)
  checkReleased(db, held, findings)
  checkDemands(db, findings)
  checkWords(db, keys, findings)
  checkWaiting(db, findings)
}

interface StatedRow {
  readonly n: number
  readonly bytes: Buffer
}

const stated = (db: StationFile, name: 'line-decided' | 'asn-released') =>
  db
    .prepare<[string], StatedRow>('SELECT n, bytes FROM statement WHERE content_type = ? ORDER BY n')
    .all(contentTypes.record(name))

const payloadOf = (bytes: Buffer): unknown =>
  unlessWrong(() => parseCanonical(readStatement(bytes, sha256Native).payload))

/** Decisions that held goods, by their hash: as lines have them now, and as they were said when lines were decided again. */
function verdictsStated(db: StationFile): ReadonlySet<string> {
  const held = new Set(
    db
      .prepare<[], string>(`SELECT decision_hash FROM plan_line WHERE verdict IN ('hold', 'refuse')`)
      .pluck()
      .all(),
  )
  for (const { bytes } of stated(db, 'line-decided')) {
    const { success, data } = lineDecided.safeParse(payloadOf(bytes))
    if (success && (data.decision === 'hold' || data.decision === 'refuse')) held.add(data.decisionHash)
  }
  return held
}

function checkReleased(db: StationFile, held: ReadonlySet<string>, findings: Findings): void {
  const rowOf = db.prepare<[string, number], { statement: number; t: string }>(
    'SELECT statement, t FROM asn_release WHERE asn = ? AND release = ?',
  )
  // Both times are this clock's, in the one spelling that it gives.
  const openThen = db
    .prepare<[string, string, string], number>(
      `SELECT count(*) FROM line_demand AS d WHERE asn = ? AND unixepoch(since, 'subsec') <= unixepoch(?, 'subsec')
        AND (ended_at IS NULL OR unixepoch(ended_at, 'subsec') > unixepoch(?, 'subsec'))
        AND NOT EXISTS (SELECT 1 FROM plan_line AS l WHERE l.asn = d.asn AND l.line = d.line AND l.lot = d.lot
          AND l.closed_at IS NOT NULL)`,
    )
    .pluck()
  const isKept = db.prepare<[string], number>('SELECT 1 FROM release_word WHERE id = unhex(?)').pluck()
  // What was stated to follow from a supervisor's word must not stand without it.
  const cites = (words: readonly string[], { kind, id }: Because, where: string) => {
    const cause = id !== null && (kind === 'override' || kind === 'hold-lifted') ? [id] : []
    const gone = [...cause, ...words].find((word) => isKept.get(word) === undefined)
    if (gone) findings.add('release-word-wrong', `${where}, word ${gone.slice(0, 12)}`)
  }
  for (const { n, bytes } of stated(db, 'line-decided')) {
    const { success, data } = lineDecided.safeParse(payloadOf(bytes))
    if (success) cites([], data.because, `statement ${n}`)
  }
  let rows = 0
  for (const { n, bytes } of stated(db, 'asn-released')) {
    const { success, data } = asnReleased.safeParse(payloadOf(bytes))
    // A payload that is none is found where statements are read.
    if (!success) continue
    const where = `release ${data.asn} ${data.release}`
    cites(data.overrides, data.because, where)
    const row = rowOf.get(data.asn, data.release)
    if (row?.statement !== n || row.t !== data.t) findings.add('release-differs', where)
    else rows++
    if (
      data.lines.some(({ decision }) => held.has(decision)) ||
      (openThen.get(data.asn, data.t, data.t) ?? 0) > 0
    )
      findings.add('release-while-held', where)
    const isWhole = data.lines.length === data.count
    if (isWhole && toHex(sha256Native(canonicalBytes(data.lines))) !== data.linesHash)
      findings.add('release-differs', `${where}, lines`)
  }
  const numbers = db.prepare<[], number>('SELECT n FROM asn_release ORDER BY statement').pluck().all()
  if (numbers.length !== rows)
    findings.add('release-differs', `${numbers.length} releases, ${rows} statements of them`)
  else if (numbers.some((n, at) => n !== at + 1)) findings.add('release-differs', 'releases out of order')
}

const demandInRow = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.record(z.string(), z.string()),
})

interface DemandRow {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly demand: string
  readonly kind: string
  readonly subject: string
  readonly json: string
  readonly isOpen: number
  readonly isTimed: number
  readonly ruleSet: string | null
  readonly verdict: string | null
  readonly decision: string | null
  readonly isPlanned: number
}

/**
 * A demand is named by what it asks for: an open one under the rules of its line's decision, which holds the line and asks for
 * just that; one that has ended under rules that were in force some day. Its line stands in some revision of the plan. Of times
 * only the form is judged: nobody else tells them, and a station's clock may have been set back in between.
 */
function checkDemands(db: StationFile, findings: Findings): void {
  const known = db.prepare<[], string>('SELECT hash FROM rule_set ORDER BY hash').pluck().all()
  const rows = db
    .prepare<[], DemandRow>(
      `SELECT d.asn, d.line, d.lot, d.demand, d.kind, d.subject, d.json, d.ended IS NULL AS isOpen, l.rule_set AS ruleSet, l.verdict,
         unixepoch(d.since) IS NOT NULL AND (d.ended_at IS NULL OR unixepoch(d.ended_at) IS NOT NULL) AS isTimed,
         l.decision, l.asn IS NOT NULL OR EXISTS (SELECT 1 FROM plan AS p, json_each(p.json, '$.lines') AS was
           WHERE p.asn = d.asn AND was.value ->> 'line' = d.line AND was.value ->> 'lot' = d.lot) AS isPlanned
       FROM line_demand AS d LEFT JOIN plan_line AS l ON l.asn = d.asn AND l.line = d.line AND l.lot = d.lot
       ORDER BY d.asn, d.line, d.lot, d.demand`,
    )
    .iterate()
  for (const row of rows) {
    const { asn, line, lot, demand, kind, subject, json, ruleSet } = row
    const { success, data } = demandInRow.safeParse(jsonIn(json))
    const isNamed =
      success &&
      data.id === demand &&
      data.kind === kind &&
      (data.subject.lot ?? lot) === lot &&
      new TextDecoder().decode(canonicalBytes(data.subject)) === subject
    const isUnder = (rules: string) =>
      success &&
      toHex(sha256Native(canonicalBytes({ kind, subject: data.subject, ruleSet: rules, asn }))) === demand
    const isSo =
      row.isOpen === 0
        ? known.some(isUnder)
        : row.verdict === 'hold' && ruleSet !== null && isUnder(ruleSet) && asksFor(row.decision, json)
    if (!isNamed || !isSo || row.isTimed !== 1 || row.isPlanned !== 1)
      findings.add('demand-differs', `line ${asn} ${line} ${lot}, demand ${demand.slice(0, 12)}`)
  }
}

/** Whether a decision asks for just this demand, with its samples. A decision that cannot be read is found with its line. */
function asksFor(decision: string | null, json: string): boolean {
  const made = jsonIn(decision ?? '')
  return made === null || demandsOf(made as Decision).some((demand) => JSON.stringify(demand) === json)
}

interface WordRow {
  readonly n: number
  readonly id: Buffer
  readonly kind: string
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly t: string
  readonly badge: string
  readonly reason: string
  readonly bytes: Buffer
}

function checkWords(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const rows = db
    .prepare<[], WordRow>(
      'SELECT n, id, kind, asn, line, lot, t, badge, reason, bytes FROM release_word ORDER BY n',
    )
    .iterate()
  let before = 0
  for (const row of rows) {
    const where = `word ${row.n}, line ${row.asn} ${row.line} ${row.lot}`
    if (row.n !== before + 1) findings.add('release-word-wrong', `before ${where}`)
    before = row.n
    const wrong = whyNotWord(row, keys)
    if (wrong) findings.add('release-word-wrong', `${where}, ${wrong}`)
  }
}

/** What of a row is not what its statement says, or null. */
const whyNotWord = (row: WordRow, keys: KnownKeys): string | null =>
  whyNotSaid(row, supervisorWords, (said, statement) => ({
    kind: (said.format === 'bondmark/hold-lifted/1') === (row.kind === 'lift'),
    asn: said.asn === row.asn,
    line: said.line === row.line,
    lot: said.lot === row.lot,
    t: said.t === row.t,
    reason: said.reason === row.reason,
    station: said.station === keys.station(keys.profile.kid)?.issuer,
    signature: isSupervisorOf(row.badge, statement, keys),
  }))

/** A notice with goods that are held must not be forgotten, and waits since some time. */
function checkWaiting(db: StationFile, findings: Findings): void {
  const forgotten = db
    .prepare<[], string>(
      `SELECT DISTINCT asn FROM plan_line WHERE closed_at IS NULL AND (verdict IN ('hold', 'refuse') OR held = 1)
        AND asn NOT IN (SELECT asn FROM asn_hold) ORDER BY asn`,
    )
    .pluck()
    .iterate()
  for (const asn of forgotten) findings.add('release-forgotten', `plan ${asn}`)
  const untimed = db
    .prepare<[], string>(`SELECT asn FROM asn_hold WHERE unixepoch(since) IS NULL ORDER BY asn`)
    .pluck()
    .iterate()
  for (const asn of untimed) findings.add('release-differs', `plan ${asn}, waiting since`)
}
