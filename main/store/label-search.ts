import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { LabelState } from '../../core/lifecycle/label-life.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { type LabelJob, labelColumns } from './labels.ts'
import type { AttemptAnswer } from './print-attempts.ts'

/** A place in the order of labels: newest first by the time of their reservation (Unix ms), then by their number. */
export interface LabelPlace {
  readonly ms: number
  readonly job: number
}

/** What all of a label must be; what is absent is not asked. */
export interface WantedLabels {
  /** Parts of the serial or SSCC, upper case: it holds them all. */
  readonly serialParts?: readonly string[] | undefined
  readonly kind?: 'unit' | 'case' | 'pallet' | undefined
  readonly gtin?: string | undefined
  readonly lot?: string | undefined
  readonly asn?: string | undefined
  readonly line?: string | undefined
  readonly state?: LabelState | undefined
  /** Reserved at these times or between them, Unix ms. */
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  /** Pseudonym of who had it made. */
  readonly operator?: string | undefined
  readonly printer?: string | undefined
  readonly template?: string | undefined
  /** Part of the reason for which it was given up, in any case of letters. */
  readonly reason?: string | undefined
  /** Whether it was ever in doubt. */
  readonly doubt?: boolean | undefined
  readonly shift?: number | undefined
}

export interface FoundLabels {
  readonly labels: readonly LabelJob[]
  /** Where to go on; null at the end. A page that has looked through as much as it may ends early. */
  readonly next: LabelPlace | null
}

/** An attempt as it stands on record. */
export interface StoredAttempt {
  readonly n: number
  readonly begunAt: string
  readonly printer: string
  readonly name: string
  readonly model: string
  readonly bytes: number
  readonly sha256: Uint8Array
  readonly endedAt: string | null
  readonly answer: AttemptAnswer | null
  readonly said: Failure | { readonly proof: string } | null
  readonly buffered: 0 | 1
  readonly discardedAt: string | null
  readonly operator: string | null
}

/** Labels that one page looks through: what bounds its time, however rare the wanted ones are. */
const LOOKED_MAX = 20_000
/** Beyond so many an index is as good as any other. */
const COUNTED_MAX = 2_000

type Value = string | number

interface Way {
  readonly index: string
  readonly clause: string
  readonly value?: Value | undefined
}

/** Labels of years by what is known of them (decision 0042): one index is walked, newest first, and the rest is asked of each. */
export class LabelSearch {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  find(wanted: WantedLabels, before: LabelPlace | null, limit: number): FoundLabels {
    const span = spanOf(wanted, before)
    const way = this.#shortest(waysOf(wanted), span)
    const walk = `SELECT job AS j, reserved_ms AS ms, serial AS s FROM label_job INDEXED BY ${way.index}
      WHERE ${[way.clause, ...span.clauses].join(' AND ')} ORDER BY reserved_ms DESC, job DESC LIMIT ${LOOKED_MAX}`
    const walked = way.value === undefined ? span.values : [way.value, ...span.values]
    const rest = restOf(wanted, way)
    const labels = this.#db
      .prepare<Value[], LabelJob & { readonly ms: number }>(
        // CROSS JOIN keeps the order of the walk; the part of a serial is read off the index, before the row.
        `SELECT ${labelColumns}, w.ms AS ms FROM (${walk}) AS w CROSS JOIN label_job ON label_job.job = w.j
         WHERE ${['1', ...rest.clauses].join(' AND ')} LIMIT ${limit + 1}`,
      )
      .all(...walked, ...rest.values)
    if (labels.length > limit) {
      const page = labels.slice(0, limit)
      const last = page.at(-1)
      return { labels: page.map(plain), next: last ? { ms: last.ms, job: last.job } : null }
    }
    const end = this.#db
      .prepare<Value[], LabelPlace>(`SELECT ms, j AS job FROM (${walk}) LIMIT 1 OFFSET ${LOOKED_MAX - 1}`)
      .get(...walked)
    return { labels: labels.map(plain), next: end ?? null }
  }

