import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyEventShape } from '../../core/epcis/verify-event-shape.ts'
import type { InspectionResult } from '../../core/inspection/inspection-result.ts'
import { writeResultFile } from '../../core/inspection/result-file.ts'
import { isPlan, planFor } from '../../core/sampling/plan-for.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkAgencies, checkAttachments, checkSwitching } from '../fsck/check-agencies.ts'
import { checkInspections } from '../fsck/check-inspections.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { Findings } from '../fsck/fsck-answer.ts'
import { KnownKeys } from '../fsck/known-keys.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { answerAs } from '../training/practise-inspection.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'
import { practiceResult, sampleAgency } from '../training/sample-agency.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { ATTACHMENTS_BYTES_MAX } from './attachments.ts'
import { createTasks, type WantedTask } from './create-tasks.ts'
import type { InspectionDesk } from './inspection-desk.ts'

const boss = { badge: 'SUP-0001', passcode: '135790' }
let bench: BenchStation
let desk: InspectionDesk
let sample: number
let wanted: (demand: string) => WantedTask
beforeAll(async () => {
  bench = await BenchStation.open()
  desk = bench.workspace.control.inspections
  const line = bench.store.plans.lines().find(({ planned }) => planned >= 24)
  if (!line) throw new Error('the sample day has no such line')
  const asked = { level: 'II', aql: '6.5', severity: 'normal' as const, lotSize: line.planned }
  const plan = planFor(asked)
  if (!isPlan(plan)) throw new Error('there is no such plan')
  sample = plan.n
  const { letter, n, ac, re } = plan
  const sampling = { ...asked, letter, n, ac, re }
  wanted = (id) => ({
    demand: {
      id,
      kind: 'ingredient-inspection',
      subject: { gtin: line.gtin, lot: line.lot, manufacturer: 'Maker' },
      rule: 'I1',
      sampling,
    },
    asn: line.asn,
    lines: [{ line: line.line, lot: line.lot, quantity: line.planned, unitsPerCase: 6, ssccs: [] }],
    decisions: [line.decisionHash],
    ruleSet: line.ruleSet,
    refundRatio: null,
    days: 7,
  })
})
afterAll(() => bench.close())

/** A task that samples were taken for, at the sample agency. */
function sent(digit: string): string {
  const id = digit.repeat(64)
  bench.store.transaction(() => createTasks(bench.station.ctx, [wanted(id)]))
  bench.later(60_000)
  desk.sample(id, { units: sample, epcs: [], note: '' })
  desk.assign(id, 'training-inspection')
  desk.send(id)
  return id
}

async function resultOf(id: string, change: Partial<InspectionResult> = {}) {
  const { ctx } = bench.station
  const administrators = await sampleAdministrators(ctx.store.people, ctx.vaultKey, ctx.profile)
  const own = ctx.rights.basis.own.payload
  const { task } = desk.task(id)
  const { file } = answerAs(administrators, own, task, 'conformant', ctx.clock.now())
  const agency = sampleAgency(own.training ?? '', own.consortium, own.keys[0]?.from ?? '')
  const { result, report } = practiceResult(task, 'conformant', ctx.clock.now())
  const statement = agency.sign({ ...result, ...change })
  const bytes = new TextEncoder().encode(writeResultFile({ memberships: [], statement }))
  return { withMembership: file, bytes, report }
}

const eventsOf = (step: string) =>
  bench.store.statements
    .range(1, Number.MAX_SAFE_INTEGER)
    .filter(({ contentType }) => contentType === 'application/epcis+json')
    .map(({ bytes }) => JSON.parse(Buffer.from(readStatement(bytes).payload).toString()))
    .filter(({ bizStep }) => bizStep === step)

