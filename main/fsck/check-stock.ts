import { toHex } from '../../core/encoding/hex.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { type StockReconciled, stockReconciled } from '../../core/stock/stock-record.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

interface Close {
  readonly n: number
  readonly shift: number | null
  readonly statement: number | null
  readonly attempts: number
  readonly moves: number
  readonly unitLabels: number
  readonly caseLabels: number
  readonly overlays: number
}

type Kind = StockReconciled['stock'][number]['kind']
const kinds: readonly Kind[] = ['unit-label', 'case-label', 'overlay']

/**
 * Security stock: its movements by themselves, and each shift's end against the labels that went to printers until then,
 * the movements, and what was left before.
 */
export function checkStock(db: StationFile, findings: Findings): void {
  checkMoves(db, findings)
  const closes = db
    .prepare<[], Close>(
      `SELECT n, shift, statement, attempts, moves, unit_labels AS unitLabels, case_labels AS caseLabels, overlays
       FROM stock_close ORDER BY n`,
    )
    .all()
  const [first, ...ends] = closes
  const isBegun = first?.n === 1 && first.shift === null && first.statement === null && first.moves === 0
  if (!isBegun || first.unitLabels !== 0 || first.caseLabels !== 0 || first.overlays !== 0)
    findings.add('stock-move-damaged', 'the beginning')
  let before = first
  for (const end of ends) {
    const where = `shift ${end.shift}`
    if (before && end.n === before.n + 1) checkEnd(db, before, end, (what) => differs(`${where}, ${what}`))
    else differs(where)
    before = end
  }
  function differs(where: string): void {
    findings.add('stock-statement-differs', where)
  }
  const unended = db
    .prepare<[], number>(
      `SELECT n FROM shift WHERE closed_at IS NOT NULL AND n > (SELECT min(shift) FROM stock_close)
         AND n NOT IN (SELECT shift FROM stock_close WHERE shift IS NOT NULL)`,
    )
    .pluck()
    .all()
  for (const shift of unended) differs(`shift ${shift}`)
  const stated = db
    .prepare<[string], number>(
      'SELECT n FROM statement WHERE content_type = ? AND n NOT IN (SELECT statement FROM stock_close WHERE statement IS NOT NULL)',
    )
    .pluck()
    .all(contentTypes.record('stock-reconciled'))
  for (const n of stated) differs(`statement ${n}`)
}

function checkMoves(db: StationFile, findings: Findings): void {
  const wrong = db
    .prepare<[], number>(
      // Each place and what came before it in one pass: counted anew for each movement, years of them would take minutes.
      `WITH placed AS (SELECT *, row_number() OVER (ORDER BY n) AS place,
           coalesce(max(attempts) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM stock_move)
       SELECT m.n FROM placed AS m LEFT JOIN stock_move AS i ON i.move = 'issue' AND i.roll = m.roll
       WHERE m.n <> m.place
         OR julianday(m.t) IS NULL OR m.badge NOT IN (SELECT badge FROM person)
         OR (m.shift IS NOT NULL AND m.shift NOT IN (SELECT n FROM shift))
         OR m.attempts > (SELECT coalesce(max(n), 0) FROM print_attempt)
         OR m.attempts < m.before
         OR (m.move IN ('issue', 'load') AND (m.kind <> 'overlay') <> (m.process IS NOT NULL AND m.cover IS NOT NULL))
         OR (m.move = 'load' AND (m.printer IS NULL OR i.n IS NULL OR i.n >= m.n OR i.kind <> m.kind
           OR i.count <> m.count OR i.process IS NOT m.process OR i.cover IS NOT m.cover))
         OR (m.move = 'count' AND m.count <> m.expected AND m.reason IS NULL)
       ORDER BY m.n`,
    )
    .pluck()
    .all()
  for (const n of wrong) findings.add('stock-move-damaged', `movement ${n}`)
}

