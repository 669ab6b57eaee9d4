import type { LoadedRoll } from '../../core/stock/pin-media.ts'
import type { StockCount } from '../../core/stock/reconcile.ts'
import type { LabelStock, StockKind } from '../../core/stock/stock-kinds.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** One thing that was done with security stock, and by whom. */
export interface StockMove {
  readonly n: number
  /** The shift in which it was done; null outside of one. */
  readonly shift: number | null
  readonly t: string
  readonly badge: string
  readonly move: 'issue' | 'load' | 'test' | 'destroy' | 'count'
  readonly kind: StockKind
  /** Pieces that came, were destroyed or tried, or are left; of a roll that is loaded, what it had when it came. */
  readonly count: number
  /** What should have been left when it was counted. */
  readonly expected: number | null
  readonly roll: string | null
  readonly process: LabelStock['process'] | null
  readonly cover: LabelStock['cover'] | null
  readonly printer: string | null
  readonly reason: string | null
  readonly witness: string | null
  /** The newest print attempt before it. */
  readonly attempts: number
}

/** A shift's end: how far it counted, and what is left of each kind. */
export interface StockClose {
  readonly attempts: number
  readonly moves: number
  readonly unitLabels: number
  readonly caseLabels: number
  readonly overlays: number
}

export type NewStockMove = Pick<StockMove, 't' | 'badge' | 'shift' | 'move' | 'kind' | 'count'> &
  Partial<StockMove>

const columns =
  'n, shift, t, badge, move, kind, count, expected, roll, process, cover, printer, reason, witness, attempts'

const nothing = {
  expected: null,
  roll: null,
  process: null,
  cover: null,
  printer: null,
  reason: null,
  witness: null,
}

const nowhere = { n: 0, roll: '', process: 'thermal-transfer', cover: 'none' } as const

/** Movements of security stock: rows are only added, and each shift's end says how far it has counted. */
export class StockMoves {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add(move: NewStockMove): void {
    this.#db
      .prepare(
        `INSERT INTO stock_move (shift, t, badge, move, kind, count, expected, roll, process, cover, printer, reason, witness, attempts)
         VALUES (@shift, @t, @badge, @move, @kind, @count, @expected, @roll, @process, @cover, @printer, @reason, @witness,
           (SELECT coalesce(max(n), 0) FROM print_attempt))`,
      )
      .run({ ...nothing, ...move })
  }

  /** The row that issued a roll or pack; its number is given once. */
  issued(roll: string): StockMove | null {
    return (
      this.#db
        .prepare<[string], StockMove>(
          `SELECT ${columns} FROM stock_move WHERE move = 'issue' AND roll = ? LIMIT 1`,
        )
        .get(roll) ?? null
    )
  }

  /** Whether any of a kind was ever issued; overlays are also kept where a roll came that needs them. */
  isKept(kind: StockKind): boolean {
    return (
      this.#db
        .prepare<[StockKind, StockKind], number>(
          "SELECT 1 FROM stock_move WHERE move = 'issue' AND (kind = ? OR (? = 'overlay' AND cover = 'overlay')) LIMIT 1",
        )
        .pluck()
        .get(kind, kind) === 1
    )
  }

  /** What was put last into a printer for such labels, unless it was put into another one since. */
  loaded(printer: string, kind: StockKind): LoadedRoll | null {
    const { n, ...roll } =
      this.#db
        .prepare<[string, StockKind], LoadedRoll & { readonly n: number }>(
          "SELECT n, roll, process, cover FROM stock_move WHERE move = 'load' AND printer = ? AND kind = ? ORDER BY n DESC LIMIT 1",
        )
        .get(printer, kind) ?? nowhere
    return roll.roll !== '' && this.#lastLoad(roll.roll)?.n === n ? roll : null
  }

  /** The rolls and packs that came last, and the printer that each is in. */
  rolls(limit: number): StockMove[] {
    return this.#db
      .prepare<[number], StockMove>(
        `SELECT ${columns} FROM stock_move WHERE move = 'issue' ORDER BY n DESC LIMIT ?`,
      )
      .all(limit)
      .map((issued) => {
        const { printer = null } = this.#lastLoad(issued.roll ?? '') ?? {}
        const isIn = printer !== null && this.loaded(printer, issued.kind)?.roll === issued.roll
        return { ...issued, printer: isIn ? printer : null }
      })
  }

