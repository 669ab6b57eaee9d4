import type { Database } from '../../platform/sqlite/open-database.ts'

/** A rule set that somebody brought; its document is in `rule_set`, by its hash. */
export interface RuleDraft {
  /** hex SHA-256 of its RFC 8785 bytes */
  readonly hash: string
  readonly name: string
  readonly version: number
  /** JSON: what was said of it when it came in, and did not keep it out. */
  readonly warnings: string
  /** RFC 3339 */
  readonly t: string
  /** Who brought it; null for one that came approved from elsewhere. */
  readonly badge: string | null
}

/** What a person said of a rule set, signed by a key of their own. */
export interface RuleWord {
  /** hex statement id */
  readonly id: string
  readonly kind: 'approved' | 'withdrawn'
  readonly hash: string
  readonly t: string
  /** `SUP-0001`: of this organisation or another one. */
  readonly person: string
  readonly bytes: Uint8Array
}

/** A rule set that counts, or counted, at this station. */
export interface RulesCounted {
  readonly n: number
  readonly hash: string
  readonly name: string
  readonly version: number
  /** Null for the first: it came with the workspace, and nobody has approved it here. */
  readonly replaces: string | null
  readonly validFrom: string | null
  readonly t: string
  /** The record `rules-in-force`; null for the first. */
  readonly statement: number | null
}

interface WordRow extends Omit<RuleWord, 'id'> {
  readonly id: Buffer
}

/** Rule sets, what people said of them, and which of them counted since when. Nothing here is ever changed or removed. */
export class RuleSets {
  readonly #db
  readonly #inForce

  constructor(db: Database) {
    this.#db = db
    this.#inForce = db.prepare<[], RulesCounted>(
      `SELECT n, hash, name, version, replaces, valid_from AS validFrom, t, statement FROM rule_in_force ORDER BY n DESC LIMIT 1`,
    )
  }

  /** The document of a set; null for one that is not here. */
  json(hash: string): string | null {
    return (
      this.#db.prepare<[string], string>('SELECT json FROM rule_set WHERE hash = ?').pluck().get(hash) ?? null
    )
  }

  /** The same document again is the one that is here. */
  keep(hash: string, json: string): void {
    this.#db.prepare('INSERT OR IGNORE INTO rule_set (hash, json) VALUES (?, ?)').run(hash, json)
  }

  /** The same draft again is the one that is here, whoever brings it. */
  add(draft: RuleDraft): void {
    this.#db
      .prepare(
        `INSERT INTO rule_draft (hash, name, version, warnings, t, badge) VALUES (@hash, @name, @version, @warnings, @t, @badge)
         ON CONFLICT DO NOTHING`,
      )
      .run(draft)
  }

  /** In the order in which they came in. */
  drafts(): RuleDraft[] {
    return this.#db
      .prepare<[], RuleDraft>('SELECT hash, name, version, warnings, t, badge FROM rule_draft ORDER BY n')
      .all()
  }

  draft(hash: string): RuleDraft | null {
    return (
      this.#db
        .prepare<[string], RuleDraft>(
          'SELECT hash, name, version, warnings, t, badge FROM rule_draft WHERE hash = ?',
        )
        .get(hash) ?? null
    )
  }

  /** The same statement again is the one that is here. */
  say(word: RuleWord): void {
    this.#db
      .prepare(
        `INSERT INTO rule_statement (id, kind, hash, t, person, bytes) VALUES (@id, @kind, @hash, @t, @person, @bytes)
         ON CONFLICT (id) DO NOTHING`,
      )
      .run({ ...word, id: Buffer.from(word.id, 'hex') })
  }

  /** What was said of a set, in the order in which it was. */
  said(hash: string): RuleWord[] {
    return this.#db
      .prepare<[string], WordRow>(
        'SELECT id, kind, hash, t, person, bytes FROM rule_statement WHERE hash = ? ORDER BY n',
      )
      .all(hash)
      .map((row) => ({ ...row, id: row.id.toString('hex') }))
  }

  /** The set that counts now; null only in a workspace that has never been opened by a release that keeps it here. */
  inForce(): RulesCounted | null {
    return this.#inForce.get() ?? null
  }

  /** Every set that ever counted, the first one first. */
  counted(): RulesCounted[] {
    return this.#db
      .prepare<[], RulesCounted>(
        `SELECT n, hash, name, version, replaces, valid_from AS validFrom, t, statement FROM rule_in_force ORDER BY n`,
      )
      .all()
  }

  putInForce(row: Omit<RulesCounted, 'n'>): void {
    this.#db
      .prepare(
        `INSERT INTO rule_in_force (hash, name, version, replaces, valid_from, t, statement)
         VALUES (@hash, @name, @version, @replaces, @validFrom, @t, @statement)`,
      )
      .run(row)
  }
}