describe('an inspection', () => {
  it('is sampled, sent, answered and concluded, each on record, and its events are ours', async () => {
    const id = sent('a')
    expect(desk.show(id).row).toMatchObject({ state: 'sent', agency: 'training-inspection', sample })
    const { withMembership, report } = await resultOf(id)
    bench.later(1000)
    expect(desk.take(withMembership, 'file')).toMatchObject({ outcome: 'taken', task: id, why: null })
    expect(desk.take(withMembership, 'file').outcome).toBe('already')
    const shown = desk.show(id)
    expect(shown.conclusion).toMatchObject({
      outcome: 'conformant',
      decidedBy: 'count',
      count: 0,
      ac: 1,
      re: 2,
    })
    expect(shown.moves.map(({ event }) => event)).toEqual(['sample', 'assign', 'send', 'result', 'conclude'])
    expect(shown.attachments).toMatchObject([{ isHere: false }])
    desk.take(report, 'file')
    expect(desk.show(id).attachments).toMatchObject([{ isHere: true, mediaType: 'text/plain' }])
    expect(eventsOf('sampling')).toHaveLength(1)
    expect(eventsOf('inspecting')).toMatchObject([{ disposition: 'conformant', 'bm:outcome': 'conformant' }])
    expect([...eventsOf('sampling'), ...eventsOf('inspecting')].flatMap(verifyEventShape)).toEqual([])
    const { gtin = '', lot = '' } = shown.task.subject
    const goods = { gtin, lot, manufacturer: 'Maker', container: null }
    expect(bench.store.inspections.conclusions.for(goods)).toMatchObject([{ id, outcome: 'conformant' }])
    expect(bench.store.inspections.switching.of({ gtin, manufacturer: 'Maker', rule: 'I1' })).toMatchObject({
      severity: 'normal',
      discontinued: false,
    })
  })

  it('keeps a result that does not fit whole in quarantine, until a supervisor rejects it for good', async () => {
    const id = sent('b')
    const { bytes } = await resultOf(id, { lot: 'OTHER' })
    expect(desk.take(bytes, 'file')).toMatchObject({
      outcome: 'quarantined',
      why: { code: 'inspection-subject-differs', detail: { field: 'lot', said: 'OTHER' } },
    })
    const [one] = desk.list().quarantine
    expect(one).toMatchObject({ task: id, agency: 'training-inspection', ended: null })
    const row = bench.store.inspections.quarantine.get(one?.n ?? 0)
    expect(row && Buffer.from(row.bytes).equals(bytes)).toBe(true)
    await expect(desk.reject(one?.n ?? 0, 'x', { badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject(
      {
        code: 'inspection-needs-supervisor',
      },
    )
    await desk.reject(one?.n ?? 0, 'the lot was misread', boss)
    expect(desk.list()).toMatchObject({ waiting: { results: 0 } })
    expect(desk.take(bytes, 'file').outcome).toBe('already')
    expect(desk.show(id).row.state).toBe('sent')
  })

  it('is contested by a second result that differs, which takes its conclusion’s weight; a supervisor upholds the first', async () => {
    const id = 'a'.repeat(64)
    const { bytes } = await resultOf(id, { nonconforming: { critical: 1, major: 0, minor: 0 } })
    bench.later(1000)
    expect(desk.take(bytes, 'file').outcome).toBe('contested')
    expect(desk.show(id).row).toMatchObject({ state: 'reopened', outcome: 'conformant' })
    expect(bench.store.inspections.conclusions.openTasks(desk.task(id).asn).map((one) => one.id)).toContain(
      id,
    )
    await desk.order(id, 'uphold', 'the second answers a sample that nobody took', boss)
    expect(desk.show(id).row.state).toBe('concluded')
  })

  it('is repeated under another task with samples drawn anew; the first stays as it was', async () => {
    const id = 'b'.repeat(64)
    const next = await desk.order(id, 'repeat', 'the sample was lost', boss)
    expect(next).toBe(`${id}-r2`)
    expect(desk.show(id).row.state).toBe('repeated')
    expect(desk.show(next)).toMatchObject({
      row: { state: 'created', repeat: 2, agency: 'training-inspection' },
    })
    expect(desk.show(next).task.draw?.seed).not.toBe(desk.show(id).task.draw?.seed)
    expect(() => desk.sample(next, { units: sample - 1, epcs: [], note: '' })).toThrow(
      'inspection-sampled-units',
    )
  })

  it('that a kill left between its result and its conclusion is concluded when the station opens again', async () => {
    const id = sent('c')
    const { bytes } = await resultOf(id)
    bench.later(1000)
    desk.resume = () => {}
    desk.take(bytes, 'file')
    expect(desk.show(id).row.state).toBe('result-in')
    await bench.workspace.close()
    await bench.reopen()
    desk = bench.workspace.control.inspections
    expect(desk.show(id).row).toMatchObject({ state: 'concluded', outcome: 'conformant' })
  })

  it('is sampled by a history that only a supervisor’s own word changes otherwise', async () => {
    const { gtin = '' } = desk.show('a'.repeat(64)).task.subject
    const series = { gtin, manufacturer: 'Maker', rule: 'I1', reason: 'audited in October' }
    await desk.approveSwitching({ ...series, approves: 'production-steady' }, boss)
    await expect(desk.approveSwitching({ ...series, approves: 'resumption' }, boss)).rejects.toMatchObject({
      code: 'switching-not-discontinued',
    })
    expect(desk.list().switching).toMatchObject([
      { gtin, manufacturer: 'Maker', rule: 'I1', inspection: 'normal', steady: true },
    ])
  })

  it('whose result came before it was sent counts once it is, and not before', async () => {
    const id = 'f'.repeat(64)
    bench.store.transaction(() => createTasks(bench.station.ctx, [wanted(id)]))
    bench.later(60_000)
    desk.sample(id, { units: sample, epcs: [], note: '' }, null)
    desk.assign(id, 'training-inspection', null)
    const { bytes, report } = await resultOf(id)
    expect(desk.take(bytes, 'file', null)).toMatchObject({
      outcome: 'quarantined',
      why: { code: 'inspection-not-awaited' },
    })
    bench.later(1000)
    desk.send(id, 'file', null)
    expect(desk.show(id).row).toMatchObject({ state: 'concluded', outcome: 'conformant' })

    // Its report is not taken where there is no room for it.
    const { attachments } = bench.store.inspections
    const before = attachments.total()
    const full = {
      sha256: '0'.repeat(64),
      bytes: ATTACHMENTS_BYTES_MAX,
      mediaType: 'text/plain',
      badge: null,
    }
    expect(() =>
      bench.store.transaction(() => {
        attachments.add({ ...full, cameAt: bench.clock.now() })
        desk.take(report, 'file', null)
      }),
    ).toThrow('inspection-attachments-full')
    expect(attachments.total()).toEqual(before)
  })

  it('is refused before anything of it is kept when the quarantine is full', async () => {
    const { bytes } = await resultOf('b'.repeat(64), { lot: 'ANOTHER' })
    const { quarantine } = bench.store.inspections
    const before = quarantine.size()
    const one = { way: 'file', cameAt: bench.clock.now(), task: null, agency: null } as const
    expect(() =>
      bench.store.transaction(() => {
        for (let i = 0; i < 1000; i++)
          quarantine.add({
            ...one,
            sha256: i.toString(16).padStart(64, '0'),
            bytes: new Uint8Array([1]),
            why: { code: 'inspection-task-unknown', detail: { task: '' } },
          })
        desk.take(bytes, 'file', null)
      }),
    ).toThrow('inspection-quarantine-full')
    expect(quarantine.size()).toEqual(before)
  })

  it('that was played through in training ends as one chose', async () => {
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    const id = 'e'.repeat(64)
    bench.store.transaction(() => createTasks(bench.station.ctx, [wanted(id)]))
    bench.later(60_000)
    desk.sample(id, { units: sample, epcs: [], note: '' })
    expect(await desk.practise(id, 'wrong-lot')).toMatchObject({ outcome: 'quarantined' })
    bench.later(1000)
    expect(await desk.practise(id, 'one-too-many')).toMatchObject({ outcome: 'taken' })
    expect(desk.show(id).row.outcome).toBe('non-conformant')
  })
})

describe('fsck', () => {
  it('finds everything about inspections as it should be, and every changed column', async () => {
    await bench.workspace.close()
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    const files = workspaceFiles(bench.folder)
    const db = new Sqlite(files.database)
    const keys = new KnownKeys(readProfile(bench.folder), files, new Findings())
    const found = () => {
      const findings = new Findings()
      checkSwitching(db, keys, checkInspections(db, keys, findings), findings)
      checkAgencies(db, keys, findings)
      checkAttachments(db, files.attachments, findings)
      return findings.all()
    }
    expect(found()).toEqual([])
    const [attachment = ''] = readdirSync(files.attachments)
    const report = readFileSync(join(files.attachments, attachment))
    writeFileSync(join(files.attachments, attachment), 'another report')
    expect(found()).toEqual([{ code: 'inspection-attachment-lost', where: attachment }])
    writeFileSync(join(files.attachments, attachment), report)
    const tables = db
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'inspection_%'")
      .pluck()
      .all()
    for (const { name } of db
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'inspection_%'",
      )
      .all())
      db.exec(`DROP TRIGGER ${name}`)
    db.pragma('foreign_keys = OFF')
    db.pragma('ignore_check_constraints = ON')
    const silent: string[] = []
    for (const table of tables)
      for (const { name, type } of db
        .prepare<[], { name: string; type: string }>(`SELECT name, type FROM pragma_table_info('${table}')`)
        .all()) {
        db.exec('SAVEPOINT one')
        const key =
          table === 'inspection_attachment' ? 'sha256' : table === 'inspection_conclusion' ? 'task' : 'n'
        const row = db
          .prepare<[], { key: unknown; value: unknown }>(
            `SELECT ${key} AS key, ${name} AS value FROM ${table} WHERE ${name} IS NOT NULL ORDER BY rowid_or DESC LIMIT 1`.replace(
              'rowid_or',
              key,
            ),
          )
          .get()
        if (row)
          db.prepare(`UPDATE ${table} SET ${name} = ? WHERE ${key} = ?`).run(
            otherThan(row.value, type),
            row.key,
          )
        if (!row || found().length === 0) silent.push(`${table}.${name}`)
        db.exec('ROLLBACK TO one; RELEASE one')
      }
    db.close()
    expect(silent.filter((column) => !(column in unjudged))).toEqual([])
  })
})

/** What nobody else repeats, or the day leaves empty, and why that is borne. */
const unjudged: Readonly<Record<string, string>> = {
  'inspection_task.container': 'no container is inspected here',
  'inspection_conclusion.valid_until': 'of factories alone',
  'inspection_result.came_at': 'when it came: only the form can be judged',
  'inspection_quarantine.came_at': 'when it came: only the form can be judged',
  'inspection_quarantine.looked_at': 'only the form can be judged',
  'inspection_quarantine.ended_at': 'of one that fits: only the form can be judged',
  'inspection_quarantine.detail':
    'what was known when it was looked at is not kept: only the form can be judged',
  'inspection_agency.t': 'when a membership came in: only the form can be judged',
  'inspection_attachment.came_at': 'when it came: only the form can be judged',
}

/** A value that differs from this one as a flipped bit would have it. */
function otherThan(value: unknown, type: string): unknown {
  if (type === 'INTEGER') return Number(value) + 1
  if (type === 'BLOB') {
    const bytes = Buffer.from(value as Buffer)
    const at = bytes.length >> 1
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }
  const text = String(value)
  const at = text.length >> 1
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
}