  #lastLoad(roll: string): { readonly n: number; readonly printer: string } | null {
    return (
      this.#db
        .prepare<[string], { n: number; printer: string }>(
          "SELECT n, printer FROM stock_move WHERE move = 'load' AND roll = ? ORDER BY n DESC LIMIT 1",
        )
        .get(roll) ?? null
    )
  }

  /** Where the newest shift's end has counted to; a store always has one. */
  lastClose(): StockClose {
    const close = this.#db
      .prepare<[], StockClose>(
        `SELECT attempts, moves, unit_labels AS unitLabels, case_labels AS caseLabels, overlays
         FROM stock_close ORDER BY n DESC LIMIT 1`,
      )
      .get()
    if (!close) throw new Error('the stock has no beginning')
    return close
  }

  /** In order. */
  movesAfter(n: number): StockMove[] {
    return this.#db
      .prepare<[number], StockMove>(`SELECT ${columns} FROM stock_move WHERE n > ? ORDER BY n`)
      .all(n)
  }

  /** The newest count of a kind after a movement. */
  countAfter(n: number, kind: StockKind): StockCount | null {
    return (
      this.#db
        .prepare<[number, StockKind], StockCount>(
          `SELECT count AS left, expected, reason FROM stock_move
           WHERE move = 'count' AND n > ? AND kind = ? ORDER BY n DESC LIMIT 1`,
        )
        .get(n, kind) ?? null
    )
  }

  /** Pieces of a kind that were moved so after a movement. */
  moved(n: number, kind: StockKind, move: 'issue' | 'test' | 'destroy'): number {
    return (
      this.#db
        .prepare<[number, StockKind, string], number>(
          'SELECT coalesce(sum(count), 0) FROM stock_move WHERE n > ? AND kind = ? AND move = ?',
        )
        .pluck()
        .get(n, kind, move) ?? 0
    )
  }

  close(
    shift: number,
    statement: number,
    left: Pick<StockClose, 'unitLabels' | 'caseLabels' | 'overlays'>,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO stock_close (shift, statement, attempts, moves, unit_labels, case_labels, overlays)
         VALUES (@shift, @statement, (SELECT coalesce(max(n), 0) FROM print_attempt),
           (SELECT coalesce(max(n), 0) FROM stock_move), @unitLabels, @caseLabels, @overlays)`,
      )
      .run({ shift, statement, ...left })
  }

  /**
   * Labels that went to printers after an attempt, by what became of them. A label that was on its goods when an earlier
   * shift was closed and was given up in a later one stays used: its paper was counted then. A template without a
   * scratch panel has nothing that an overlay would hide; those of the release have one.
   */
  printed(attempt: number, shift: number): PrintedLabels[] {
    return this.#db
      .prepare<{ attempt: number; shift: number }, PrintedLabels>(
        `SELECT kind, cover, isVoided, isInDoubt, wasAlive, count(*) AS labels FROM (
           SELECT l.kind AS kind, a.answer = 'uncertain' AS isInDoubt,
             l.state = 'voided' AND (l.ended_shift IS NULL OR l.ended_shift <= @shift) AS isVoided,
             CASE WHEN json_valid(t.json) AND NOT EXISTS (
               SELECT 1 FROM json_each(t.json, '$.elements') AS e WHERE json_extract(e.value, '$.type') = 'scratch-panel'
             ) THEN 'none' ELSE coalesce((SELECT m.cover FROM stock_move AS m WHERE m.move = 'load' AND m.kind = 'unit-label'
               AND m.printer = a.printer AND m.attempts < a.n ORDER BY m.n DESC LIMIT 1), 'overlay') END AS cover,
             l.kind = 'unit' AND (l.state = 'verified' OR (l.state = 'voided' AND EXISTS (
               SELECT 1 FROM epc JOIN statement AS s ON s.n = epc.statement
               WHERE epc.epc = 'https://id.gs1.org/01/' || l.gtin || '/21/' || l.serial AND s.content_type = 'application/epcis+json'
             ))) AS wasAlive
           FROM print_attempt AS a JOIN label_job AS l ON l.job = a.job
             LEFT JOIN label_template AS t ON t.hash = l.template_hash
           WHERE a.n > @attempt AND a.answer IS NOT 'not-sent'
         ) GROUP BY kind, cover, isVoided, isInDoubt, wasAlive`,
      )
      .all({ attempt, shift })
  }
}

/** So many labels have come to this. */
export interface PrintedLabels {
  readonly kind: string
  readonly cover: LabelStock['cover']
  readonly isVoided: 0 | 1
  readonly isInDoubt: 0 | 1 | null
  /** Its scan-back said that the overlay is on. */
  readonly wasAlive: 0 | 1
  readonly labels: number
}
