import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { LabelHistoryQuestion } from '../../core/contract/label-history.ts'
import { checkDigit } from '../../core/gs1/check-digit.ts'
import { searchLabels } from '../../main/history/search-labels.ts'
import type { LookUpSource } from '../../main/station/look-up.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { formatInstant } from '../../platform/clock/clock.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { msOf, quantile, type Row } from './row.ts'

const P99_MS = 50
const LIMIT = 50
const QUESTIONS = 120
const START_MS = Date.parse('2022-01-03T00:00:00.000Z')
const APART_MS = 120_000
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** So many labels of four years in a store of their own: 2,000 lines, 40 people, 3 printers, one void in 100, one doubt in 500. */
function fill(file: string, labels: number): void {
  new StationStore(file, { create: true }).close()
  const db = new Sqlite(file)
  db.pragma('foreign_keys = OFF')
  const random = seededRandom(42)
  const products = Array.from({ length: 700 }, (_, n) => {
    const digits = `095060${String(n).padStart(7, '0')}`
    return digits + checkDigit(digits)
  })
  const label = db.prepare(
    `INSERT INTO label_job (job, kind, gtin, serial, asn, line, lot, state, template, run, reserved_at, sent_at, printed_at, ended_at,
       reason, shift, ended_shift, doubt, reserved_by, ended_by, printer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const attempt = db.prepare(
    `INSERT INTO print_attempt (job, begun_at, printer, name, model, bytes, sha256, ended_at, answer, said, operator)
     VALUES (?, ?, ?, ?, 'zpl-203', 3644, zeroblob(32), ?, 'printed', '{"proof":"counter"}', ?)`,
  )
  db.transaction(() => {
    for (let job = 1; job <= labels; job++) {
      const line = Math.floor((job * 2000) / labels)
      const t = formatInstant(START_MS + job * APART_MS, 480)
      const isVoided = job % 100 === 0
      const serial = `B7Q${Array.from({ length: 12 }, () => ALPHABET[Math.floor(random() * 32)]).join('')}`
      const person = `op-${Math.floor(random() * 40)}`
      const printer = `printer-${1 + (line % 3)}`
      const shift = 1 + Math.floor(job / 700)
      label.run(
        job,
        'unit',
        products[line % products.length],
        serial,
        `ASN-${Math.floor(line / 4)}`,
        String(1 + (line % 4)),
        `LOT-${line}`,
        isVoided ? 'voided' : 'verified',
        line < 40 ? 'unit-40x30/1' : 'unit-60x40/1',
        t,
        t,
        t,
        t,
        isVoided ? ['torn', 'smudged', 'misprint', 'fell into the sink'][(job / 100) % 4] : null,
        shift,
        shift,
        job % 500 === 0 ? '{"code":"label-doubt-jam","detail":{"printer":"P"}}' : null,
        person,
        person,
        printer,
      )
      attempt.run(job, t, printer, printer, t, person)
    }
  })()
  db.close()
}

/** Pages of 50 labels out of so many, by everything that can be asked, alone and together; the serial's part is the rarest. */
export function benchLargeHistory(labels: number): Row {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-history-'))
  try {
    const file = join(folder, 'station.sqlite')
    fill(file, labels)
    const store = new StationStore(file, { readonly: true })
    const source = { store } as LookUpSource
    const ms: number[] = []
    const rare: number[] = []
    for (let at = 0; at < QUESTIONS; at++) {
      const job = 1 + Math.floor((at * labels * 0.618) % labels)
      for (const question of questionsOf(store, job))
        ms.push(msOf(() => searchLabels(source, { ...question, limit: LIMIT })))
      if (at % 10 === 0)
        rare.push(
          msOf(() => wholeWay(source, { text: store.labels.get(job)?.serial.slice(-6), limit: LIMIT })),
        )
    }
    store.close()
    const p99 = quantile(ms, 0.99)
    return {
      work: `history of ${labels.toLocaleString('en')} labels: a page by lot, notice, person, printer, time, reason …`,
      budget: `p99 < ${P99_MS} ms (our own)`,
      figure: `p50 ${quantile(ms, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, worst ${Math.max(...ms).toFixed(1)} ms; the end of a serial, to the end: p50 ${quantile(rare, 0.5).toFixed(0)} ms, worst ${Math.max(...rare).toFixed(0)} ms`,
      met: p99 < P99_MS,
      peers: [],
      numbers: { p50Ms: quantile(ms, 0.5), p99Ms: p99, rareMs: Math.max(...rare), questions: ms.length },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As the screen and the command do: on over pages that ended early, until all is looked through. */
function wholeWay(source: LookUpSource, question: LabelHistoryQuestion): void {
  let found = searchLabels(source, question)
  let count = found.items.length
  while (found.next !== null && count < question.limit) {
    found = searchLabels(source, { ...question, after: found.next })
    count += found.items.length
  }
  if (count === 0) throw new Error(`nothing was found: ${JSON.stringify(question)}`)
}

function questionsOf(store: StationStore, job: number): Omit<LabelHistoryQuestion, 'limit'>[] {
  const label = store.labels.get(job)
  if (!label) throw new Error(`there is no label ${job}`)
  const { serial, lot, asn, line, gtin, reservedAt, shift, template } = label
  const [operator, printer] = [label.reservedBy ?? '', label.printer ?? '']
  const day = formatInstant(Date.parse(reservedAt) + 86_400_000, 480)
  const after = `${Date.parse(reservedAt)}.${job}`
  return [
    {},
    { after },
    { text: serial },
    { serial: serial.slice(-6) },
    { lot },
    { asn, line },
    { gtin, after },
    { operator },
    { operator, lot },
    { printer, state: 'voided' },
    { template, doubt: true },
    { reason: 'sink' },
    { reason: 'sink', operator, from: reservedAt, to: day },
    { from: reservedAt, to: day },
    { shift: shift ?? 1, state: 'voided' },
    { state: 'uncertain' },
    { gtin, operator, reason: 'no such reason' },
  ]
}
