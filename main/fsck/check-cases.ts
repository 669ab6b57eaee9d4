import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

interface CaseRow {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed'
  readonly sscc: string | null
  readonly capacity: number
  readonly units: number
  /** Units that are not verified labels of the case's own line. */
  readonly strangers: number
  readonly labelState: string | null
  /** 1 when the statement it names is the one that said it is packed. */
  readonly packed: number
}

/** Cases packed here: what is in them, their SSCC label, and the one aggregation event of those that are closed. */
export function checkCases(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], CaseRow>(
      `SELECT number, state, sscc, capacity,
        (SELECT count(*) FROM case_unit WHERE case_unit.number = c.number) AS units,
        (SELECT count(*) FROM case_unit JOIN label_job AS l USING (job) WHERE case_unit.number = c.number
          AND NOT (l.kind = 'unit' AND l.state = 'verified' AND l.asn = c.asn AND l.line = c.line AND l.lot = c.lot)) AS strangers,
        (SELECT l.state FROM label_job AS l WHERE l.serial = c.sscc AND l.kind = 'case') AS labelState,
        (SELECT count(*) FROM temp.said WHERE step = 'packed' AND key = 'https://id.gs1.org/00/' || c.sscc AND statement = c.statement) AS packed
       FROM packing_case AS c ORDER BY number`,
    )
    .iterate()
  for (const row of rows) {
    const where = `case ${row.number}`
    if (!isAsItsState(row)) findings.add('case-state-differs', where)
    if (row.strangers > 0 || row.units > row.capacity) findings.add('case-contents-wrong', where)
  }
  checkReceivedOnce(db, findings)
}

function isAsItsState({ state, sscc, labelState, packed, units }: CaseRow): boolean {
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