function checkEnd(db: StationFile, before: Close, end: Close, differs: (what: string) => void): void {
  const said = saidAt(db, end.statement)
  const isSame = said?.shift === end.shift && said.stock.map(({ kind }) => kind).join() === kinds.join()
  if (!isSame || !isWithin(db, before, end)) {
    differs('statement')
    return
  }
  if (said.movements !== movementsHash(db, before.moves, end.moves)) differs('movements')
  if (said.verdict !== verdictOf(said)) differs('verdict')
  const left = { 'unit-label': end.unitLabels, 'case-label': end.caseLabels, overlay: end.overlays }
  const opening = {
    'unit-label': before.unitLabels,
    'case-label': before.caseLabels,
    overlay: before.overlays,
  }
  for (const stock of said.stock) {
    const { kind } = stock
    const found = { ...tally(db, before, end, kind), opening: opening[kind] }
    const { issued, used, voided, tests, destroyed, isKept } = found
    const expected = isKept ? found.opening + issued - used - voided - tests - destroyed : null
    const count = countOf(db, before, end, kind)
    const isCurrent = count !== undefined && expected !== null && count.expected === expected
    const counted = isCurrent ? count.left : null
    const all = {
      ...found,
      expected,
      counted,
      reason: isCurrent ? count.reason : null,
      difference: isCurrent ? count.left - expected : null,
    }
    for (const [name, value] of Object.entries(all))
      if (Reflect.get(stock, name) !== value) differs(`${kind}, ${name}`)
    if (left[kind] !== (counted ?? expected ?? 0)) differs(`${kind}, left`)
  }
}

/** An end counts up to an attempt and a movement that are there, not before the end before. */
function isWithin(db: StationFile, before: Close, end: Close): boolean {
  const newest = db
    .prepare<[], { attempts: number; moves: number }>(
      `SELECT (SELECT coalesce(max(n), 0) FROM print_attempt) AS attempts,
         (SELECT coalesce(max(n), 0) FROM stock_move) AS moves`,
    )
    .get()
  if (!newest || end.attempts > newest.attempts || end.moves > newest.moves) return false
  return end.attempts >= before.attempts && end.moves >= before.moves
}

function saidAt(db: StationFile, n: number | null): StockReconciled | null {
  const bytes = db.prepare<[number | null], Buffer>('SELECT bytes FROM statement WHERE n = ?').pluck().get(n)
  const statement = bytes && readBytes(bytes)
  if (statement?.contentType !== contentTypes.record('stock-reconciled')) return null
  const { success, data } = stockReconciled.safeParse(
    JSON.parse(Buffer.from(statement.payload).toString('utf8')),
  )
  return success ? data : null
}

function movementsHash(db: StationFile, after: number, upTo: number): string {
  const moves = db
    .prepare<[number, number], Record<string, unknown>>(
      `SELECT n, shift, t, badge, move, kind, count, expected, roll, process, cover, printer, reason, witness, attempts
       FROM stock_move WHERE n > ? AND n <= ? ORDER BY n`,
    )
    .all(after, upTo)
  return toHex(sha256Native(canonicalBytes(moves)))
}

/** Pieces of a kind between two ends: of movements by their sums, of labels one attempt after the other. */
function tally(db: StationFile, before: Close, end: Close, kind: Kind) {
  const moved = db
    .prepare<[string, number, number, string], number>(
      'SELECT coalesce(sum(count), 0) FROM stock_move WHERE move = ? AND n > ? AND n <= ? AND kind = ?',
    )
    .pluck()
  const sum = (move: string) => moved.get(move, before.moves, end.moves, kind) ?? 0
  const isKept = db
    .prepare<[number], { kind: Kind; cover: string | null }>(
      "SELECT kind, cover FROM stock_move WHERE move = 'issue' AND n <= ?",
    )
    .all(end.moves)
    .some((issued) => issued.kind === kind || (kind === 'overlay' && issued.cover === 'overlay'))
  const labels = { used: 0, voided: 0, inDoubt: 0 }
  for (const label of labelsOf(db, before, end)) {
    const takesOne = kind === 'overlay' ? label.tookOverlay : label.isUnit === (kind === 'unit-label')
    if (!takesOne) continue
    if (!label.isVoided) labels.used++
    else labels.voided++
    if (label.isVoided && label.isUncertain && kind !== 'overlay') labels.inDoubt++
  }
  return { ...labels, issued: sum('issue'), tests: sum('test'), destroyed: sum('destroy'), isKept }
}

