import { z } from 'zod'
import { toHex } from '../../core/encoding/hex.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** What of an accepted notice other tables repeat. */
const announced = z.looseObject({
  lines: z.array(
    z.looseObject({
      line: z.string(),
      lot: z.string(),
      gtin: z.string(),
      customsEntry: z.string(),
      entryItem: z.string(),
      quantity: z.number(),
      unitsPerCase: z.number(),
      ssccs: z.array(z.string()),
    }),
  ),
})
type AnnouncedLine = z.infer<typeof announced>['lines'][number]

interface LineRow {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly gtin: string
  readonly customsEntry: string | null
  readonly entryItem: string | null
  readonly json: string
  readonly planned: number
}

function readAnnounced(json: string): z.infer<typeof announced> | null {
  try {
    return announced.parse(JSON.parse(json))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}

/**
 * Inbound lines, their cases' SSCCs and their packing cases against the accepted notices, which are named by their hash in
 * signed statements: a line is what the newest revision that has it announces.
 */
export function checkAnnounced(db: StationFile, findings: Findings): void {
  const revisions = db
    .prepare<[string], string>('SELECT json FROM plan WHERE asn = ? ORDER BY revision DESC')
    .pluck()
  const notices = new Map<string, AnnouncedLine[][]>()
  const linesOf = (asn: string): AnnouncedLine[][] => {
    const known = notices.get(asn) ?? revisions.all(asn).map((json) => readAnnounced(json)?.lines ?? [])
    // One notice at a time is looked at: rows come by notice.
    if (!notices.has(asn)) notices.clear()
    notices.set(asn, known)
    return known
  }
  const announcedAs = (asn: string, line: string, lot: string): AnnouncedLine[] =>
    linesOf(asn).flatMap((lines) => lines.filter((each) => each.line === line && each.lot === lot))

  const lines = db
    .prepare<[], LineRow>(
      `SELECT asn, line, lot, gtin, customs_entry AS customsEntry, entry_item AS entryItem, json, planned
       FROM plan_line ORDER BY asn`,
    )
    .iterate()
  for (const { asn, line, lot, gtin, customsEntry, entryItem, json, planned } of lines) {
    const [newest] = announcedAs(asn, line, lot)
    const where = `line ${asn} ${line} ${lot}`
    if (newest === undefined) findings.add('line-differs', where)
    else {
      if (newest.gtin !== gtin) findings.add('line-differs', `${where}, gtin`)
      if (newest.customsEntry !== customsEntry) findings.add('line-differs', `${where}, customs_entry`)
      if (newest.entryItem !== entryItem) findings.add('line-differs', `${where}, entry_item`)
      if (newest.quantity !== planned) findings.add('line-differs', `${where}, planned`)
      if (formOf(json) !== formOf(JSON.stringify(newest))) findings.add('line-differs', `${where}, json`)
    }
  }
  const cases = db
    .prepare<[], { sscc: string; asn: string; line: string; lot: string }>(
      'SELECT sscc, asn, line, lot FROM plan_sscc ORDER BY asn',
    )
    .iterate()
  for (const { sscc, asn, line, lot } of cases) {
    if (!announcedAs(asn, line, lot).some(({ ssccs }) => ssccs.includes(sscc)))
      findings.add('line-differs', `SSCC ${sscc}`)
  }
  const packed = db
    // How much goes into a mixed case is for people to say.
    .prepare<[], { number: number; asn: string; line: string; lot: string; capacity: number }>(
      "SELECT number, asn, line, lot, capacity FROM packing_case WHERE scope = 'line' ORDER BY asn",
    )
    .iterate()
  for (const { number, asn, line, lot, capacity } of packed) {
    if (!announcedAs(asn, line, lot).some(({ unitsPerCase }) => unitsPerCase === capacity))
      findings.add('case-contents-wrong', `case ${number}, capacity`)
  }
}

/** One text for equal JSON, or null for what is none. */
function formOf(json: string): string | null {
  try {
    return toHex(canonicalBytes(JSON.parse(json)))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null
    throw error
  }
}
