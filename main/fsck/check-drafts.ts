import { parseDraftWord } from '../../core/drafts/draft-word.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** Words of rule drafts: nothing else says them, so that their form alone is judged, and that their keys are what they say. */
export function checkDrafts(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], { draft: string; place: string; kid: string; n: number; json: string }>(
      'SELECT draft, place, kid, n, json FROM draft_word ORDER BY draft, place, kid',
    )
    .iterate()
  for (const { draft, place, kid, n, json } of rows) {
    const word = read(json)
    const isSo = word?.draft === draft && word.place === place && word.n === n && /^[0-9a-f]{64}$/.test(kid)
    if (!isSo) findings.add('rules-draft-damaged', `draft ${draft}, ${place}`)
  }
}

function read(json: string) {
  try {
    return parseDraftWord(JSON.parse(json))
  } catch {
    return null
  }
}
