import { codes } from '../../core/errors/codes.ts'
import { labelStops } from '../../core/label/label-stops.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

const known: ReadonlySet<string> = new Set(codes)
const isCode = (text: string | null): boolean => text !== null && known.has(text)

/**
 * STOPs: each is the scan that it was written with, seen and acknowledged by people who are known, at most one stands, and
 * none is missing; and what supervisors chose for the station.
 */
export function checkStops(db: StationFile, findings: Findings): void {
  const isPerson = (column: string) =>
    `(${column} = 'station' OR ${column} IN (SELECT pseudonym FROM person))`
  const wrong = db
    .prepare<[], { n: number }>(
      `SELECT s.n FROM stop AS s LEFT JOIN scan AS l ON l.n = s.scan
       WHERE l.kind IS NOT 'stop' OR l.text IS NOT s.subject OR NOT ${isPerson('s.operator')}
         OR (s.shift IS NOT NULL AND s.shift NOT IN (SELECT n FROM shift))
         OR NOT json_valid(s.next) OR s.next ->> 'code' IS NULL
         OR (s.ended_by IS NOT NULL AND (NOT ${isPerson('s.ended_by')} OR julianday(s.ended_at) IS NULL))
         OR (s.ended_at IS NULL AND s.n <> (SELECT max(n) FROM stop))
       ORDER BY s.n`,
    )
    .iterate()
  for (const { n } of wrong) findings.add('stop-differs', `STOP ${n}`)
  const said = db
    .prepare<[], { n: number; situation: string; next: string }>(
      "SELECT n, situation, next ->> 'code' AS next FROM stop WHERE json_valid(next) ORDER BY n",
    )
    .iterate()
  for (const { n, situation, next } of said) {
    const isKnown = isCode(next) && (isCode(situation) || Object.hasOwn(labelStops, situation))
    if (!isKnown) findings.add('stop-differs', `STOP ${n}, words`)
  }
  const { gaps } = db
    .prepare<[], { gaps: number }>(
      'SELECT count(*) > 0 AND (min(n) <> 1 OR max(n) <> count(*)) AS gaps FROM stop',
    )
    .get() ?? { gaps: 0 }
  if (gaps) findings.add('stop-differs', 'a STOP is missing')
  checkChoices(db, findings)
}

function checkChoices(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], { n: number; isMade: number }>(
      `SELECT n, julianday(t) IS NOT NULL AND badge IN (SELECT badge FROM person WHERE role <> 'operator')
         AND name = 'label-order' AND value IN ('any', 'strict') AS isMade FROM station_choice ORDER BY n`,
    )
    .iterate()
  let before = 0
  for (const { n, isMade } of rows) {
    if (n !== before + 1 || !isMade) findings.add('station-choice-damaged', `choice ${n}`)
    before = n
  }
}
