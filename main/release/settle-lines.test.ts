import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import type { BatchFigures } from '../../core/catalogue/rows.ts'
import { keyOf } from '../../core/catalogue/tables.ts'
import { sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { tableNumber } from '../../platform/catalogue/catalogue-schema.ts'
import { openCatalogueFile, RowWriter } from '../catalogue/catalogue-file.ts'
import { importFile } from '../catalogue/import-file.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import type { BenchStation } from '../station/bench-station.stub.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { answerTask, CEREAL, HELD, heldBench, heldPlan, tasksOf } from './held-plan.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await heldBench()
})
afterEach(() => bench.close())

const COFFEE = 'ASN-2026-1122-53'
const coffee = { asn: COFFEE, line: '3', lot: 'DK26J06' }
const coffeeCode = ']d2010950600041003617280331' + '10DK26J06'
const catalogueFile = () => workspaceFiles(bench.folder).catalogue
const lineNow = (name = coffee) => {
  const line = bench.store.plans.line(name)
  if (!line) throw new Error('no such line')
  return line
}

/** The instant coffee of the sample plan, of which the seller admits few refunds: it waits for nothing. */
function coffeePlan(lines = ['3']): Buffer {
  const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
  const row = rows.find((one) => one.startsWith(`${HELD},3,`)) ?? ''
  const announced = lines.map((line) =>
    row
      .replace(`${HELD},3,`, `${COFFEE},${line},`)
      .replace('DK26J05', 'DK26J06')
      .replace(/0\.08$/, '0.01'),
  )
  return Buffer.from([head, ...announced, ''].join('\n'))
}

/** What the command beside the station does: nobody tells the station. */
const importBeside = (refunded: number) =>
  importFile(
    Buffer.from(
      `gtin,lot,sold,refunded,complaints,as_of\n9506000410036,DK26J06,1000,${refunded},0,2026-11-2${refunded % 10}\n`,
    ),
    {
      ...{
        catalogue: catalogueFile(),
        fileName: 'figures.csv',
        table: 'figures',
        replace: false,
        isDry: false,
      },
      ...{ badge: 'SUP-0001', t: bench.clock.now() },
    },
    () => {},
  )

