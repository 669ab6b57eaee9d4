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
  /** What rows say, by their key and text: a word is read once, not with each look at the screen. */
  readonly #read = new Map<string, ToldWord | null>()

  constructor(db: Database) {
    this.#db = db
  }

  /** Every word of every draft. One that cannot be read is left out: fsck tells of it. */
  all(): ToldWord[] {
    return this.#db
      .prepare<[], Row>('SELECT kid, json FROM draft_word ORDER BY draft, place, kid')
      .all()
      .flatMap((row) => this.#wordIn(row) ?? [])
  }

  of(draft: string): ToldWord[] {
    return this.#db
      .prepare<[string], Row>('SELECT kid, json FROM draft_word WHERE draft = ? ORDER BY place, kid')
      .all(draft)
      .flatMap((row) => this.#wordIn(row) ?? [])
  }

  drafts(): string[] {
    return this.#db.prepare<[], string>('SELECT DISTINCT draft FROM draft_word ORDER BY draft').pluck().all()
  }

  /** Of how many drafts this key has said anything. */
  draftsOf(kid: string): number {
    return (
      this.#db
        .prepare<[string], number>('SELECT count(DISTINCT draft) FROM draft_word WHERE kid = ?')
        .pluck()
        .get(kid) ?? 0
    )
  }

  /** Leaves everything behind that is known of a draft. */
  forget(draft: string): void {
    this.#db.prepare<[string]>('DELETE FROM draft_word WHERE draft = ?').run(draft)
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
    const known = row && this.#wordIn(row)
    return !known || isLater(told, known)
  }

  #wordIn(row: Row): ToldWord | null {
    const key = `${row.kid} ${row.json}`
    const known = this.#read.get(key)
    if (known !== undefined) return known
    const word = toWord(row)
    if (this.#read.size >= READ_MAX) this.#read.clear()
    this.#read.set(key, word)
    return word
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

/** More than a store holds. */
const READ_MAX = 25_000

const jsonOf = (word: DraftWord): string => new TextDecoder().decode(canonicalBytes(word))

function toWord({ kid, json }: Row): ToldWord | null {
  try {
    const word = parseDraftWord(JSON.parse(json))
    return word && toldWord(kid, word)
  } catch {
    return null
  }
}
