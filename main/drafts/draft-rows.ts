import {
  type DraftWord,
  isLater,
  parseDraftWord,
  type ToldWord,
  toldWord,
} from '../../core/drafts/draft-word.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

interface Row {
  readonly kid: string
  readonly json: string
}

/** Words of rule drafts in the store. */
export class DraftRows {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** Every word of every draft. One that cannot be read is left out: fsck tells of it. */
  all(): ToldWord[] {
    return this.#db
      .prepare<[], Row>('SELECT kid, json FROM draft_word ORDER BY draft, place, kid')
      .all()
      .flatMap(toWord)
  }

  of(draft: string): ToldWord[] {
    return this.#db
      .prepare<[string], Row>('SELECT kid, json FROM draft_word WHERE draft = ? ORDER BY place, kid')
      .all(draft)
      .flatMap(toWord)
  }

  drafts(): string[] {
    return this.#db.prepare<[], string>('SELECT DISTINCT draft FROM draft_word ORDER BY draft').pluck().all()
  }

  /** How many words there are. */
  size(): number {
    return this.#db.prepare<[], number>('SELECT count(*) FROM draft_word').pluck().get() ?? 0
  }

  /** Whether the word says more than what its author is known to have said at that place. */
  isNews(told: ToldWord): boolean {
    const { draft, place } = told.word
    const row = this.#db
      .prepare<[string, string, string], Row>(
        'SELECT kid, json FROM draft_word WHERE draft = ? AND place = ? AND kid = ?',
      )
      .get(draft, place, told.kid)
    const [known] = row ? toWord(row) : []
    return !known || isLater(told, known)
  }

  /** Keeps a word that is news; any other is left. */
  keep(told: ToldWord): boolean {
    if (!this.isNews(told)) return false
    const { draft, place, n } = told.word
    this.#db
      .prepare(
        `INSERT INTO draft_word (draft, place, kid, n, json) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET n = excluded.n, json = excluded.json`,
      )
      .run(draft, place, told.kid, n, jsonOf(told.word))
    return true
  }
}

const jsonOf = (word: DraftWord): string => new TextDecoder().decode(canonicalBytes(word))

function toWord({ kid, json }: Row): ToldWord[] {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return []
  }
  const word = parseDraftWord(value)
  return word ? [toldWord(kid, word)] : []
}
