import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyEventShape } from '../../core/epcis/verify-event-shape.ts'
import { asnReleased, asnReleasedMessage, lineDecided } from '../../core/release/release-records.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { Counted } from '../../core/statistics/counted.ts'
import type { KnownGoods } from '../../core/statistics/known-goods.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { countTables } from '../statistics/count-tables.ts'
import { answerTask, boss, CEREAL, HELD, heldBench, heldPlan, tasksOf } from './held-plan.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await heldBench()
})
afterEach(async () => {
  // Whatever came about: a notice is in the list what it is by itself.
  const { asns } = desk().list()
  expect(asns).toEqual(asns.map(({ asn }) => desk().show(asn).asn))
  await bench.close()
})

const desk = () => bench.workspace.control.release
const said = (name: string) =>
  bench.store.statements
    .range(1, Number.MAX_SAFE_INTEGER)
    .filter(({ contentType }) => contentType.includes(name))
    .map(({ bytes }) => JSON.parse(Buffer.from(readStatement(bytes).payload).toString()))
const eventsOf = (step: string) => said('epcis').filter(({ bizStep }) => bizStep === step)
const lineOf = (asn: string, line: string) =>
  desk()
    .show(asn)
    .lines.find((one) => one.line === line)
const drink = ']d201095060004100121727103110SN26K01'
const reason = 'The buyer has seen the report of the maker'

