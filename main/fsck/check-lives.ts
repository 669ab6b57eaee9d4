import { StatementJudge } from '../../core/lifecycle/judge-statements.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** Rows held at a time. */
const PAGE = 200

interface Row {
  readonly n: number
  readonly bytes: Buffer
}

/**
 * The lives that all statements tell, replayed from their bytes alone: a unit commissioned twice, packed after its end or
 * into two cases, a line closed twice or without adding up. The station asks before it acts, so there is none.
 */
export async function checkLives(db: StationFile, findings: Findings): Promise<void> {
  const page = db.prepare<[number, number], Row>(
    'SELECT n, bytes FROM statement WHERE n > ? ORDER BY n LIMIT ?',
  )
  const judge = new StatementJudge()
  const judged: number[] = []
  let last = 0
  for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(last, PAGE)) {
    for (const { n, bytes } of rows) {
      last = n
      const statement = readBytes(bytes)
      // What cannot be read is found by the check of statements. Manifests tell of no life.
      if (statement === null || statement.contentType === contentTypes.manifest) continue
      const { kid, contentType, payload } = statement
      judge.take({ place: n, kid, contentType, payload: JSON.parse(Buffer.from(payload).toString('utf8')) })
      judged.push(n)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const n of judged) {
    const { standing, reasons } = judge.verdictAt(n)
    // What builds on a statement that was removed is found by the gap that it left.
    if (standing !== 'impossible' && standing !== 'conflicted') continue
    const codes = [...new Set(reasons.map(({ code }) => code))].join(', ')
    findings.add('life-impossible', `statement ${n}${codes && `: ${codes}`}`)
  }
}
