import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from './bench-station.stub.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const ROWS = 3_000
/** Large enough to be read in a thread of its own. */
const plan = (brand: string, rows = ROWS) =>
  Buffer.from(
    sampleCsv(Array.from({ length: rows }, (_, at) => ({ asn: `ASN-${at % 3}`, line: `${at + 1}`, brand }))),
  )

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const incoming = () => join(bench.folder, 'plan-import.sqlite')
const linesNow = () => bench.store.plans.lines().length
const statements = () => bench.store.counts().statements
/** Resolves at the first progress of this stage. */
const reached = (stage: string) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, on: (progress: { stage: string }) => progress.stage === stage && resolve() }
}

describe('while a large plan is taken', () => {
  it('scans are accepted, and the plan is there afterwards, whole', async () => {
    const before = linesNow()
    const checking = reached('check')
    const stages: string[] = []
    const taken = bench.station.importPlan(plan('Brand'), 'large.csv', (progress) => {
      stages.push(progress.stage)
      checking.on(progress)
    })
    await checking.promise
    expect(bench.station.view().planImport).toMatchObject({ file: 'large.csv', total: ROWS })
    expect(await bench.scan(formula)).toMatchObject({ kind: 'accepted' })
    expect(linesNow()).toBe(before)
    expect(await taken).toMatchObject({
      ok: true,
      report: { form: 'csv', encoding: 'utf-8', separator: ',', rows: ROWS },
      asns: [
        { asn: 'ASN-0', outcome: 'taken', lines: ROWS / 3 },
        { asn: 'ASN-1', outcome: 'taken', lines: ROWS / 3 },
        { asn: 'ASN-2', outcome: 'taken', lines: ROWS / 3 },
      ],
    })
    expect([...new Set(stages)]).toEqual(['read', 'check', 'decide', 'store'])
    expect(linesNow()).toBe(before + ROWS)
    expect(bench.station.view()).toMatchObject({ planImport: null, open: { lines: before + ROWS } })
    expect(bench.station.view().lines.length).toBeLessThan(before + ROWS)
    expect(existsSync(incoming())).toBe(false)
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('whoever asked for it is stated as who did, although nobody is signed in when it is stored', async () => {
    const checking = reached('check')
    const taken = bench.station.importPlan(plan('Brand'), 'large.csv', checking.on)
    await checking.promise
    await bench.press('lock')
    expect(await taken).toMatchObject({ ok: true })
    const accepted = bench.store.statementsOf(1).at(-1)
    expect(
      JSON.parse(Buffer.from(readStatement(accepted?.bytes ?? new Uint8Array()).payload).toString()),
    ).toMatchObject({
      format: 'bondmark/plan-accepted/1',
      operator: bench.store.people.get('OP-0007')?.pseudonym,
    })
  })

  it('a second one waits its turn by being refused', async () => {
    const first = bench.station.importPlan(plan('Brand'), 'first.csv')
    await expect(bench.station.importPlan(plan('Brand'), 'second.csv')).rejects.toMatchObject({
      code: 'plan-import-running',
      detail: { file: 'first.csv' },
    })
    expect(await first).toMatchObject({ ok: true })
  })

  it.each(['read', 'check', 'decide'])('a cancel while it is at %s leaves nothing of it', async (stage) => {
    const [lines, stated] = [linesNow(), statements()]
    const there = reached(stage)
    const taken = bench.station.importPlan(plan('Brand'), 'large.csv', there.on)
    const refused = expect(taken).rejects.toMatchObject({ code: 'plan-import-cancelled' })
    await there.promise
    expect(bench.station.cancelImport()).toBe(true)
    await refused
    expect([linesNow(), statements()]).toEqual([lines, stated])
    expect(readdirSync(bench.folder).filter((name) => name.startsWith('plan-import'))).toEqual([])
    expect(bench.station.cancelImport()).toBe(false)
    expect(await bench.station.importPlan(plan('Brand'), 'large.csv')).toMatchObject({ ok: true })
  })

  it('a station that is closed ends it, and leaves nothing of it', async () => {
    const checking = reached('check')
    const refused = expect(
      bench.station.importPlan(plan('Brand'), 'large.csv', checking.on),
    ).rejects.toMatchObject({
      code: 'plan-import-cancelled',
    })
    await checking.promise
    await bench.workspace.close()
    await refused
    expect(existsSync(incoming())).toBe(false)
    await bench.reopen()
    expect(bench.store.plans.newest('ASN-0')).toBeNull()
  })
})

describe('a large plan', () => {
  it('again changes nothing, revised it changes what it says, in whatever way', async () => {
    await bench.station.importPlan(plan('Brand'), 'large.csv')
    const stated = statements()
    expect(await bench.station.importPlan(plan('Brand'), 'large.csv')).toMatchObject({
      asns: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }, { outcome: 'unchanged' }],
    })
    expect(statements()).toBe(stated)
    const revised = await bench.station.importPlan(plan('Other', ROWS - 3), 'large.csv')
    expect(revised).toMatchObject({
      asns: [
        { outcome: 'revised', diff: { added: 0, removed: 1, changed: ROWS / 3 - 1 } },
        { outcome: 'revised' },
        { outcome: 'revised' },
      ],
    })
    const listed = revised.ok ? revised.asns.flatMap(({ diff }) => diff?.changes ?? []) : []
    expect(listed).toHaveLength(200)
    expect(bench.store.plans.line({ asn: 'ASN-0', line: '1', lot: 'L1' })?.json).toContain('"brand":"Other"')
    expect(bench.store.plans.line({ asn: 'ASN-2', line: `${ROWS}`, lot: 'L1' })).toBeNull()
    expect(statements()).toBe(stated + 3)
  })

  it('takes the place of what an import that was killed has left', async () => {
    writeFileSync(incoming(), 'half of a plan')
    expect(await bench.station.importPlan(plan('Brand'), 'large.csv')).toMatchObject({ ok: true })
    expect(existsSync(incoming())).toBe(false)
  })
})
