import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/**
 * What was sent to printers against the labels' states. A label of an older release has no attempt on record; one that has
 * was sent once at most, and is not `reserved` any more. Answers, doubts and times agree with what the label has been
 * through, and no attempt is missing between two others.
 */
export function checkAttempts(db: StationFile, findings: Findings): void {
  const twice = db
    .prepare<[], { job: number }>(
      "SELECT job FROM print_attempt WHERE answer IS NOT 'not-sent' GROUP BY job HAVING count(*) > 1 ORDER BY job",
    )
    .iterate()
  for (const { job } of twice) findings.add('label-sent-twice', `label ${job}`)
  const wrong = db
    .prepare<[], { job: number }>(
      `SELECT DISTINCT a.job FROM print_attempt AS a LEFT JOIN label_job AS l ON l.job = a.job
       WHERE l.job IS NULL
         OR (l.state = 'reserved' AND a.answer IS NOT 'not-sent')
         OR (l.state = 'sent' AND a.answer IS NOT NULL AND a.answer <> 'not-sent')
         OR (l.state = 'printed' AND a.answer NOT IN ('printed', 'not-sent'))
         OR (l.state = 'uncertain' AND a.answer IS NULL)
         OR (a.answer IS NOT 'not-sent' AND l.sent_at IS NOT a.begun_at)
         OR (a.answer = 'printed' AND l.printed_at IS NOT NULL AND l.printed_at <> a.ended_at)
         OR julianday(a.begun_at) IS NULL OR (a.ended_at IS NOT NULL AND julianday(a.ended_at) IS NULL)
         OR (a.answer = 'printed') <> (a.said IS NOT NULL AND json_valid(a.said) AND a.said ->> 'proof' IS NOT NULL)
         OR (a.operator IS NOT NULL AND a.operator <> 'station' AND a.operator NOT IN (SELECT pseudonym FROM person))
         OR a.bytes <= 0 OR length(a.sha256) <> 32
       ORDER BY 1`,
    )
    .iterate()
  for (const { job } of wrong) findings.add('print-attempt-differs', `label ${job}`)
  // Rows are only added.
  const { gaps } = db
    .prepare<[], { gaps: number }>(
      'SELECT count(*) > 0 AND (min(n) <> 1 OR max(n) <> count(*)) AS gaps FROM print_attempt',
    )
    .get() ?? { gaps: 0 }
  if (gaps) findings.add('print-attempt-differs', 'labels')
}
