import { type Counted, dayOf, minutesBetween, type Whose } from '../../core/statistics/counted.ts'
import type { Figure } from '../../core/statistics/figures.ts'
import type { KnownGoods } from '../../core/statistics/known-goods.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { isUnasked } from '../inspection/tasks.ts'

type Emit = (counted: Counted) => void

const nobody = { product: null, brand: null, operator: null, agency: null }

const count = (t: string, figure: Figure, whose: Partial<Whose>): Counted => ({
  ...nobody,
  ...whose,
  day: dayOf(t),
  kind: 'count',
  figure,
  units: 1,
})

/** What stands in tables and in no statement of the station's own: STOPs, supervisors' words, demands, the ways of tasks. */
export function countTables(db: Database, known: KnownGoods, madeAt: string, emit: Emit): void {
  countStops(db, emit)
  countWords(db, known, emit)
  countDemands(db, known, emit)
  countAgencies(db, known, madeAt, emit)
  countSwitching(db, known, emit)
}

function countStops(db: Database, emit: Emit): void {
  const stops = db
    .prepare<[], { t: string; operator: string }>(
      'SELECT l.t, s.operator FROM stop AS s JOIN scan AS l ON l.n = s.scan',
    )
    .iterate()
  for (const { t, operator } of stops) emit(count(t, 'stops', { operator }))
}

function countWords(db: Database, known: KnownGoods, emit: Emit): void {
  const words = db
    .prepare<
      [],
      {
        t: string
        kind: 'override' | 'lift'
        operator: string | null
        asn: string
        line: string
        lot: string
      }
    >(
      `SELECT w.t, w.kind, p.pseudonym AS operator, w.asn, w.line, w.lot
       FROM release_word AS w LEFT JOIN person AS p ON p.badge = w.badge ORDER BY w.n`,
    )
    .all()
  for (const { t, kind, operator, asn, line, lot } of words) {
    const goods = known.lineOf(asn, line, lot)
    const whose = { product: goods?.gtin ?? null, brand: goods?.brand ?? null, operator }
    emit(count(t, kind === 'override' ? 'overrides' : 'lifts', whose))
  }
}

/** A demand that several lines share is one: it began with the first of them and is met with the last. */
function countDemands(db: Database, known: KnownGoods, emit: Emit): void {
  const demands = db
    .prepare<
      [],
      {
        since: string
        endedAt: string | null
        gone: number
        open: number
        gtins: number
        gtin: string
        lot: string
      }
    >(
      `SELECT d.since, max(d.ended_at) AS endedAt, min(d.ended = 'gone') AS gone, sum(d.ended IS NULL) AS open,
         count(DISTINCT l.gtin) AS gtins, min(l.gtin) AS gtin, min(d.lot) AS lot
       FROM line_demand AS d LEFT JOIN plan_line AS l ON l.asn = d.asn AND l.line = d.line AND l.lot = d.lot
       GROUP BY d.asn, d.demand ORDER BY min(d.since)`,
    )
    .iterate()
  for (const { since, endedAt, gone, open, gtins, gtin, lot } of demands) {
    const whose = gtins === 1 ? { product: gtin, brand: known.brandOf(gtin, lot) } : {}
    if (open > 0) emit({ ...nobody, ...whose, day: dayOf(since), kind: 'open', cycle: 'demandToMet' })
    // Under other rules or another plan it was never met, and its time says nothing.
    else if (endedAt !== null && gone !== 1)
      emit({
        ...{ ...nobody, ...whose, day: dayOf(endedAt), kind: 'ended', cycle: 'demandToMet' },
        minutes: minutesBetween(since, endedAt),
      })
  }
}

interface TaskRow {
  readonly task: string
  readonly state: string
  readonly deadline: string
  readonly unasked: 0 | 1
  readonly sentAt: string | null
  readonly cameAt: string | null
}

/** From the first sending of a task to its first result, whatever was sent again or contested after it. */
function countAgencies(db: Database, known: KnownGoods, madeAt: string, emit: Emit): void {
  const tasks = db
    .prepare<[], TaskRow>(
      `SELECT k.id AS task, k.state, k.deadline, ${isUnasked('k')} AS unasked,
         (SELECT m.t FROM inspection_move AS m WHERE m.task = k.id AND m.event = 'send' ORDER BY m.n LIMIT 1) AS sentAt,
         (SELECT m.t FROM inspection_move AS m WHERE m.task = k.id AND m.event = 'result' ORDER BY m.n LIMIT 1) AS cameAt
       FROM inspection_task AS k ORDER BY k.n`,
    )
    .all()
  for (const { task, state, deadline, unasked, sentAt, cameAt } of tasks) {
    const asked = known.task(task)
    const brand = asked?.gtin ? known.brandOf(asked.gtin, asked.lot) : null
    const whose = { ...nobody, product: asked?.gtin ?? null, brand, agency: asked?.agency ?? null }
    if (sentAt !== null) emit(count(sentAt, 'sent', whose))
    if (cameAt !== null) {
      emit(count(cameAt, 'results', whose))
      if (Date.parse(cameAt) > Date.parse(deadline)) emit(count(cameAt, 'late', whose))
      const minutes = minutesBetween(sentAt ?? cameAt, cameAt)
      if (sentAt !== null)
        emit({ ...whose, day: dayOf(cameAt), kind: 'ended', cycle: 'sentToResult', minutes })
      continue
    }
    const isWaiting = ['created', 'samples-taken', 'sent', 'received'].includes(state)
    if (!isWaiting) continue
    if (sentAt !== null) emit({ ...whose, day: dayOf(sentAt), kind: 'open', cycle: 'sentToResult' })
    if (unasked === 0 && Date.parse(deadline) < Date.parse(madeAt)) emit(count(deadline, 'overdue', whose))
  }
}

const switches: Readonly<Record<string, Figure>> = {
  tightened: 'toTightened',
  normal: 'toNormal',
  reduced: 'toReduced',
  discontinued: 'toDiscontinued',
}

/** How often the severity of inspection changed: a series begins under normal inspection (ISO 2859-1, 9.1). */
function countSwitching(db: Database, known: KnownGoods, emit: Emit): void {
  const before = new Map<string, string>()
  const steps = db
    .prepare<[], { gtin: string; manufacturer: string; rule: string; t: string; inspection: string }>(
      `SELECT gtin, manufacturer, rule, t, json ->> '$.state.inspection' AS inspection FROM inspection_switching ORDER BY n`,
    )
    .iterate()
  const moved: { t: string; gtin: string; figure: Figure }[] = []
  for (const { gtin, manufacturer, rule, t, inspection } of steps) {
    const key = JSON.stringify([gtin, manufacturer, rule])
    const figure = switches[inspection]
    if (figure && (before.get(key) ?? 'normal') !== inspection) moved.push({ t, gtin, figure })
    before.set(key, inspection)
  }
  for (const { t, gtin, figure } of moved)
    emit(count(t, figure, { product: gtin, brand: known.brandOf(gtin, null) }))
}
