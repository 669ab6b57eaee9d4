import type { BondedSaid } from './bonded-said.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'
import { jsonIn } from './unless-wrong.ts'

type Json = Readonly<Record<string, unknown>>

const kindOf: Readonly<Record<string, string>> = {
  'account-book': 'book',
  'seal-checked': 'seal',
  'seal-settled': 'seal',
  'goods-arrived': 'arrival',
  'bonded-closed': 'close',
}

/** What each record is kept under, and what of it: by its statement. */
function rowOf({ what, payload }: BondedSaid): { kind: string; subject: string; json: Json } | null {
  const kind = kindOf[what]
  const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, payload[name]]))
  switch (what) {
    case 'account-book':
      return {
        kind: kind ?? '',
        subject: String(payload.book),
        json: pick('book', 'company', 'mode', 'entries'),
      }
    case 'seal-checked':
      return {
        kind: kind ?? '',
        subject: String(payload.asn),
        json: { step: 'checked', ...pick('planned', 'found', 'result', 'warnings') },
      }
    case 'seal-settled':
      return {
        kind: kind ?? '',
        subject: String(payload.asn),
        json: { step: 'settled', ...pick('said', 'document') },
      }
    case 'goods-arrived':
      return {
        kind: kind ?? '',
        subject: JSON.stringify([payload.asn, payload.line, payload.lot]),
        json: pick('expected', 'counted', 'over', 'short', 'damaged'),
      }
    case 'bonded-closed': {
      const isItem = payload.of === 'item'
      const subject = isItem
        ? JSON.stringify([payload.customsEntry, payload.entryItem])
        : String(payload.book)
      const lots = isItem ? (payload.lots as readonly unknown[]).length : payload.lots
      return { kind: kind ?? '', subject, json: { of: payload.of, lots } }
    }
    default:
      return null
  }
}

/** Keys in order, at every depth: what is compared is what is said, not how it is spelled. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, of]) => [name, plain(of)])
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other))

/** Books, checks, counts, closings and orders, and where named units are, against the statements that they come from. */
export function checkBondedRecords(db: StationFile, said: readonly BondedSaid[], findings: Findings): void {
  const rows = new Map(
    db
      .prepare<[], { n: number; kind: string; subject: string; json: string }>(
        'SELECT statement AS n, kind, subject, json FROM bonded_record',
      )
      .all()
      .map((row) => [row.n, row]),
  )
  for (const one of said) {
    const wanted = rowOf(one)
    if (!wanted) continue
    const row = rows.get(one.n)
    rows.delete(one.n)
    if (row?.kind !== wanted.kind || row.subject !== wanted.subject || !isSame(jsonIn(row.json), wanted.json))
      findings.add('bonded-record-differs', `record of statement ${one.n}`)
  }
  for (const n of rows.keys()) findings.add('bonded-record-differs', `record of statement ${n}`)
  checkOrders(db, said, findings)
  checkGone(db, said, findings)
}

function checkOrders(db: StationFile, said: readonly BondedSaid[], findings: Findings): void {
  const orders = new Map<string, Json>()
  for (const { n, what, payload } of said) {
    if (what !== 'customs-order') continue
    const number = String(payload.order)
    const { t, scope, deadline, document } = payload
    if (payload.step === 'taken')
      orders.set(number, { n, t, scope, deadline, document, state: 'open', ended: null })
    else if (payload.step === 'progress') orders.set(number, { ...orders.get(number), state: 'inspecting' })
    else orders.set(number, { ...orders.get(number), state: payload.result, ended: n })
  }
  const rows = db
    .prepare<[], Record<string, unknown> & { number: string; scope: string }>(
      'SELECT number, statement AS n, t, scope, deadline, document, state, ended FROM customs_order',
    )
    .all()
  for (const { number, scope, ...row } of rows) {
    const wanted = orders.get(number)
    orders.delete(number)
    if (!wanted || !isSame({ ...row, scope: jsonIn(scope) }, wanted))
      findings.add('customs-order-differs', `order ${number}`)
  }
  for (const number of orders.keys()) findings.add('customs-order-differs', `order ${number}`)
}

function checkGone(db: StationFile, said: readonly BondedSaid[], findings: Findings): void {
  const gone = new Map<string, string>()
  for (const { n, what, payload } of said) {
    if (what !== 'event' || !Array.isArray(payload.epcList)) continue
    const isBack = payload.bizStep === 'receiving'
    const state = isBack ? 'back' : payload.bizStep === 'destroying' ? 'destroyed' : 'shipped'
    const now = JSON.stringify([state, isBack ? payload['bm:state'] : null, n])
    for (const epc of payload.epcList) gone.set(String(epc), now)
  }
  const rows = db
    .prepare<[], { epc: string; state: string; quality: string | null; n: number }>(
      'SELECT epc, state, quality, statement AS n FROM bonded_gone',
    )
    .all()
  for (const { epc, state, quality, n } of rows) {
    if (gone.get(epc) !== JSON.stringify([state, quality, n]))
      findings.add('bonded-record-differs', `where ${epc} is`)
    gone.delete(epc)
  }
  for (const epc of gone.keys()) findings.add('bonded-record-differs', `where ${epc} is`)
}