describe('an inbound plan with goods to inspect', () => {
  it('asks for every inspection when it is taken, holds those goods alone, and says what each waits for', async () => {
    const { asn, lines } = desk().show(HELD)
    expect(asn).toMatchObject({ state: 'held', held: 3, free: 1, demands: 3, met: 0 })
    expect(lines.map(({ why }) => why.map(({ sentence }) => sentence.code))).toEqual([
      ['hold-ingredient-inspection'],
      ['hold-container-loading-supervision'],
      ['hold-circulation-inspection'],
      [],
    ])
    expect(lineOf(CEREAL, '1')?.why).toHaveLength(3)
    expect(tasksOf(bench, HELD)).toHaveLength(3)
    const outcome = await bench.scan(drink)
    expect(outcome).toMatchObject({
      kind: 'stop',
      sentence: { code: 'goods-on-hold' },
      next: { code: 'hold-ingredient-inspection', detail: { lot: 'SN26K01' } },
    })
    expect(eventsOf('holding')).toHaveLength(1)
    await bench.press('ack')
    await bench.scan(']d20109506000310015172711071010L26315'.replace('1010L', '10L'))
    expect(bench.store.plans.line({ asn: HELD, line: '4', lot: 'L26315' })?.received).toBe(1)
  })

  it('marks a task that is with its agency once nothing asks for it any more', async () => {
    const { inspections } = bench.workspace.control
    const [id = ''] = tasksOf(bench, HELD)
    const rowOf = () => inspections.show(id).row
    inspections.assign(id, 'training-inspection')
    const { demand, task } = inspections.task(id)
    if (task.sampling)
      inspections.sample(id, { units: inspections.show(id).row.sample ?? 0, epcs: [], note: '' })
    inspections.send(id)
    expect(rowOf()).toMatchObject({ state: 'sent', unasked: false })
    const { plans, releases } = bench.store
    for (const line of plans.linesOfAsn(HELD))
      for (const open of releases.openOf(line))
        if (open.demand === demand) releases.endDemand(line, demand, 'gone', bench.station.ctx.clock.now())
    expect(rowOf()).toMatchObject({ state: 'sent', unasked: true })
    expect(inspections.list().tasks.find((one) => one.id === id)).toMatchObject({ unasked: true })
  })

  it('has no late inspections for what a supervisor has waived, in the list, its count and the figures', async () => {
    const { inspections } = bench.workspace.control
    const name = { asn: HELD, line: '1', lot: 'SN26K01' }
    const waived = tasksOf(bench, HELD).find((id) => inspections.task(id).kind === 'ingredient-inspection')
    bench.later(8 * 86_400_000)
    const before = inspections.list().overdue
    await desk().override({ ...name, reason, ...boss })
    const listed = inspections.list()
    expect(listed.overdue).toBe(before - 1)
    const row = listed.tasks.find(({ id }) => id === waived)
    expect(row).toMatchObject({ state: 'created', unasked: true, overdue: false })
    expect(listed.tasks.filter(({ overdue }) => overdue)).toHaveLength(before - 1)
    const counted: Counted[] = []
    const known = {
      task: () => null,
      brandOf: () => null,
      lineOf: () => null,
      makerOf: () => null,
    } as unknown as KnownGoods
    countTables(bench.store.releases.db, known, bench.clock.now(), (one) => counted.push(one))
    const late = counted.filter((one) => one.kind === 'count' && one.figure === 'overdue')
    expect(late).toHaveLength(before - 1)
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('is released once the last inspection conforms: line by line first, then whole, stated, told and cited', async () => {
    await bench.scan(drink)
    await bench.press('ack')
    const tasks = tasksOf(bench, HELD)
    for (const id of tasks.slice(0, -1)) await answerTask(bench, id)
    expect(desk().show(HELD).asn).toMatchObject({ state: 'held', met: tasks.length - 1, held: 1 })
    expect(said('asn-released')).toEqual([])
    await answerTask(bench, tasks.at(-1) ?? '')
    expect(desk().show(HELD).asn).toMatchObject({ state: 'released', held: 0, met: 3, why: [] })
    const [released] = said('asn-released')
    expect(asnReleased.parse(released)).toMatchObject({
      asn: HELD,
      release: 1,
      count: 4,
      kept: 0,
      overrides: [],
    })
    expect(released.conclusions).toEqual([...tasks].sort())
    const told = bench.store.messages.after(0, 100).filter(({ kind }) => kind === 'asn-released')
    expect(told).toHaveLength(1)
    expect(asnReleasedMessage.parse(told[0]?.body)).toMatchObject({
      asn: HELD,
      linesHash: released.linesHash,
    })
    const decided = said('line-decided').map((one) => lineDecided.parse(one))
    expect(decided.map(({ decision, because }) => [decision, because.kind])).toEqual(
      Array.from({ length: 3 }, () => ['label', 'conclusion']),
    )
    // Only goods that had come were held, and go on by an event that cites the agency's result.
    const [freed, ...others] = eventsOf('storing')
    expect(others).toEqual([])
    expect(freed).toMatchObject({
      'bm:decision': lineOf(HELD, '1')?.decisionHash,
      bizTransactionList: [{ type: 'testres' }],
    })
    expect([...eventsOf('holding'), ...eventsOf('storing')].flatMap(verifyEventShape)).toEqual([])
    expect(await bench.scan(drink)).toMatchObject({ kind: 'accepted', sentence: { code: 'goods-accepted' } })
    expect(await bench.scan(await bench.newestSymbol())).toMatchObject({
      sentence: { code: 'label-verified' },
    })
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('goes on by a supervisor’s word also when other rules that ask for the same have come into force since', async () => {
    const rules = bench.workspace.control.rules
    const inForce = bench.station.ctx.rules()
    const next = { ...inForce, version: inForce.version + 1 }
    const taken = rules.take(Buffer.from(JSON.stringify(next)), 'next.json')
    if (!taken.ok) throw new Error(taken.failure.code)
    await rules.approve({ hash: taken.hash, validFrom: null, ...boss })
    await rules.approve({ hash: taken.hash, validFrom: null, badge: 'ADM-0001', passcode: '975310' })
    expect(lineOf(HELD, '2')?.ruleSet).not.toBe(taken.hash)
    const lot = lineOf(HELD, '2')?.lot ?? ''
    const asked = tasksOf(bench, HELD)
    await desk().override({ asn: HELD, line: '2', lot, reason, ...boss })
    expect(lineOf(HELD, '2')).toMatchObject({ state: 'overridden', decision: 'label', why: [] })
    expect(tasksOf(bench, HELD)).toEqual(asked)
  })

  it('stays held when goods do not conform, until a supervisor answers for them by name; then it is amber for good', async () => {
    const [water] = tasksOf(bench, HELD).filter(
      (id) => bench.workspace.control.inspections.task(id).kind === 'ingredient-inspection',
    )
    await answerTask(bench, water ?? '', 'one-too-many')
    const drinks = { asn: HELD, line: '1', lot: 'SN26K01' }
    expect(lineOf(HELD, '1')).toMatchObject({
      state: 'held',
      why: [{ by: 'decision' }],
      mayOverride: true,
      demands: [{ ended: 'failed' }],
    })
    const refused = (asked: object) => desk().override({ ...drinks, reason, ...boss, ...asked })
    await expect(refused({ reason: 'ok' })).rejects.toMatchObject({ code: 'release-reason-short' })
    await expect(refused({ badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      code: 'release-needs-supervisor',
    })
    await expect(refused({ line: '4', lot: 'L26315' })).rejects.toMatchObject({ code: 'override-nothing' })
    expect(await refused({})).toMatchObject({
      released: false,
      sentence: {
        code: 'asn-word-held',
        detail: { asn: HELD, line: '1', waiting: expect.stringMatching(/^2 \(.*3 \(/) },
      },
    })
    for (const line of ['2', '3']) {
      const lot = lineOf(HELD, line)?.lot ?? ''
      await desk().override({ asn: HELD, line, lot, reason, ...boss })
    }
    const { asn, lines } = desk().show(HELD)
    expect(asn).toMatchObject({ state: 'overridden', overridden: 3, released: 1 })
    expect(lines[0]).toMatchObject({
      state: 'overridden',
      decision: 'label',
      words: [{ badge: 'SUP-0001', reason }],
    })
    expect(said('asn-released')[0].overrides).toHaveLength(3)
    expect(said('line-decided').at(-1)).toMatchObject({
      because: { kind: 'override' },
      word: expect.any(String),
    })
    // Taken again with another quantity, the goods go on: what was waived stays waived under the same rules.
    await bench.station.importPlan(
      Buffer.from(heldPlan().toString().replace(',2,2,,,,0.01', ',3,2,,,,0.01')),
      'b.csv',
    )
    expect(lineOf(HELD, '1')).toMatchObject({ state: 'overridden', planned: 3 })
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('stays held by a conclusion that it did not conform while that is contested, whatever else conformed', async () => {
    const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
    const other = 'ASN-2026-1122-53'
    const row = rows.find((one) => one.startsWith(`${CEREAL},1,`)) ?? ''
    const next = row
      .replace(CEREAL, other)
      .replace('BMKU5107804', 'BMKU5107810')
      .replace('KN26K08', 'KN26K09')
    await bench.station.importPlan(Buffer.from([head, next, ''].join('\n')), 'next.csv')
    const { inspections } = bench.workspace.control
    const loadingOf = (asn: string) =>
      tasksOf(bench, asn).find((id) => inspections.task(id).kind === 'container-loading-supervision') ?? ''
    const [good, bad] = [loadingOf(CEREAL), loadingOf(other)]
    const judged = () => {
      const { decision } = bench.store.plans.line({ asn: other, line: '1', lot: 'KN26K09' }) ?? {}
      const { reasons } = JSON.parse(decision ?? '{}') as { reasons: { rule: string; said: string }[] }
      return reasons.find(({ rule }) => rule === 'container-loading-supervision')?.said
    }
    expect(judged()).toBe('loading-due')
    await answerTask(bench, good)
    expect(judged()).toBe('loading-lately')
    await answerTask(bench, bad, 'one-too-many')
    expect(judged()).toBe('loading-nonconformant')
    inspections.contest(bad, 'seller', 'The photographs are of another container')
    expect(inspections.show(bad).row.state).toBe('reopened')
    expect(judged()).toBe('loading-nonconformant')
    await inspections.order(bad, 'uphold', 'They are of this one', boss)
    expect(judged()).toBe('loading-nonconformant')
    // One that had conformed lets its goods go on no more.
    const own = () => lineOf(CEREAL, '1')?.demands.filter(({ ended }) => ended === null).length
    const before = own() ?? 0
    inspections.contest(good, 'brand', 'Nobody has seen the seal')
    expect(own()).toBe(before + 1)
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('is not released, nor overridden, while customs wants to see it', async () => {
    const { store } = bench
    const statement = store.statements.range(1, 1)[0]?.n ?? 1
    store.releases.db
      .prepare(
        "INSERT INTO customs_order VALUES ('BK-1', ?, '2026-11-22T10:00:00.000+08:00', ?, NULL, NULL, 'open', NULL)",
      )
      .run(statement, JSON.stringify({ asn: HELD, line: '1', lot: null, container: null, quantity: null }))
    await expect(
      desk().override({ asn: HELD, line: '1', lot: 'SN26K01', reason, ...boss }),
    ).rejects.toMatchObject({ code: 'override-customs', detail: { order: 'BK-1' } })
    for (const id of tasksOf(bench, HELD)) await answerTask(bench, id)
    expect(desk().show(HELD)).toMatchObject({
      asn: { state: 'held', met: 3 },
      lines: [{ why: [{ by: 'customs' }] }, {}, {}, {}],
    })
    expect(await bench.scan(drink)).toMatchObject({ kind: 'stop', next: { code: 'hold-customs' } })
    expect(eventsOf('holding')).toMatchObject([{ 'bm:reason': 'customs' }])
    store.releases.db
      .prepare(`UPDATE customs_order SET state = 'released', ended = ${statement} WHERE number = 'BK-1'`)
      .run()
    expect(desk().release(HELD)).toMatchObject({ released: true })
    expect(eventsOf('storing')).toHaveLength(1)
  })

  it('keeps a person’s hold apart: a conclusion does not lift it, a supervisor does', async () => {
    const name = { asn: HELD, line: '1', lot: 'SN26K01' }
    await bench.press('hold', { ...name, reason: 'wet cartons' })
    for (const id of tasksOf(bench, HELD)) await answerTask(bench, id)
    expect(lineOf(HELD, '1')).toMatchObject({
      state: 'held',
      decision: 'label',
      why: [{ by: 'operator' }],
      mayLift: true,
    })
    await expect(bench.press('open-case', name)).rejects.toMatchObject({ code: 'goods-on-hold-inside' })
    expect(await desk().lift({ ...name, reason: 'Cartons were changed', ...boss })).toMatchObject({
      released: true,
    })
    expect(lineOf(HELD, '1')).toMatchObject({ state: 'released', words: [{ kind: 'lift' }] })
    await expect(desk().lift({ ...name, reason: 'Cartons were changed', ...boss })).rejects.toMatchObject({
      code: 'hold-not-by-person',
    })
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('sends a unit whose label was out when its goods were held to the inspection area, and says why at the line', async () => {
    const free = { asn: HELD, line: '4', lot: 'L26315' }
    await bench.scan(']d2010950600031001517271107' + '10L26315')
    const inHand = () => bench.station.view().line
    expect(inHand()).not.toHaveProperty('why')
    await bench.press('hold', { ...free, reason: 'wet cartons' })
    expect(inHand()).toMatchObject({ held: true, why: [{ code: 'held-by-operator' }] })
    expect(bench.station.view().lines.some((line) => 'why' in line)).toBe(false)
    expect(await bench.scan(await bench.newestSymbol())).toMatchObject({
      kind: 'accepted',
      sentence: { code: 'label-verified' },
      next: { code: 'next-inspection-area' },
    })
  })

  it('lets a person hold goods that their decision holds already, and their hold outlives the inspection', async () => {
    const name = { asn: HELD, line: '1', lot: 'SN26K01' }
    await bench.scan(drink)
    await bench.press('ack')
    await bench.press('hold', { ...name, reason: 'wet cartons' })
    await expect(bench.press('hold', { ...name, reason: 'wet cartons' })).rejects.toMatchObject({
      code: 'line-is-held',
    })
    for (const id of tasksOf(bench, HELD)) await answerTask(bench, id)
    expect(lineOf(HELD, '1')).toMatchObject({ state: 'held', why: [{ by: 'operator' }], mayLift: true })
    expect(await bench.scan(drink)).toMatchObject({ kind: 'stop', next: { code: 'held-by-operator' } })
    await bench.press('ack')
    await desk().lift({ ...name, reason: 'Cartons were changed', ...boss })
    expect([eventsOf('holding').length, eventsOf('storing').length]).toEqual([1, 1])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('goes on when goods data brings the report that it waited for', async () => {
    const line = desk().show(CEREAL).lines[0]
    const asked = () =>
      desk()
        .show(CEREAL)
        .lines[0]?.demands.filter(({ ended }) => ended === null).length
    expect(line?.demands).toHaveLength(3)
    const { catalogue } = bench.workspace.control
    const take = (table: 'manufacturers' | 'certificates', text: string) =>
      catalogue.take({
        fileName: `${table}.csv`,
        bytes: Buffer.from(text).toString('base64url'),
        table,
        isDry: false,
        replace: false,
        ...boss,
      })
    await take(
      'manufacturers',
      'id,name,country,address,photos\nkorat,Korat Cereal Mills Co. Ltd,TH,Korat,\n',
    )
    await take(
      'certificates',
      'manufacturer,id,kind,category,scope,from,until,report\nkorat,FE-1,factory-evaluation,baby-cereal,,2026-01-01,2027-12-31,\n',
    )
    expect(asked()).toBe(2)
    expect(said('line-decided')).toMatchObject([{ because: { kind: 'report' } }])
  })

  it('is released by a revision that takes out what held it', async () => {
    const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
    const kept = rows.filter((row) => row.startsWith(`${HELD},4,`))
    await bench.station.importPlan(Buffer.from([head, ...kept, ''].join('\n')), 'less.csv')
    expect(desk().show(HELD).asn).toMatchObject({ state: 'released', lines: 1 })
    expect(said('asn-released')).toMatchObject([{ because: { kind: 'plan' }, count: 1 }])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })
})
