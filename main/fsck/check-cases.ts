import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

interface CaseRow {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed' | 'emptied'
  readonly sscc: string | null
  readonly capacity: number
  readonly units: number
  /** Units that are not verified labels of what the case may hold; one more for a case of a line that is not there. */
  readonly strangers: number
  readonly labelState: string | null
  /** 1 when the statement it names is the one that said it is packed, or taken apart. */
  readonly packed: number
  readonly unpacked: number
  /** Statements that say it was taken apart. */
  readonly ends: number
  /** Units that are in it here and not by what was stated, and the other way round. */
  readonly differing: number
  readonly repacks: number | null
  /** State of the case that it goes on from. */
  readonly before: string | null
}

/** The customs entry of the line of a label or a case. */
const entryOf = (of: string) =>
  `(SELECT p.json ->> '$.customsEntry' FROM plan_line AS p WHERE p.asn = ${of}.asn AND p.line = ${of}.line AND p.lot = ${of}.lot)`

/** A revision may have given a line another customs entry since it was packed: then nothing here tells which it had. */
const IS_REVISED = '(SELECT count(*) FROM plan AS r WHERE r.asn = c.asn) > 1'

const MAY_HOLD = `CASE c.scope WHEN 'line' THEN l.asn = c.asn AND l.line = c.line AND l.lot = c.lot
  WHEN 'entry' THEN l.asn = c.asn AND (${entryOf('l')} = ${entryOf('c')} OR ${IS_REVISED}) ELSE c.allowed_by IS NOT NULL END`

const NAME = "'https://id.gs1.org/00/' || c.sscc"
const HELD = `SELECT 'https://id.gs1.org/01/' || l.gtin || '/21/' || l.serial FROM case_unit AS u JOIN label_job AS l USING (job) WHERE u.number = c.number`
const STATED = `SELECT child FROM temp.inside WHERE parent = ${NAME}`

/** Cases packed here: what is in them, their SSCC label, and the aggregation events of those that were closed. */
export function checkCases(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], CaseRow>(
      `SELECT number, state, sscc, capacity, repacks,
        (SELECT count(*) FROM case_unit WHERE case_unit.number = c.number) AS units,
        (SELECT count(*) FROM case_unit JOIN label_job AS l USING (job) WHERE case_unit.number = c.number
          AND NOT (l.kind = 'unit' AND l.state = 'verified' AND ${MAY_HOLD}))
          + NOT EXISTS (SELECT 1 FROM plan_line AS p WHERE p.asn = c.asn AND p.line = c.line AND p.lot = c.lot) AS strangers,
        (SELECT l.state FROM label_job AS l WHERE l.serial = c.sscc AND l.kind = 'case') AS labelState,
        (SELECT count(*) FROM temp.said WHERE step = 'packed' AND key = ${NAME} AND statement = c.statement) AS packed,
        (SELECT count(*) FROM temp.said WHERE step = 'unpacked' AND key = ${NAME} AND statement = c.emptied) AS unpacked,
        (SELECT count(*) FROM temp.said WHERE step = 'unpacked' AND key = ${NAME}) AS ends,
        CASE WHEN state IN ('open', 'closing') THEN 0
          ELSE (SELECT count(*) FROM (${HELD} EXCEPT ${STATED})) + (SELECT count(*) FROM (${STATED} EXCEPT ${HELD})) END AS differing,
        (SELECT b.state FROM packing_case AS b WHERE b.number = c.repacks) AS before
       FROM packing_case AS c ORDER BY number`,
    )
    .iterate()
  for (const row of rows) {
    const where = `case ${row.number}`
    if (!isAsItsState(row)) findings.add('case-state-differs', where)
    if (row.strangers > 0 || row.units > row.capacity) findings.add('case-contents-wrong', where)
    if (row.differing > 0) findings.add('case-contents-differ', `case ${row.sscc ?? row.number}`)
  }
  checkReceivedOnce(db, findings)
}

function isAsItsState(row: CaseRow): boolean {
  const { state, sscc, labelState, packed, unpacked, ends, units, repacks, before } = row
  if (repacks !== null && before !== 'emptied') return false
  if (state === 'emptied') return labelState === 'verified' && packed === 1 && unpacked === 1 && ends === 1
  if (ends > 0) return false
  if (state === 'open') return sscc === null && packed === 0
  if (sscc === null || units === 0) return false
  if (state === 'closed') return labelState === 'verified' && packed === 1
  return packed === 0 && labelState !== null && labelState !== 'verified' && labelState !== 'voided'
}

/** Cases and serials that came from outside: each names the event that received it. */
function checkReceivedOnce(db: StationFile, findings: Findings): void {
  const wrong = db
    .prepare<[], { what: string }>(
      `SELECT 'SSCC ' || sscc AS what FROM plan_sscc WHERE received IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM temp.indexed WHERE statement = received AND epc = 'https://id.gs1.org/00/' || sscc)
       UNION ALL
       SELECT 'goods ' || epc AS what FROM goods_serial AS g WHERE NOT EXISTS
         (SELECT 1 FROM temp.indexed WHERE statement = g.statement AND epc = g.epc)`,
    )
    .iterate()
  for (const { what } of wrong) findings.add('receiving-missing', what)
}
