import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { parsePhc } from '../../core/label/phc.ts'
import { isSerial } from '../../core/label/serial.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** Names a label's unit or case as statements do. Serials and SSCCs hold nothing that a link would escape. */
const EPC =
  "CASE kind WHEN 'unit' THEN 'https://id.gs1.org/01/' || gtin || '/21/' || serial ELSE 'https://id.gs1.org/00/' || serial END"

interface LabelRow {
  readonly job: number
  readonly kind: 'unit' | 'case' | 'pallet'
  readonly serial: string
  readonly state: string
  readonly pinCommitment: string | null
  readonly born: number
  readonly bornAt: number | null
  readonly ended: number
  readonly endedAt: number | null
  readonly voided: number
  readonly isPooled: 0 | 1
}

/**
 * Labels against statements, one to one: a verified unit label and its commissioning, a verified case label and its
 * aggregation, a void before life and its record, a void after it and its DELETE event; and no label that holds more of
 * a PIN than its commitment.
 */
export function checkLabels(db: StationFile, serialPrefixes: readonly string[], findings: Findings): void {
  const said = (step: string, what: string) =>
    `(SELECT ${what} FROM temp.said WHERE key = (${EPC}) AND step = ${step})`
  const born = "CASE kind WHEN 'unit' THEN 'commissioned' ELSE 'packed' END"
  const rows = db
    .prepare<[], LabelRow>(
      `SELECT job, kind, serial, state, pin_commitment AS pinCommitment,
        ${said(born, 'count(*)')} AS born, ${said(born, 'min(statement)')} AS bornAt,
        ${said("'decommissioned'", 'count(*)')} AS ended, ${said("'decommissioned'", 'min(statement)')} AS endedAt,
        ${said("'voided'", 'count(*)')} AS voided,
        EXISTS (SELECT 1 FROM pool_serial WHERE pool_serial.serial = label_job.serial) AS isPooled
       FROM label_job ORDER BY job`,
    )
    .iterate()
  for (const row of rows) {
    const where = `label ${row.job}`
    const code = whyNotAsSaid(row)
    if (code) findings.add(code, where)
    // Serials of pools are held against their list, where the rights are checked.
    const isOwn = row.isPooled === 1 || serialPrefixes.includes(row.serial.slice(0, 3))
    if (row.kind === 'unit' && !(isSerial(row.serial) && isOwn)) {
      findings.add('label-serial-foreign', where)
    }
    if (row.kind === 'unit' ? !isCommitment(row.pinCommitment) : row.pinCommitment !== null) {
      findings.add('label-pin-exposed', where)
    }
  }
  checkColumns(db, findings)
  const strays = db
    .prepare<[], { key: string; statement: number }>(
      `SELECT key, statement FROM temp.said WHERE step IN ('commissioned', 'packed', 'decommissioned', 'voided')
        AND key NOT IN (SELECT ${EPC} FROM label_job) ORDER BY statement`,
    )
    .iterate()
  for (const { key, statement } of strays) findings.add('label-missing', `statement ${statement}, ${key}`)
}

/** Columns that no statement repeats, as far as they must agree with others. */
function checkColumns(db: StationFile, findings: Findings): void {
  const wrong = db
    .prepare<[], { job: number; column: string }>(
      `SELECT l.job, 'recovery' AS "column" FROM label_job AS l WHERE l.recovery <> 0 AND NOT (l.state = 'voided' AND l.recovery = 1)
       UNION ALL SELECT l.job, 'replaces' FROM label_job AS l WHERE l.replaces IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM label_job AS r WHERE r.job = l.replaces AND r.job < l.job AND r.kind = l.kind AND r.gtin = l.gtin AND r.state = 'voided')
       UNION ALL SELECT l.job, 'run' FROM label_job AS l WHERE l.run NOT IN (0, 1)
       UNION ALL SELECT l.job, 'doubt' FROM label_job AS l WHERE l.doubt IS NOT NULL AND (NOT json_valid(l.doubt) OR l.doubt ->> 'code' IS NULL)
       UNION ALL SELECT l.job, 'shift' FROM label_job AS l WHERE l.shift IS NOT NULL AND l.shift NOT IN (SELECT n FROM shift)
       UNION ALL SELECT l.job, 'ended_shift' FROM label_job AS l WHERE l.ended_shift IS NOT NULL
         AND (l.ended_shift NOT IN (SELECT n FROM shift) OR l.ended_shift < l.shift)
       UNION ALL SELECT l.job, 'printer' FROM label_job AS l WHERE l.printer IS NOT
         (SELECT a.printer FROM print_attempt AS a WHERE a.job = l.job ORDER BY a.n DESC LIMIT 1)
       UNION ALL SELECT l.job, 'reserved_by' FROM label_job AS l WHERE l.reserved_by IS NOT NULL AND l.reserved_by <> 'station'
         AND l.reserved_by NOT IN (SELECT pseudonym FROM person)
       UNION ALL SELECT l.job, 'ended_by' FROM label_job AS l WHERE l.ended_by IS NOT NULL
         AND (l.ended_at IS NULL OR (l.ended_by <> 'station' AND l.ended_by NOT IN (SELECT pseudonym FROM person)))
       UNION ALL SELECT l.job, 'line' FROM label_job AS l WHERE NOT EXISTS
         (SELECT 1 FROM plan_line AS p WHERE p.asn = l.asn AND p.line = l.line AND p.lot = l.lot AND p.gtin = l.gtin)
       ORDER BY 1`,
    )
    .iterate()
  for (const { job, column } of wrong) findings.add('label-differs', `label ${job}, ${column}`)
}

const codesOf = {
  unit: { twice: 'label-commissioned-twice', missing: 'label-commissioning-missing' },
  case: { twice: 'case-packed-twice', missing: 'case-packing-missing' },
  pallet: { twice: 'pallet-packed-twice', missing: 'pallet-packing-missing' },
} as const satisfies Record<LabelRow['kind'], Record<'twice' | 'missing', Code>>

/** What the statements say against the label's state, or null when both say the same. */
function whyNotAsSaid({ kind, state, born, bornAt, ended, endedAt, voided }: LabelRow): Code | null {
  if (born > 1) return codesOf[kind].twice
  if (state === 'verified') {
    if (born === 0) return codesOf[kind].missing
    return ended + voided > 0 ? 'label-state-differs' : null
  }
  if (state !== 'voided') return born + ended + voided > 0 ? 'label-state-differs' : null
  if (born === 0) return voided === 1 && ended === 0 ? null : 'label-void-missing'
  const isEnded = ended === 1 && voided === 0 && (endedAt ?? 0) > (bornAt ?? 0)
  return isEnded ? null : 'label-void-missing'
}

function isCommitment(text: string | null): boolean {
  try {
    return text !== null && parsePhc(text).hash.length > 0
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
