import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

interface PalletRow {
  readonly number: number
  readonly state: 'open' | 'closing' | 'closed' | 'emptied'
  readonly sscc: string | null
  readonly capacity: number
  readonly cases: number
  /** Cases that are neither closed here nor received whole and left shut. */
  readonly strangers: number
  readonly labelState: string | null
  /** 1 when the statement it names is the one that said it is built, or taken apart. */
  readonly built: number
  readonly unpacked: number
  /** Statements that say it was taken apart. */
  readonly ends: number
  /** Cases that stand on it here and not by what was stated, and the other way round. */
  readonly differing: number
  readonly repacks: number | null
  /** State of the pallet that it goes on from. */
  readonly before: string | null
}

const NAME = "'https://id.gs1.org/00/' || p.sscc"
const HELD = "SELECT 'https://id.gs1.org/00/' || o.sscc FROM pallet_case AS o WHERE o.number = p.number"
const STATED = `SELECT child FROM temp.inside WHERE parent = ${NAME}`
const IS_CASE = `EXISTS (SELECT 1 FROM packing_case AS c WHERE c.sscc = o.sscc AND c.state = 'closed')
  OR EXISTS (SELECT 1 FROM plan_sscc AS s JOIN plan_line AS l USING (asn, line, lot)
    WHERE s.sscc = o.sscc AND s.received IS NOT NULL AND l.verdict <> 'label')`

/** Pallets built here: the cases on them, their SSCC label, and the aggregation events of those that were closed. */
export function checkPallets(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], PalletRow>(
      `SELECT number, state, sscc, capacity, repacks,
        (SELECT count(*) FROM pallet_case AS o WHERE o.number = p.number) AS cases,
        (SELECT count(*) FROM pallet_case AS o WHERE o.number = p.number AND NOT (${IS_CASE})) AS strangers,
        (SELECT l.state FROM label_job AS l WHERE l.serial = p.sscc AND l.kind = 'pallet') AS labelState,
        (SELECT count(*) FROM temp.said WHERE step = 'packed' AND key = ${NAME} AND statement = p.statement) AS built,
        (SELECT count(*) FROM temp.said WHERE step = 'unpacked' AND key = ${NAME} AND statement = p.emptied) AS unpacked,
        (SELECT count(*) FROM temp.said WHERE step = 'unpacked' AND key = ${NAME}) AS ends,
        CASE WHEN state IN ('open', 'closing') THEN 0
          ELSE (SELECT count(*) FROM (${HELD} EXCEPT ${STATED})) + (SELECT count(*) FROM (${STATED} EXCEPT ${HELD})) END AS differing,
        (SELECT b.state FROM packing_pallet AS b WHERE b.number = p.repacks) AS before
       FROM packing_pallet AS p ORDER BY number`,
    )
    .iterate()
  for (const row of rows) {
    const where = `pallet ${row.number}`
    if (!isAsItsState(row)) findings.add('pallet-state-differs', where)
    if (row.strangers > 0 || row.cases > row.capacity) findings.add('pallet-contents-wrong', where)
    if (row.differing > 0) findings.add('pallet-contents-differ', `pallet ${row.sscc ?? row.number}`)
  }
}

function isAsItsState(row: PalletRow): boolean {
  const { state, sscc, labelState, built, unpacked, ends, cases, repacks, before } = row
  if (repacks !== null && before !== 'emptied') return false
  if (state === 'emptied') return labelState === 'verified' && built === 1 && unpacked === 1 && ends === 1
  if (ends > 0) return false
  if (state === 'open') return sscc === null && built === 0
  if (sscc === null || cases === 0) return false
  if (state === 'closed') return labelState === 'verified' && built === 1
  return built === 0 && labelState !== null && labelState !== 'verified' && labelState !== 'voided'
}
