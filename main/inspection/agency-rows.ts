import type { Database } from '../../platform/sqlite/open-database.ts'

/** A membership file of an organisation that inspects. */
export interface AgencyRow {
  readonly org: string
  readonly head: string
  readonly json: string
}

/** Memberships of inspection agencies as they came, oldest first. Only added. */
export class AgencyRows {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** The newest of each organisation. */
  newest(): AgencyRow[] {
    return this.#db
      .prepare<[], AgencyRow>(
        'SELECT org, head, json FROM inspection_agency AS m WHERE n = (SELECT max(n) FROM inspection_agency WHERE org = m.org) ORDER BY n',
      )
      .all()
  }

  knows(head: string): boolean {
    return this.#db.prepare('SELECT 1 FROM inspection_agency WHERE head = ?').get(head) !== undefined
  }

  add(one: AgencyRow, by: { readonly t: string; readonly badge: string | null }): void {
    this.#db
      .prepare(
        'INSERT INTO inspection_agency (org, head, json, t, badge) VALUES (@org, @head, @json, @t, @badge)',
      )
      .run({ ...one, ...by })
  }
}