function* labelsOf(db: StationFile, before: Close, end: Close) {
  const attempts = db
    .prepare<[number, number], Attempt>(
      `SELECT a.n, a.printer, a.answer, l.kind, l.gtin, l.serial, l.state, l.ended_shift AS endedShift,
         l.template_hash AS hash
       FROM print_attempt AS a JOIN label_job AS l ON l.job = a.job WHERE a.n > ? AND a.n <= ? ORDER BY a.n`,
    )
    .all(before.attempts, end.attempts)
  const cover = db
    .prepare<[string, number], string>(
      `SELECT cover FROM stock_move WHERE move = 'load' AND kind = 'unit-label' AND printer = ? AND attempts < ?
       ORDER BY n DESC LIMIT 1`,
    )
    .pluck()
  const lived = db
    .prepare<[string, string], number>(
      'SELECT count(*) FROM epc JOIN statement ON n = epc.statement WHERE epc = ? AND content_type = ?',
    )
    .pluck()
  const bare = new Set(bareTemplates(db))
  for (const { n, printer, answer, kind, gtin, serial, state, endedShift, hash } of attempts) {
    if (answer === 'not-sent') continue
    const isUnit = kind === 'unit'
    const isVoided = state === 'voided' && (endedShift === null || endedShift <= (end.shift ?? 0))
    const hasLived =
      state === 'verified' ||
      (lived.get(`https://id.gs1.org/01/${gtin}/21/${serial}`, contentTypes.event) ?? 0) > 0
    const isCovered = !bare.has(hash ?? '') && (cover.get(printer, n) ?? 'overlay') === 'overlay'
    const tookOverlay = isUnit && hasLived && isCovered
    yield { isUnit, isVoided, isUncertain: answer === 'uncertain', tookOverlay }
  }
}

interface Attempt {
  readonly n: number
  readonly printer: string
  readonly answer: string | null
  readonly kind: string
  readonly gtin: string
  readonly serial: string
  readonly state: string
  readonly endedShift: number | null
  readonly hash: string | null
}

/** Hashes of documents without a scratch panel: nothing on their labels is covered. */
function bareTemplates(db: StationFile): string[] {
  const brought = db
    .prepare<[], { hash: string; json: string }>('SELECT hash, json FROM label_template')
    .all()
  return brought.filter(({ json }) => !hasPanelIn(json)).map(({ hash }) => hash)
}

/** A row that rotted is judged where templates are; here it is as if it had one. */
function hasPanelIn(json: string): boolean {
  try {
    const { elements } = JSON.parse(json) as { elements: { type?: unknown }[] }
    return elements.some(({ type }) => type === 'scratch-panel')
  } catch {
    return true
  }
}

function countOf(db: StationFile, before: Close, end: Close, kind: Kind) {
  return db
    .prepare<[number, number, Kind], { left: number; expected: number; reason: string | null }>(
      `SELECT count AS left, expected, reason FROM stock_move
       WHERE move = 'count' AND n > ? AND n <= ? AND kind = ? ORDER BY n DESC LIMIT 1`,
    )
    .get(before.moves, end.moves, kind)
}

function verdictOf({ stock }: StockReconciled): StockReconciled['verdict'] {
  const kept = stock.filter(({ isKept }) => isKept)
  if (kept.length === 0 || kept.some(({ counted }) => counted === null)) return 'not-counted'
  return kept.some(({ difference }) => difference !== 0) ? 'differs' : 'agrees'
}
