import type { DemandKind } from '../../core/decision/demand-kind.ts'
import type { Concluded } from '../../core/inspection/conclude.ts'
import { isOpen, type TaskState } from '../../core/inspection/task-life.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'

/** What an inspection came to, as decisions are handed it, and what led to it. */
export interface InspectionConclusion extends Concluded {
  /** id of the task */
  readonly id: string
  readonly demand: string
  readonly kind: DemandKind
  readonly asn: string
  readonly subject: Readonly<Record<string, string>>
  /** `''` unless the outcome is conditional. */
  readonly conditions: string
  /** `YYYY-MM-DD`: the day of the conclusion. */
  readonly on: string
  /** `YYYY-MM-DD`: the last day on which a factory evaluation counts; null when its agency says none. */
  readonly until: string | null
  /** Of a circulation inspection: the batch's refund ratio that led to it. */
  readonly refundRatio: number | null
  readonly agency: string | null
  /** Contested since, and neither upheld nor repeated yet; or repeated, and the repetition was cancelled. */
  readonly isContested: boolean
  /** The inspection is being made again. */
  readonly isRepeated: boolean
  /** Of an ingredient-list inspection: units of the lot that its sample was drawn for. */
  readonly lotSize: number | null
  /** hex statement id of the signed result */
  readonly result: string
}

/** What conclusions are looked for by. */
export interface InspectedGoods {
  readonly gtin: string
  readonly lot: string
  readonly manufacturer: string
  readonly container: string | null
}

interface Row extends Concluded {
  readonly contested: 0 | 1
  readonly repeated: 0 | 1
  readonly lotSize: number | null
  readonly id: string
  readonly demand: string
  readonly kind: DemandKind
  readonly asn: string
  readonly subject: string
  readonly refundRatio: number | null
  readonly conditions: string
  readonly t: string
  readonly until: string | null
  readonly agency: string | null
  readonly result: Buffer
}

/** Tasks whose repetitions are under way: neither concluded nor cancelled. */
const isAgain = `EXISTS (SELECT 1 FROM inspection_task AS r WHERE r.demand = k.demand AND r.repeat > k.repeat
  AND r.state NOT IN ('concluded', 'reopened', 'repeated', 'cancelled'))`

/** Whether a later repetition has come to something, which counts in the place of what it repeats. */
const isReplaced = `EXISTS (SELECT 1 FROM inspection_task AS r JOIN inspection_conclusion AS d ON d.task = r.id
  WHERE r.demand = k.demand AND r.repeat > k.repeat)`

const isOnGoods = `(k.gtin = @gtin OR (k.gtin IS NULL AND (k.manufacturer = @manufacturer OR k.container = @container)))`

const concludedOn = preparedOnce<InspectedGoods, Row>(
  `SELECT k.id, k.demand, k.kind, k.asn, json_extract(k.json, '$.subject') AS subject,
     json_extract(k.json, '$.refundRatio') AS refundRatio, json_extract(k.json, '$.sampling.lotSize') AS lotSize,
     k.agency, c.result, c.t, c.conditions, c.valid_until AS until,
     k.state <> 'concluded' AS contested, ${isAgain} AS repeated,
     c.outcome, c.decided_by AS decidedBy, c.count, c.ac, c.re
   FROM inspection_task AS k JOIN inspection_conclusion AS c ON c.task = k.id
   WHERE k.state IN ('concluded', 'reopened', 'repeated') AND ${isOnGoods} AND NOT ${isReplaced}
   ORDER BY c.statement`,
)

/**
 * Results that are in and from which no conclusion was drawn, because they are contested or the inspection is made again: until that
 * is settled they let nothing go on, whatever they say, and neither does what was concluded before.
 */
const unsettledOn = preparedOnce<InspectedGoods, Row>(
  `SELECT k.id, k.demand, k.kind, k.asn, json_extract(k.json, '$.subject') AS subject, NULL AS refundRatio, NULL AS lotSize,
     k.agency, r.id AS result, r.came_at AS t, '' AS conditions, NULL AS until, 1 AS contested, ${isAgain} AS repeated,
     'conformant' AS outcome, 'count' AS decidedBy, NULL AS count, NULL AS ac, NULL AS re
   FROM inspection_task AS k JOIN inspection_result AS r ON r.task = k.id AND r.place = 1
   WHERE ${isOnGoods} AND (k.state IN ('result-in', 'contested') OR (k.state = 'repeated' AND ${isAgain}))
     AND NOT EXISTS (SELECT 1 FROM inspection_conclusion AS c WHERE c.task = k.id) AND NOT ${isReplaced}
   ORDER BY k.n`,
)

/**
 * Conclusions that bear on goods and count: on the product (its lots: who asks compares them), its maker, its container. What a
 * repetition has taken the place of does not count. Until it has, and while one is contested, it still holds goods that did
 * not conform and lets none go on; so does a result that is contested before anything was concluded. In the order in which they were drawn.
 */
export function conclusionsFor(db: Database, goods: InspectedGoods): InspectionConclusion[] {
  return [...concludedOn(db).all(goods), ...unsettledOn(db).all(goods)].map(
    ({ subject, result, t, contested, repeated, ...row }) => ({
      ...row,
      isContested: contested === 1,
      isRepeated: repeated === 1,
      subject: JSON.parse(subject) as Record<string, string>,
      on: t.slice(0, 10),
      result: result.toString('hex'),
    }),
  )
}

/** A task that a notice still waits for. */
export interface OpenTask {
  readonly id: string
  readonly demand: string
  readonly kind: DemandKind
  readonly asn: string
  readonly state: TaskState
  readonly deadline: string
  readonly agency: string | null
}

/** Tasks of a notice that have come to nothing yet that counts. */
export function openTasks(db: Database, asn: string): OpenTask[] {
  return db
    .prepare<[string], OpenTask>(
      'SELECT id, demand, kind, asn, state, deadline, agency FROM inspection_task WHERE asn = ? ORDER BY n',
    )
    .all(asn)
    .filter(({ state }) => isOpen(state))
}

/** A conclusion as it is drawn. */
export interface NewConclusion extends Concluded {
  readonly task: string
  readonly result: string
  readonly t: string
  readonly conditions: string
  readonly until: string | null
  readonly statement: number
}

/** Conclusions as they are drawn: implied by the statements about them. */
export class InspectionConclusions {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add({ result, ...one }: NewConclusion): void {
    this.#db
      .prepare(
        `INSERT INTO inspection_conclusion (task, result, t, outcome, decided_by, count, ac, re, conditions, valid_until, statement)
         VALUES (@task, @result, @t, @outcome, @decidedBy, @count, @ac, @re, @conditions, @until, @statement)`,
      )
      .run({ ...one, result: Buffer.from(result, 'hex') })
  }

  of(task: string): (Concluded & { readonly t: string; readonly conditions: string }) | null {
    return (
      this.#db
        .prepare<[string], Concluded & { t: string; conditions: string }>(
          'SELECT outcome, decided_by AS decidedBy, count, ac, re, t, conditions FROM inspection_conclusion WHERE task = ?',
        )
        .get(task) ?? null
    )
  }

  for(goods: InspectedGoods): InspectionConclusion[] {
    return conclusionsFor(this.#db, goods)
  }

  openTasks(asn: string): OpenTask[] {
    return openTasks(this.#db, asn)
  }
}
