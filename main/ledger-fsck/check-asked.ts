import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { ENROLMENT_TEXT_MAX, readEnrolment } from '../../core/membership/enrolment.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { holds, type Report } from './ledger-files.ts'

/** The request stands in a JSON string, in which every character may be escaped. */
const FILE_BYTES_MAX = 2 * ENROLMENT_TEXT_MAX + 4_096

/** Stations that ask to be let in: each file is the request whose hash it is named by, signed by the key that it asks for. */
export function checkEnrolments(data: string, report: Report): void {
  const folder = join(data, 'enrolments')
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const isAsked = holds(() => {
      // One that is settled or has run out is removed by the ledger at any time.
      const file = join(folder, name)
      if (statSync(file).size > FILE_BYTES_MAX) return false
      const { format, request } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
      const isOne = format === 'bondmark/enrolment-open/1' && typeof request === 'string'
      return isOne && `${readEnrolment(request, verifyEd25519).id}.json` === name
    })
    if (!isAsked) report('ledger-enrolment-invalid', `enrolment ${name}`)
  }
}

/**
 * First checks of scratch codes are of statements that this log holds, or that were folded from a mirrored one. When they
 * were nobody signs.
 */
export function checkFirstChecks(
  db: Database,
  log: Database,
  folded: readonly Database[],
  report: Report,
): void {
  const known = [
    log.prepare<[Buffer], number>('SELECT leaf FROM entries WHERE id = ?').pluck(),
    ...folded.map((each) =>
      each.prepare<[Buffer], number>('SELECT place FROM statement WHERE id = ?').pluck(),
    ),
  ]
  const rows = db.prepare<[], Buffer>('SELECT statement FROM first_check ORDER BY statement').pluck()
  for (const id of rows.iterate()) {
    if (!known.some((select) => select.get(id) !== undefined))
      report('ledger-check-unknown', `first check of ${id.toString('hex')}`)
  }
}