describe('goods data that a command takes beside the station', () => {
  beforeEach(() => bench.station.importPlan(coffeePlan(), 'coffee.csv'))

  it('keeps goods from going on at the very next scan, and stays what other lines are looked at by', async () => {
    expect(lineNow().verdict).toBe('label')
    expect(await bench.scan(coffeeCode)).toMatchObject({ kind: 'accepted' })
    await bench.scan(await bench.newestSymbol())
    expect(await importBeside(100)).toMatchObject({ ok: true })
    expect(await bench.scan(coffeeCode)).toMatchObject({ kind: 'stop', sentence: { code: 'goods-on-hold' } })
    expect(lineNow()).toMatchObject({ verdict: 'hold', received: 1 })
    await bench.press('ack')
    await bench.workspace.control.release.settle()
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('bears on open lines without any scan, and on none that it says nothing new of', async () => {
    const { release } = bench.workspace.control
    await release.settle()
    const decided = () => bench.store.counts().statements
    const before = decided()
    await importBeside(11)
    await release.settle()
    expect([lineNow().verdict, decided()]).toEqual(['label', before])
    await importBeside(102)
    await release.settle()
    expect(lineNow().verdict).toBe('hold')
    // The decision, its inspection, and nothing of any other line.
    expect(decided()).toBe(before + 2)
    await release.settle()
    expect(decided()).toBe(before + 2)
  })

  it.each(['at a scan', 'by itself'])(
    'has the whole lot inspected that stands in two lines, %s',
    async (how) => {
      // The second line is not among the first that are looked at together.
      const others = Array.from({ length: 25 }, (_, at) => ({
        asn: COFFEE,
        line: `${at + 100}`,
        lot: `L${at}`,
      }))
      const [head = '', ...rows] = sampleCsv(others).split('\n')
      const lot = coffeePlan(['3', '1']).toString().trimEnd().split('\n').slice(1)
      const same = (row: string) =>
        row.replace('BMKU2046318,S-1,Seller Ltd', 'BMKU5107736,TH5510284,Lotus Pier Foods Co. Ltd')
      await bench.station.importPlan(Buffer.from([head, ...lot, ...rows.map(same), ''].join('\n')), 'two.csv')
      await bench.workspace.control.release.settle()
      expect(await importBeside(100)).toMatchObject({ ok: true })
      if (how === 'at a scan') expect(await bench.scan(coffeeCode)).toMatchObject({ kind: 'stop' })
      else await bench.workspace.control.release.settle()
      expect([lineNow(), lineNow({ ...coffee, line: '1' })].map(({ verdict }) => verdict)).toEqual([
        'hold',
        'hold',
      ])
      const named = tasksOf(bench, COFFEE).map(
        (id) => bench.workspace.control.inspections.task(id).task.lines,
      )
      expect(named.map((lines) => lines.map(({ line }) => line).sort())).toContainEqual(['1', '3'])
    },
  )

  it('bears on them when it came while no station was open', async () => {
    await bench.workspace.close()
    await importBeside(100)
    await bench.reopen()
    await bench.workspace.control.release.settle()
    expect(lineNow().verdict).toBe('hold')
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })
})

/** As an import leaves the catalogue, within one step. */
function putFigures(figures: BatchFigures): void {
  const db = openCatalogueFile(catalogueFile())
  db.exec('BEGIN IMMEDIATE')
  new RowWriter(db, 'local').put('figures', { key: keyOf('figures', figures), body: canonicalText(figures) })
  db.prepare(
    `INSERT INTO import (t, badge, file, sha256, tbl, added, changed, removed) VALUES (?, 'SUP-0001', 'f.csv', '', ?, 1, 0, 0)`,
  ).run(bench.clock.now(), tableNumber.figures)
  db.exec('COMMIT')
  db.close()
}

describe('what becomes known while a plan is decided beside the scans', () => {
  const figures = { gtin: '09506000410036', lot: 'DK26J06', sold: 1000, complaints: 0 }
  /** What is done at the last moment before the plan is stored, each time. */
  const importing = (before: (round: number) => void, plan = coffeePlan()) => {
    let rounds = 0
    return bench.station.importPlan(plan, 'coffee.csv', ({ stage }) => {
      if (stage === 'store') before(++rounds)
    })
  }

  it('is what its lines are decided by before they are put in', async () => {
    await importing((round) => {
      if (round === 1) putFigures({ ...figures, refunded: 100, asOf: '2026-11-20' })
    })
    expect(lineNow().verdict).toBe('hold')
    const [task = ''] = tasksOf(bench, COFFEE)
    expect(bench.workspace.control.inspections.task(task).task.refundRatio).toBe(0.1)
  })

  it('keeps no plan out for ever, and no goods of it go on by what was known before', async () => {
    await importing((round) => {
      if (round <= 3) putFigures({ ...figures, refunded: round < 3 ? round : 100, asOf: `2026-11-2${round}` })
    })
    expect(lineNow().verdict).toBe('label')
    expect(await bench.scan(coffeeCode)).toMatchObject({ kind: 'stop', sentence: { code: 'goods-on-hold' } })
    expect(lineNow().verdict).toBe('hold')
  })

  it('is heard also of an inspection, and of lines that never asked for one', async () => {
    const { inspections, release } = bench.workspace.control
    const loading = tasksOf(bench, CEREAL).find(
      (id) => inspections.task(id).kind === 'container-loading-supervision',
    )
    await answerTask(bench, loading ?? '')
    const [head = '', ...rows] = heldPlan().toString().trimEnd().split('\n')
    const cereal = rows.find((one) => one.startsWith(`${CEREAL},1,`)) ?? ''
    const next = (asn: string, lot: string) =>
      Buffer.from(
        [
          head,
          cereal.replace(CEREAL, asn).replace('BMKU5107804', 'BMKU5107810').replace('KN26K08', lot),
          '',
        ].join('\n'),
      )
    const said = (asn: string, lot: string) => {
      const { reasons } = JSON.parse(lineNow({ asn, line: '1', lot }).decision) as {
        reasons: { rule: string; said: string }[]
      }
      return reasons.find(({ rule }) => rule === 'container-loading-supervision')?.said
    }
    await bench.station.importPlan(next('ASN-2026-1122-54', 'KN26K09'), 'next.csv')
    expect(said('ASN-2026-1122-54', 'KN26K09')).toBe('loading-lately')
    await importing(
      (round) => {
        if (round === 1) inspections.contest(loading ?? '', 'brand', 'Nobody has seen the seal')
      },
      next('ASN-2026-1122-55', 'KN26K10'),
    )
    expect(said('ASN-2026-1122-55', 'KN26K10')).toBe('loading-due')
    // The line that was let pass by it never had a demand of its own.
    await release.settle()
    expect(said('ASN-2026-1122-54', 'KN26K09')).toBe('loading-due')
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('is what a large plan is decided by, which a thread reads', async () => {
    const others = Array.from({ length: 400 }, (_, at) => ({ asn: 'ASN-9', line: `${at + 10}` }))
    const ours = {
      ...coffee,
      gtin: '9506000410036',
      category: 'instant-coffee',
      origin: 'TH',
      report_id: '',
      report_expires: '',
    }
    const plan = Buffer.from(sampleCsv([ours, ...others]))
    expect(plan.length).toBeGreaterThan(64 * 1024)
    await importing((round) => {
      if (round === 1) putFigures({ ...figures, refunded: 100, asOf: '2026-11-20' })
    }, plan)
    expect(lineNow().verdict).toBe('hold')
  })
})
