/**
 * A training workspace with weeks behind it, to look at its figures: notices, goods, labels, decisions, inspections by three agencies and
 * releases, so many days back from today. Its statements are signed and chained; its tables hold what statistics read, and no more.
 * `node test/statistics/make-history.ts DIR [DAYS]`
 */
import { resolve } from 'node:path'
import Database from 'better-sqlite3'
import type { Saying } from '../../core/decision/decision.ts'
import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import type { EventBasis } from '../../core/epcis/event-basis.ts'
import { holdingEvent } from '../../core/epcis/holding.ts'
import { receivingEvent } from '../../core/epcis/receiving.ts'
import { lotClassEpc, unitEpc } from '../../core/gs1/epc.ts'
import { appendEvent, appendRecord } from '../../main/station/append-statement.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { formatInstant, ScriptClock } from '../../platform/clock/clock.ts'
import { makeBenchStation } from '../bench/station.ts'
import { seededRandom } from '../shift/seeded-random.ts'

const DAY_MS = 86_400_000
const OFFSET_MIN = 480
const goods = [
  ['09506000110011', 'Kumano'],
  ['09506000110028', 'Kumano'],
  ['09506000120010', 'Étoile du Nord'],
  ['09506000130019', 'Blue River'],
  ['09506000140018', '青山'],
] as const
const operators = ['op-7f21', 'op-93ac', 'op-c044'] as const
const agencies = ['ciq-ningbo', 'sgs-sample', 'tuv-sample'] as const
const commitment = '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

const [, , folder = '', days = '90'] = process.argv
const random = seededRandom(11)
const below = (n: number) => Math.floor(random() * n)
const of = <T>(all: readonly T[]): T => all[below(all.length)] as T
/** What a demand for samples is made of. */
const sampled = {
  level: 'II',
  aql: '1.0',
  severity: 'normal',
  lotSize: 200,
  letter: 'G',
  n: 32,
  ac: 1,
  re: 2,
}
const hash = (n: number) => n.toString(16).padStart(64, '0')

/** What becomes of a line, by how often. */
function fate(): { verdict: string; said: Saying; rule: string } {
  const at = random()
  if (at < 0.62) return { verdict: 'label', said: 'label-each-unit', rule: 'label' }
  if (at < 0.72) return { verdict: 'exempt', said: 'category-exempt', rule: 'category-access' }
  if (at < 0.8) return { verdict: 'whitelisted', said: 'whitelist-covers', rule: 'whitelist' }
  if (at < 0.83) return { verdict: 'refuse', said: 'category-unknown', rule: 'category-access' }
  if (at < 0.92) return { verdict: 'hold', said: 'ingredients-due', rule: 'ingredient-inspection' }
  if (at < 0.97) return { verdict: 'hold', said: 'factory-report-missing', rule: 'factory-evaluation' }
  return { verdict: 'hold', said: 'circulation-refunds', rule: 'circulation-inspection' }
}

const bench = await makeBenchStation(resolve(folder))
const { store, identity, profile } = bench.ctx
const clock = new ScriptClock({ instantMs: 0, offsetMin: OFFSET_MIN })
const ctx = {
  ...bench.ctx,
  clock: Object.assign(clock, { refusal: null, unstated: null }),
} as unknown as typeof bench.ctx
const db = new Database(workspaceFiles(resolve(folder)).database)
db.pragma('foreign_keys = OFF')
const put = (table: string, row: Readonly<Record<string, unknown>>) =>
  db
    .prepare(
      `INSERT INTO ${table} (${Object.keys(row).join()}) VALUES (${Object.keys(row)
        .map((name) => `@${name}`)
        .join()})`,
    )
    .run(row)
const ruleSet = db.prepare<[], string>('SELECT hash FROM rule_set LIMIT 1').pluck().get() ?? hash(1)
db.prepare(`INSERT OR IGNORE INTO rule_set (hash, json) VALUES (?, '{}')`).run(ruleSet)
const today = Math.floor((Date.now() + OFFSET_MIN * 60_000) / DAY_MS) * DAY_MS - OFFSET_MIN * 60_000
let serial = 0

for (let ago = Number(days) - 1; ago >= 0; ago--) {
  const day = today - ago * DAY_MS
  // Nobody works on Sundays.
  if (new Date(day + DAY_MS / 2).getUTCDay() === 0) continue
  for (let notice = 0; notice < 1 + below(3); notice++) takeNotice(day, `ASN-${ago}-${notice}`, ago)
}
db.close()
store.close()
process.stdout.write(`${resolve(folder)}\n`)

