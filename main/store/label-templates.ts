import type { Database } from '../../platform/sqlite/open-database.ts'

/** A template document as it came in. Its name and version are taken for good only when it is approved. */
export interface TemplateDocument {
  /** hex SHA-256 of the document's RFC 8785 bytes */
  readonly hash: string
  /** Name and version: `unit-60x40/1`. */
  readonly template: string
  readonly json: string
  /** RFC 3339: when it came in. */
  readonly t: string
  /** Who brought it; null for one that came with the release. */
  readonly badge: string | null
}

/** What a supervisor said of a template, signed by a key of their own. */
export interface TemplateRecord {
  /** hex statement id */
  readonly id: string
  readonly kind: 'approved' | 'retired'
  readonly template: string
  readonly hash: string
  readonly t: string
  readonly badge: string
  readonly bytes: Uint8Array
}

interface RecordRow extends Omit<TemplateRecord, 'id'> {
  readonly id: Buffer
}

/** Label templates and what supervisors said of them. Nothing here is ever changed or removed. */
export class LabelTemplates {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** The same document again is the one that is here. */
  add(document: TemplateDocument): void {
    this.#db
      .prepare(
        `INSERT INTO label_template (hash, template, json, t, badge) VALUES (@hash, @template, @json, @t, @badge)
         ON CONFLICT DO NOTHING`,
      )
      .run(document)
  }

  /** In the order in which they came in. */
  all(): TemplateDocument[] {
    return this.#db
      .prepare<[], TemplateDocument>(
        'SELECT hash, template, json, t, badge FROM label_template ORDER BY rowid',
      )
      .all()
  }

  json(hash: string): string | null {
    return (
      this.#db
        .prepare<[string], string>('SELECT json FROM label_template WHERE hash = ?')
        .pluck()
        .get(hash) ?? null
    )
  }

  /**
   * Written with the newest label of that moment: clocks are set back, and which labels came before is to be known for good.
   * Throws, by the table's own constraint, for what was said before of this name and version.
   */
  say(record: TemplateRecord): void {
    this.#db
      .prepare(
        `INSERT INTO template_statement (id, kind, template, hash, t, badge, bytes, after_job)
         VALUES (@id, @kind, @template, @hash, @t, @badge, @bytes, (SELECT coalesce(max(job), 0) FROM label_job))`,
      )
      .run({ ...record, id: Buffer.from(record.id, 'hex') })
  }

  said(kind: TemplateRecord['kind'], template: string): TemplateRecord | null {
    const row = this.#db
      .prepare<[string, string], RecordRow>(
        'SELECT id, kind, template, hash, t, badge, bytes FROM template_statement WHERE template = ? AND kind = ?',
      )
      .get(template, kind)
    return row ? { ...row, id: row.id.toString('hex') } : null
  }
}
