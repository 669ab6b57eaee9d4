import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'
import { keyOfParts } from './said.ts'

interface LineRow {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly gtin: string
  readonly received: number
  readonly labeled: number
  readonly passed: number
  readonly damaged: number
  readonly held: number
  readonly closedAt: string | null
  readonly verified: number
  readonly outstanding: number
}

/**
 * The counts of the inbound lines against what they count: labeled units are verified labels; what was received is
 * labeled, passed, damaged or still waits for its label; what the receiving events add up to was received. Held and
 * closed lines have a statement that says so.
 */
export function checkLines(db: StationFile, findings: Findings): void {
  const unit =
    "FROM label_job AS l WHERE l.kind = 'unit' AND l.asn = p.asn AND l.line = p.line AND l.lot = p.lot AND"
  const rows = db
    .prepare<[], LineRow>(
      `SELECT asn, line, lot, gtin, received, labeled, passed, damaged, held, closed_at AS closedAt,
        (SELECT count(*) ${unit} l.state = 'verified') AS verified,
        (SELECT count(*) ${unit} l.state NOT IN ('verified', 'voided')) AS outstanding
       FROM plan_line AS p ORDER BY asn, CAST(line AS INTEGER), line, lot`,
    )
    .iterate()
  const isSaid = db
    .prepare<[string, string], number>('SELECT count(*) FROM temp.said WHERE key = ? AND step = ?')
    .pluck()
  for (const row of rows) {
    const {
      asn,
      line,
      lot,
      gtin,
      received,
      labeled,
      passed,
      damaged,
      held,
      closedAt,
      verified,
      outstanding,
    } = row
    const where = `line ${asn} ${line} ${lot}`
    if (labeled !== verified) findings.add('line-count-wrong', `${where}, labeled`)
    if (received !== labeled + passed + damaged + outstanding)
      findings.add('line-count-wrong', `${where}, received`)
    const closings = isSaid.get(keyOfParts(asn, line, lot), 'line-closed') ?? 0
    if (closings !== (closedAt === null ? 0 : 1)) findings.add('line-closing-differs', where)
    if (held === 1 && (isSaid.get(keyOfParts(asn, gtin, lot), 'held') ?? 0) === 0) {
      findings.add('line-holding-missing', where)
    }
  }
  checkReceived(db, findings)
}

/**
 * Units that arrived: those of the receiving events, and those that a person reported damaged without scanning them.
 * Damage found on a labeled unit was scanned before, and so was a unit that the station gave up because no other label could
 * be made for it. A revised notice may have renamed its lines, so there only its total is compared.
 */
function checkReceived(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], { asn: string; gtin: string; lot: string }>(
      `WITH
        revised AS (SELECT asn FROM plan GROUP BY asn HAVING count(*) > 1),
        counted AS (
          SELECT asn, gtin, lot, received - damaged + (SELECT count(*) FROM label_job AS l WHERE l.kind = 'unit'
            AND l.state = 'voided' AND l.asn = p.asn AND l.line = p.line AND l.lot = p.lot AND (l.reason = 'damaged' OR
              (l.recovery = 1 AND NOT EXISTS (SELECT 1 FROM label_job AS r WHERE r.replaces = l.job)))) AS units
          FROM plan_line AS p
          UNION ALL SELECT asn, gtin, lot, -units FROM temp.received),
        named AS (
          SELECT asn, CASE WHEN asn IN revised THEN '' ELSE gtin END AS gtin, CASE WHEN asn IN revised THEN '' ELSE lot END AS lot, units
          FROM counted)
       SELECT asn, gtin, lot FROM named GROUP BY asn, gtin, lot HAVING sum(units) <> 0 ORDER BY asn, gtin, lot`,
    )
    .iterate()
  for (const { asn, gtin, lot } of rows) {
    findings.add(
      'line-receiving-differs',
      `goods ${[asn, gtin, lot].filter((part) => part !== '').join(' ')}`,
    )
  }
}