function takeNotice(day: number, asn: string, ago: number): void {
  let minute = 60 + below(360)
  const now = (more: number) => {
    minute += more
    return formatInstant(day + minute * 60_000, OFFSET_MIN)
  }
  const state = (name: Parameters<typeof appendRecord>[1], said: object, t: string) =>
    store.transaction(() => appendRecord(ctx, name, { station: identity.issuer, t, ...said }, t).n)
  const takenAt = now(1)
  put('plan', {
    asn,
    revision: 1,
    hash: asn,
    json: JSON.stringify({
      asn,
      supervisionMode: '1210',
      container: null,
      containerSeal: null,
      seller: 'Sample seller',
      lines: [],
    }),
    taken_at: takenAt,
  })
  const lines = 2 + below(4)
  state('plan-accepted', { asn, revision: 1, plan: hash(2), ruleSet, lines, operator: 'op-93ac' }, takenAt)
  let isHeld = false
  for (let line = 1; line <= lines; line++) {
    const [gtin, brand] = of(goods)
    const lot = `L${ago}-${line}`
    const { verdict, said, rule } = fate()
    const planned = 6 + below(20)
    const decision = {
      asn,
      line: String(line),
      lot,
      decision: verdict,
      reasons: [{ rule, saw: { ...sampled, gtin, lot }, said }],
      ruleSet,
    }
    const name = { asn, line: String(line), lot }
    const isDone = verdict !== 'hold' && verdict !== 'refuse' && (ago > 0 || random() < 0.5)
    const short = isDone && random() < 0.12 ? 1 : 0
    const received = isDone ? planned - short : 0
    const lost = isDone && random() < 0.1 ? 1 : 0
    const decisionHash = hash(1000 + ago * 100 + line)
    const json = JSON.stringify({
      ...{
        line: String(line),
        lot,
        customsEntry: '422720261000481205',
        entryItem: '1',
        brand,
        manufacturer: `${brand} Foods`,
        gtin,
      },
      ...{
        nameZh: '样品',
        nameEn: 'Sample goods',
        category: 'infant-formula',
        hsCode: '1901101000',
        origin: 'JP',
        expiry: '2028-01-01',
      },
      ...{
        quantity: planned,
        unitsPerCase: 6,
        ssccs: [],
        reportId: null,
        reportExpires: null,
        refundRatio: null,
      },
    })
    put('plan_line', {
      ...{
        ...name,
        gtin,
        json,
        planned,
        verdict,
        decision: JSON.stringify(decision),
        decision_hash: decisionHash,
      },
      ...{
        customs_entry: '422720261000481205',
        entry_item: '1',
        rule_set: ruleSet,
        received,
        short,
        closed_at: isDone ? takenAt : null,
      },
    })
    const basis = (eventTime: string): EventBasis => ({
      ...{
        eventTime,
        readPoint: `https://id.gs1.org/414/${profile.gln}/254/1`,
        operator: of(operators),
        station: identity.issuer,
      },
      ...{
        bizLocation: `https://id.gs1.org/414/${profile.gln}`,
        decision: decisionHash,
        ruleSet,
        serialAuthority: profile.serialAuthority,
      },
    })
    const event = (made: { readonly eventID: string }, t: string, epcs: readonly string[]) =>
      store.transaction(() => appendEvent(ctx, made as Parameters<typeof appendEvent>[1], t, epcs))
    if (verdict === 'hold') {
      isHeld = true
      const t = now(5)
      event(holdingEvent(basis(t), { goods: { gtin, lot, quantity: planned }, reason: 'decision' }), t, [
        lotClassEpc(gtin, lot),
      ])
      inspect(day, name, gtin, said === 'ingredients-due', ago, takenAt)
      continue
    }
    if (!isDone) continue
    const t = now(8 + below(40))
    const asnOf = { gln: profile.gln, number: asn }
    const receiving = {
      goods: { gtin, lot, quantity: received },
      asn: asnOf,
      customsEntry: '422720261000481205',
      entryItem: '1',
    }
    const binding = event(receivingEvent(basis(t), receiving), t, [lotClassEpc(gtin, lot)])
    let verified = t
    for (let unit = lost; verdict === 'label' && unit < received; unit++) {
      const code = `7QG${String(++serial).padStart(12, '0')}`
      verified = now(1)
      const made = {
        gtin,
        serial: code,
        lot,
        expiry: '2028-01-01',
        origin: 'JP',
        labelTemplate: 'std',
        pinCommitment: commitment,
        bindingScan: binding.id,
      }
      event(commissioningEvent(basis(verified), made), verified, [unitEpc(gtin, code)])
      put('label_job', {
        ...name,
        kind: 'unit',
        gtin,
        serial: code,
        state: 'verified',
        template: 'std',
        binding: binding.n,
        reserved_at: t,
        ended_at: verified,
      })
    }
    if (lost > 0) {
      const code = `7QG${String(++serial).padStart(12, '0')}`
      state(
        'void-before-commissioning',
        { kind: 'unit', gtin, serial: code, reason: 'damaged', recovery: false, operator: of(operators) },
        verified,
      )
      put('label_job', {
        ...name,
        kind: 'unit',
        gtin,
        serial: code,
        state: 'voided',
        template: 'std',
        binding: binding.n,
        reserved_at: t,
        ended_at: verified,
      })
    }
    state('line-closed', { ...name, short, damaged: lost, reasons: [], operator: of(operators) }, now(3))
  }
  if (isHeld && ago > 4) {
    const t = formatInstant(day + (1 + below(4)) * DAY_MS + minute * 60_000, OFFSET_MIN)
    const n = state('asn-released', { asn, release: 1, operator: 'station' }, t)
    put('asn_release', { asn, release: 1, t, statement: n })
  } else if (isHeld) put('asn_hold', { asn, since: takenAt })
}

