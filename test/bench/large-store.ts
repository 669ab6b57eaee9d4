import { existsSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { decide } from '../../core/decision/decide.ts'
import { decisionHash } from '../../core/decision/decision.ts'
import { noHistory } from '../../core/decision/history.ts'
import { type RuleSet, readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { commissioningEvent } from '../../core/epcis/commissioning.ts'
import type { EventBasis } from '../../core/epcis/event-basis.ts'
import { packingEvent } from '../../core/epcis/packing.ts'
import { receivingEvent } from '../../core/epcis/receiving.ts'
import { lotClassEpc, ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { buildSscc } from '../../core/gs1/sscc.ts'
import type { Asn, PlanLine } from '../../core/plan/asn.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readNamedFile } from '../../main/command/read-file.ts'
import { watchClock } from '../../main/composition/watch-clock.ts'
import { serialFor } from '../../main/serials/serial-for.ts'
import { appendEvent, appendRecord } from '../../main/station/append-statement.ts'
import type { StationContext } from '../../main/station/context.ts'
import { sealBatches, supervisorSigner } from '../../main/station/seal-batch.ts'
import { sampleSupervisor } from '../../main/training/sample-people.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { formatInstant, ScriptClock } from '../../platform/clock/clock.ts'
import { makeBenchStation } from './station.ts'

/** Raise it when stores are made otherwise: what is kept under the old number is not used again. */
const MAKE = 3
const START = { instantMs: Date.parse('2026-09-01T00:00:00.000+08:00'), offsetMin: 480 }
/** Between two statements: four shifts of a full batch take a day. */
const STEP_MS = 4_300
const UNITS_PER_CASE = 10
const UNITS_PER_LINE = 100
/** Statements of a shift, so that its batch is never full before it is closed. */
const SHIFT_STATEMENTS = 4_900
const COMMITMENT = '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

const serialOf = (line: number): string => String(line).padStart(5, '0')

/** What the n-th line of a large store is called: names to look up. */
export const largeStoreLine = (n: number) => ({
  asn: `ASN-2026-${serialOf(Math.floor(n / 4))}`,
  customsEntry: `42272026${String(1_000_000_000 + Math.floor(n / 2))}`,
  lot: `L${serialOf(n)}`,
})

/**
 * A workspace whose store holds at least so many statements: chained, signed, sealed shift by shift by the sample
 * supervisor, with its lines, labels, cases and scan log. Its batches are called receipted, but hold no receipts: no
 * ledger has seen them. Made once and kept in the system's folder of temporary files, by the number of statements.
 * `onProgress` hears how many statements there are.
 */
export async function largeStore(
  statements: number,
  onProgress: (done: number) => void = () => {},
): Promise<string> {
  const folder = join(tmpdir(), `bondmark-large-store-${MAKE}-${statements}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.making`
  rmSync(making, { recursive: true, force: true })
  const bench = await makeBenchStation(making)
  const clock = new ScriptClock(START)
  const { store } = bench.ctx
  const files = workspaceFiles(making)
  const watched = watchClock(clock, store, files.membership)
  const large = new LargeStore({ ...bench.ctx, clock: watched }, clock)
  try {
    await large.fill(statements, onProgress)
  } finally {
    store.close()
  }
  large.writeLines(files.database)
  renameSync(making, folder)
  return folder
}

class LargeStore {
  readonly #ctx
  readonly #clock
  readonly #asn: Asn
  readonly #rules: RuleSet
  readonly #lines: Readonly<Record<string, string | number>>[] = []
  #statements = 0
  #line = 0
  #case = 0

  constructor(ctx: StationContext, clock: ScriptClock) {
    this.#ctx = ctx
    this.#clock = clock
    const file = repositoryFile('fixtures', 'plans', 'day-1.csv')
    const reading = readPlan(readNamedFile(file, 1 << 20), { fileName: file, decodeGb18030: String })
    const [asn] = reading.ok ? reading.plans : []
    if (!asn) throw new Error('the sample plan holds no notice')
    this.#asn = asn
    const rules = repositoryFile('fixtures', 'rules', 'training.json')
    this.#rules = readRuleSet(readNamedFile(rules, 1 << 20), rules)
  }

  /** Writes the lines that were labeled, all of them closed: plans are taken whole, and nobody has sent these. */
  writeLines(file: string): void {
    const db = new Database(file)
    const insert = db.prepare(
      `INSERT INTO plan_line (asn, line, lot, gtin, customs_entry, entry_item, json, planned, verdict, decision, decision_hash, rule_set, received, labeled, closed_at)
       VALUES (@asn, @line, @lot, @gtin, @json ->> '$.customsEntry', @json ->> '$.entryItem', @json, @planned, @verdict, @decision, @decisionHash, @ruleSet, @units, @units, @closedAt)`,
    )
    db.transaction(() => {
      for (const line of this.#lines) insert.run(line)
    })()
    db.close()
  }

  async fill(wanted: number, onProgress: (done: number) => void): Promise<void> {
    const { store } = this.#ctx
    const person = store.people.get(sampleSupervisor.badge)
    if (!person) throw new Error('the sample supervisor is not there')
    const signer = await supervisorSigner(this.#ctx, person, sampleSupervisor.passcode)
    store.plans.putRuleSet(ruleSetHash(this.#rules), JSON.stringify(this.#rules))
    while (this.#statements < wanted) {
      const shift = store.transaction(() => this.#openShift())
      const end = Math.min(wanted, this.#statements + SHIFT_STATEMENTS)
      while (this.#statements < end) store.transaction(() => this.#labelLine(shift))
      store.transaction(() => this.#closeShift(shift))
      const before = store.batches.all().at(-3)
      store.transaction(() => sealBatches(this.#ctx, signer))
      if (before) store.batches.setState(before.n, 'receipted')
      this.#statements++
      onProgress(this.#statements)
    }
  }

  #tick(): string {
    this.#clock.set({ ...START, instantMs: this.#clock.instantMs + STEP_MS })
    this.#statements++
    return formatInstant(this.#clock.instantMs, START.offsetMin)
  }

  #openShift(): number {
    const { store, identity } = this.#ctx
    const t = this.#tick()
    const shift = store.shifts.open(t, 'OP-0007')
    appendRecord(this.#ctx, 'shift-opened', { station: identity.issuer, shift, t, operator: operators[0] }, t)
    return shift
  }

  #closeShift(shift: number): void {
    const { store, identity } = this.#ctx
    const t = this.#tick()
    const said = {
      station: identity.issuer,
      shift,
      t,
      operator: operators[0],
      labels: { verified: 0, voided: 0 },
    }
    appendRecord(this.#ctx, 'shift-closed', said, t)
    store.shifts.close(shift, t)
  }

  /** One planned line from its first goods to its last case. */
  #labelLine(shift: number): void {
    const { store } = this.#ctx
    const number = this.#line++
    const { asn, customsEntry, lot } = largeStoreLine(number)
    const sample = this.#asn.lines[number % this.#asn.lines.length]
    if (!sample) throw new Error('the sample notice holds no line')
    const line: PlanLine = {
      ...sample,
      line: '1',
      lot,
      customsEntry,
      entryItem: '1',
      quantity: UNITS_PER_LINE,
    }
    const name = { asn, line: String((number % 4) + 1), lot }
    const basis = this.#basisOf(number, line, name)
    for (let packed = 0; packed < UNITS_PER_LINE; packed += UNITS_PER_CASE) {
      const box = store.cases.open({
        ...name,
        capacity: UNITS_PER_CASE,
        scope: 'line',
        allowedBy: null,
        repacks: null,
      })
      const units = Array.from({ length: UNITS_PER_CASE }, () =>
        this.#labelUnit(basis, line, name, box, shift),
      )
      const { companyPrefix, extension } = this.#ctx.profile.ssccBlock
      const sscc = buildSscc({ companyPrefix, extension, serial: ++this.#case })
      store.cases.closing(box, sscc)
      const t = this.#tick()
      const event = packingEvent(basis(t), { sscc, children: units })
      store.cases.closed(box, appendEvent(this.#ctx, event, t, [ssccEpc(sscc), ...units]).n)
      this.#scan(t, sscc, 'packed')
    }
  }

  #basisOf(number: number, line: PlanLine, name: { asn: string; line: string; lot: string }) {
    const { profile, identity } = this.#ctx
    const hash = ruleSetHash(this.#rules)
    const at = this.#clock.now()
    const decision = decide({
      line,
      asn: this.#asn,
      lotSize: line.quantity,
      ruleSet: this.#rules,
      ruleSetHash: hash,
      at,
      history: noHistory,
    })
    this.#lines.push({
      ...name,
      gtin: line.gtin,
      json: JSON.stringify(line),
      planned: line.quantity,
      verdict: decision.decision,
      decision: JSON.stringify(decision),
      decisionHash: decisionHash(decision),
      ruleSet: hash,
      units: UNITS_PER_LINE,
      closedAt: at,
    })
    return (eventTime: string): EventBasis => ({
      eventTime,
      readPoint: `https://id.gs1.org/414/${profile.gln}/254/${profile.station}`,
      bizLocation: `https://id.gs1.org/414/${profile.gln}`,
      operator: operators[number % operators.length] ?? '',
      station: identity.issuer,
      decision: decisionHash(decision),
      ruleSet: hash,
      serialAuthority: profile.serialAuthority,
    })
  }

  /** A goods scan and the scan-back of its label. Answers the unit's EPC. */
  #labelUnit(
    basis: (t: string) => EventBasis,
    line: PlanLine,
    name: { asn: string; line: string; lot: string },
    box: number,
    shift: number,
  ): string {
    const { store, profile } = this.#ctx
    const { gtin, lot, expiry, origin, customsEntry, entryItem } = line
    const receivedAt = this.#tick()
    const receiving = receivingEvent(basis(receivedAt), {
      goods: { gtin, lot, quantity: 1 },
      asn: { gln: profile.gln, number: name.asn },
      customsEntry,
      entryItem,
    })
    const binding = appendEvent(this.#ctx, receiving, receivedAt, [lotClassEpc(gtin, lot)])
    this.#scan(receivedAt, gtin, 'accepted')
    const { serial, authority } = serialFor(this.#ctx, gtin)
    const job = store.labels.reserve({
      ...name,
      kind: 'unit',
      gtin,
      serial,
      authority,
      template: 'unit-60x40/1',
      templateHash: null,
      content: null,
      binding: binding.n,
      pinCommitment: COMMITMENT,
      run: 0,
      replaces: null,
      reservedAt: receivedAt,
      shift,
      reservedBy: 'op-bench',
    })
    const at = this.#tick()
    store.labels.move(job, {
      from: 'reserved',
      to: 'verified',
      at,
      reason: null,
      recovery: false,
      shift,
      by: 'op-bench',
      doubt: null,
    })
    const event = commissioningEvent(basis(at), {
      gtin,
      serial,
      lot,
      expiry,
      origin,
      labelTemplate: 'unit-60x40/1',
      pinCommitment: COMMITMENT,
      bindingScan: binding.id,
    })
    const epc = unitEpc(gtin, serial)
    appendEvent(this.#ctx, event, at, [epc])
    this.#scan(at, epc, 'verified')
    store.cases.put(box, job)
    return epc
  }

  #scan(t: string, text: string, kind: string): void {
    const sentence = JSON.stringify({ code: 'label-verified', detail: { serial: text.slice(-15) } })
    this.#ctx.store.scans.add({ t, device: 'hid-1', text, kind, sentence })
  }
}

const operators = ['op-3f9a1c20d7e4', 'op-91b2c3d4e5f6', 'op-0a1b2c3d4e5f']
