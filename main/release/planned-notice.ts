import type { Question } from '../../core/decision/question.ts'
import type { PlanLine } from '../../core/plan/asn.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'

/** What decisions ask of a notice besides the line that they are about. */
export interface PlannedNotice {
  /** SHA-256 of the revision that counts, hex. */
  readonly hash: string
  readonly head: Question['asn']
  /** Units of the line's GTIN, lot and factory in the notice, as `core/decision` adds them up. */
  lotSizeOf(line: PlanLine): number
}

/** Notices that are remembered: whoever works on lines goes from one to the next. */
const NOTICES_MAX = 8
/** The head stands before the lines in the text, which may have 25 MB of them; its cells are bounded by the plan's reader. */
const HEAD_CHARS = 8192

const newestHash = preparedOnce<[string], { hash: string; revision: number }>(
  'SELECT hash, revision FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1',
)
const textOf = preparedOnce<[number, string, number], { text: string }>(
  'SELECT substr(json, 1, ?) AS text FROM plan WHERE asn = ? AND revision = ?',
)
// In two parts, so that each goes by the index of goods, down to the lot where lines are open: by the notice it would read 50,000 lines.
const unitsOf = preparedOnce<
  { asn: string; gtin: string; lot: string; manufacturer: string },
  { units: number | null }
>(
  `SELECT sum(planned) AS units FROM (
     SELECT planned, asn, json FROM plan_line INDEXED BY plan_line_goods WHERE gtin = @gtin AND closed_at IS NOT NULL AND lot = @lot
     UNION ALL SELECT planned, asn, json FROM plan_line INDEXED BY plan_line_goods WHERE gtin = @gtin AND closed_at IS NULL AND lot = @lot)
   WHERE asn = @asn AND json ->> '$.manufacturer' = @manufacturer`,
)

const remembered = new WeakMap<Database, Map<string, PlannedNotice>>()

/**
 * The notice of a line as it is announced now. No text of its lines is read: there may be 50,000, and a scan may wait. Kept until
 * another revision counts. Throws an `Error` for a notice of which there is no plan.
 */
export function plannedNotice(db: Database, asn: string): PlannedNotice {
  const newest = newestHash(db).get(asn)
  if (!newest) throw new Error(`a line of no plan: ${asn}`)
  const notices = remembered.get(db) ?? new Map<string, PlannedNotice>()
  remembered.set(db, notices)
  const known = notices.get(newest.hash)
  if (known) return known
  const lots = new Map<string, number>()
  const notice: PlannedNotice = {
    hash: newest.hash,
    head: headOf(db, asn, newest.revision),
    lotSizeOf({ gtin, lot, manufacturer, quantity }) {
      const key = JSON.stringify([gtin, lot, manufacturer])
      const units = lots.get(key) ?? unitsOf(db).get({ asn, gtin, lot, manufacturer })?.units ?? quantity
      lots.set(key, units)
      return units
    },
  }
  for (const oldest of notices.keys()) {
    if (notices.size < NOTICES_MAX) break
    notices.delete(oldest)
  }
  notices.set(newest.hash, notice)
  return notice
}

function headOf(db: Database, asn: string, revision: number): Question['asn'] {
  const text = textOf(db).get(HEAD_CHARS, asn, revision)?.text ?? ''
  // Quotes inside a cell are escaped, so this is found nowhere else.
  const end = text.indexOf(',"lines":[')
  const json = end < 0 ? textOf(db).get(2 ** 31 - 1, asn, revision)?.text : `${text.slice(0, end)}}`
  const { seller, supervisionMode, container } = JSON.parse(json ?? '') as Question['asn']
  return { asn, seller, supervisionMode, container }
}