/** An inspection from the asking to its conclusion, where so many days have passed. */
function inspect(
  day: number,
  name: { asn: string; line: string; lot: string },
  gtin: string,
  isSampled: boolean,
  ago: number,
  since: string,
): void {
  const task = `${hash(50_000 + serial++)}`
  const agency = of(agencies)
  const [n, size] = [5 + 8 * below(3), 200]
  const at = (days: number) => formatInstant(day + days * DAY_MS + (600 + below(300)) * 60_000, OFFSET_MIN)
  const state = (record: Parameters<typeof appendRecord>[1], said: object, t: string) =>
    store.transaction(() => appendRecord(ctx, record, { station: identity.issuer, t, task, ...said }, t).n)
  const asked = at(0)
  const deadline = at(3)
  const isBack = ago > 3 && random() < 0.93
  const json = JSON.stringify({ sampling: isSampled ? { n, lotSize: size } : null })
  const row = {
    id: task,
    demand: task,
    repeat: 1,
    kind: 'ingredient-inspection',
    asn: name.asn,
    gtin,
    lot: name.lot,
    deadline,
    hash: task,
    json,
    agency,
  }
  put('inspection_task', {
    ...row,
    state: isBack ? 'concluded' : 'sent',
    statement: state('inspection-asked', { operator: 'station' }, asked),
  })
  const move = (event: string, to: string, t: string, detail: object = {}) =>
    put('inspection_move', {
      task,
      event,
      state: to,
      t,
      badge: null,
      detail: JSON.stringify(detail),
      statement: state('inspection-moved', { event, detail, operator: 'op-93ac' }, t),
    })
  const demand = {
    ...name,
    demand: task,
    kind: 'ingredient-inspection',
    subject: '{}',
    json: JSON.stringify({
      id: task,
      kind: 'ingredient-inspection',
      subject: { gtin, lot: name.lot, manufacturer: 'Sample Foods' },
      rule: null,
    }),
    since,
  }
  if (isSampled) move('sample', 'samples-taken', asked, { units: n })
  move('send', 'sent', at(0.2))
  if (!isBack) return void put('line_demand', { ...demand, ended: null, ended_at: null })
  const slow = agency === 'tuv-sample' ? 2 : 0
  const back = at(1 + slow + random() * 2)
  move('result', 'result-in', back)
  const chance = random()
  const outcome = chance < 0.84 ? 'conformant' : chance < 0.9 ? 'conditional' : 'non-conformant'
  const nonconforming = { critical: 0, major: outcome === 'non-conformant' ? 2 : 0, minor: below(2) }
  state(
    'inspection-concluded',
    { agency, outcome, examined: isSampled ? n : 1, nonconforming, operator: 'station' },
    back,
  )
  put('line_demand', { ...demand, ended: 'met', ended_at: back })
  // What is on record stands still: the station that opens this would decide again.
  db.prepare('UPDATE plan_line SET closed_at = ? WHERE asn = ? AND line = ?').run(back, name.asn, name.line)
}
