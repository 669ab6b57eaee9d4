import { buildSscc } from '../../core/gs1/sscc.ts'
import type { StationProfile } from '../workspace/profile.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/**
 * The next number of the station's SSCC block: behind every one that was given out, and the first one when none was. A
 * number that is given out again would name two cases or pallets alike.
 */
export function checkCounters(db: StationFile, { ssccBlock }: StationProfile, findings: Findings): void {
  const { extension, companyPrefix, from, to } = ssccBlock
  const asSscc = (serial: number) => buildSscc({ extension, companyPrefix, serial })
  const last = db
    .prepare<[string, string], string | null>(
      "SELECT max(serial) FROM label_job WHERE kind IN ('case', 'pallet') AND serial BETWEEN ? AND ?",
    )
    .pluck()
    .get(asSscc(from).slice(0, -1), `${asSscc(to)}~`)
  const text = db.prepare<[], string>("SELECT value FROM setting WHERE name = 'sscc-next'").pluck().get()
  const next = text === undefined ? from : Number(text)
  const isRight =
    last === null || last === undefined
      ? Number.isSafeInteger(next) && next >= from
      : Number.isSafeInteger(next) && next > from && next <= to + 1 && last <= asSscc(next - 1)
  if (!isRight) findings.add('counter-wrong', 'setting sscc-next')
}