  /** The way with the fewest labels on it, counted only as far as it matters. */
  #shortest(ways: readonly Way[], span: Clauses): Way {
    const [first, ...others] = ways as readonly [Way, ...Way[]]
    if (others.length === 0) return first
    const counted = ways.map((way) => ({ way, count: this.#count(way, span) }))
    return counted.reduce((best, one) => (one.count < best.count ? one : best)).way
  }

  #count({ index, clause, value }: Way, span: Clauses): number {
    const values = value === undefined ? span.values : [value, ...span.values]
    return (
      this.#db
        .prepare<Value[], number>(
          `SELECT count(*) FROM (SELECT 1 FROM label_job INDEXED BY ${index}
           WHERE ${[clause, ...span.clauses].join(' AND ')} LIMIT ${COUNTED_MAX})`,
        )
        .pluck()
        .get(...values) ?? 0
    )
  }

  /** Whether any label is of this lot or notice. */
  has(column: 'lot' | 'asn' | 'gtin', value: string): boolean {
    return (
      this.#db
        .prepare<[string], number>(
          `SELECT 1 FROM label_job INDEXED BY label_job_${column} WHERE ${column} = ? LIMIT 1`,
        )
        .pluck()
        .get(value) === 1
    )
  }

  /** The label that took this one's place. */
  replacementOf(job: number): LabelJob | null {
    return (
      this.#db
        .prepare<[number], LabelJob>(
          `SELECT ${labelColumns} FROM label_job WHERE replaces = ? ORDER BY job LIMIT 1`,
        )
        .get(job) ?? null
    )
  }

  /** What was sent of a label, and what came of it, in order. */
  attemptsOf(job: number): StoredAttempt[] {
    return this.#db
      .prepare<[number], Omit<StoredAttempt, 'said'> & { readonly said: string | null }>(
        `SELECT n, begun_at AS begunAt, printer, name, model, bytes, sha256, ended_at AS endedAt, answer, said, buffered,
           discarded_at AS discardedAt, operator FROM print_attempt WHERE job = ? ORDER BY n`,
      )
      .all(job)
      .map((row) => ({
        ...row,
        said: row.said === null ? null : (JSON.parse(row.said) as StoredAttempt['said']),
      }))
  }

  /** Hex SHA-256 of the template that it was printed by; null where an older release has not written it. */
  templateHashOf(job: number): string | null {
    return (
      this.#db
        .prepare<[number], string | null>('SELECT template_hash FROM label_job WHERE job = ?')
        .pluck()
        .get(job) ?? null
    )
  }

  /** Every printer that labels were sent to, with the name that it had last. */
  printers(): { id: string; name: string }[] {
    return this.#db
      .prepare<[], string>(
        // From one printer to the next along the index: there are few, and labels are many.
        `WITH RECURSIVE one (id) AS (
           SELECT min(printer) FROM label_job INDEXED BY label_job_printer
           UNION ALL SELECT (SELECT min(printer) FROM label_job INDEXED BY label_job_printer WHERE printer > one.id) FROM one WHERE one.id IS NOT NULL
         ) SELECT id FROM one WHERE id IS NOT NULL`,
      )
      .pluck()
      .all()
      .map((id) => ({ id, name: this.printerName(id) ?? id }))
  }

  /** The name that a printer had when it was last sent something. */
  printerName(printer: string): string | null {
    return (
      this.#db
        .prepare<[string], string>(`SELECT name FROM print_attempt WHERE job =
           (SELECT job FROM label_job INDEXED BY label_job_printer WHERE printer = ? ORDER BY reserved_ms DESC, job DESC LIMIT 1)
           ORDER BY n DESC LIMIT 1`)
        .pluck()
        .get(printer) ?? null
    )
  }
}

function plain({ ms: _, ...job }: LabelJob & { readonly ms: number }): LabelJob {
  return job
}

interface Clauses {
  readonly clauses: readonly string[]
  readonly values: readonly Value[]
}

function spanOf({ fromMs, toMs }: WantedLabels, before: LabelPlace | null): Clauses {
  return {
    clauses: [
      ...(fromMs === undefined ? [] : ['reserved_ms >= ?']),
      ...(toMs === undefined ? [] : ['reserved_ms <= ?']),
      ...(before === null ? [] : ['(reserved_ms, job) < (?, ?)']),
    ],
    values: [
      ...(fromMs === undefined ? [] : [fromMs]),
      ...(toMs === undefined ? [] : [toMs]),
      ...(before === null ? [] : [before.ms, before.job]),
    ],
  }
}

/** Columns with an index of their own, and its name. */
const indexed = {
  gtin: 'label_job_gtin',
  lot: 'label_job_lot',
  asn: 'label_job_asn',
  state: 'label_job_state',
  operator: 'label_job_operator',
  printer: 'label_job_printer',
  template: 'label_job_template',
  shift: 'label_job_shift',
} as const
const columnOf = (name: keyof typeof indexed) => (name === 'operator' ? 'reserved_by' : name)
const names = Object.keys(indexed) as (keyof typeof indexed)[]

function waysOf(wanted: WantedLabels): Way[] {
  const ways: Way[] = names.flatMap((name) => {
    const value = wanted[name]
    return value === undefined ? [] : [{ index: indexed[name], clause: `${columnOf(name)} = ?`, value }]
  })
  if (wanted.doubt) ways.push({ index: 'label_job_doubt', clause: 'doubt IS NOT NULL' })
  if (wanted.reason !== undefined) ways.push({ index: 'label_job_reason', clause: 'reason IS NOT NULL' })
  return ways.length > 0 ? ways : [{ index: 'label_job_time', clause: 'reserved_ms IS NOT NULL' }]
}

function restOf(wanted: WantedLabels, way: Way): Clauses {
  const asked: [string, Value | undefined][] = [
    ...(wanted.serialParts ?? []).map((part): [string, Value] => ['instr(w.s, ?) > 0', part]),
    ['label_job.kind = ?', wanted.kind],
    ['label_job.line = ?', wanted.line],
    ["instr(lower(coalesce(label_job.reason, '')), lower(?)) > 0", wanted.reason],
    ...names
      .filter((name) => indexed[name] !== way.index)
      .map((name): [string, Value | undefined] => [`label_job.${columnOf(name)} = ?`, wanted[name]]),
  ]
  const doubt = wanted.doubt === undefined ? [] : [`label_job.doubt IS ${wanted.doubt ? 'NOT NULL' : 'NULL'}`]
  const set = asked.filter((pair): pair is [string, Value] => pair[1] !== undefined)
  return { clauses: [...set.map(([clause]) => clause), ...doubt], values: set.map(([, value]) => value) }
}
