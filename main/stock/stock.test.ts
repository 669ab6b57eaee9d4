import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { stockReconciled } from '../../core/stock/stock-record.ts'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { stockAnswer } from './stock-of-shift.ts'

const goods = ']d20109506000110011' + '1728021410KM1-2608A'
const roll = { kind: 'unit-label', process: 'thermal-transfer', cover: 'overlay', load: true }

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const issueAll = async () => {
  await bench.press('issue-stock', { ...roll, roll: 'R-1', count: 100 })
  await bench.press('issue-stock', { roll: 'P-1', kind: 'overlay', count: 100 })
}
const verifyOne = async () => {
  await bench.scan(goods)
  await bench.scan(await bench.newestSymbol())
}
const stockOf = (kind: string) => stockAnswer(bench.store).stock.find((row) => row.kind === kind)

/** What the chain says of the shift that was closed last. */
function stated() {
  const name = contentTypes.record('stock-reconciled')
  const all = bench.store.batches.all().flatMap(({ n }) => bench.store.statementsOf(n))
  const found = all.filter(({ contentType }) => contentType === name).at(-1)
  return found && stockReconciled.parse(parseCanonical(readStatement(found.bytes).payload))
}

describe('security stock', () => {
  it('is issued = used + voided + tests + destroyed + left, and a shift closed after a count states it', async () => {
    await issueAll()
    await verifyOne()
    await bench.scan(goods)
    await bench.station.printed()
    // One label is given up before it was on its goods, and its unit gets another, which is.
    await bench.press('void', { reason: 'torn' })
    await bench.scan(await bench.newestSymbol())
    bench.station.labelTried('unit-label', 'OP-0007')
    await bench.press('destroy-stock', {
      kind: 'unit-label',
      count: 2,
      reason: 'fed-blank',
      witness: 'Chen Wei',
    })
    expect(stockOf('unit-label')).toMatchObject({
      issued: 100,
      used: 2,
      voided: 1,
      tests: 1,
      destroyed: 2,
      expected: 94,
    })
    expect(stockOf('overlay')).toMatchObject({ issued: 100, used: 2, voided: 0, expected: 98 })
    await bench.press('count-stock', { kind: 'unit-label', left: 94 })
    await bench.press('count-stock', { kind: 'overlay', left: 98 })
    await bench.press('close-shift')
    expect(stated()).toMatchObject({
      verdict: 'agrees',
      stock: [
        { kind: 'unit-label', counted: 94, difference: 0 },
        { kind: 'case-label', isKept: false, expected: null, counted: null },
        { kind: 'overlay', counted: 98, difference: 0 },
      ],
    })
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    // What is left is what the next shift begins with.
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    expect(stockOf('unit-label')).toMatchObject({
      opening: 94,
      issued: 0,
      used: 0,
      expected: 94,
      counted: null,
    })
  })

  it('is found damaged by fsck where a movement is missing', async () => {
    await issueAll()
    const db = new Sqlite(workspaceFiles(bench.folder).database)
    const triggers = "SELECT sql FROM sqlite_schema WHERE name = 'stock_move_no_update'"
    const trigger = db.prepare(triggers).pluck().get() as string
    db.exec('DROP TRIGGER stock_move_no_update; UPDATE stock_move SET n = n + 1 WHERE n = 3')
    db.exec(trigger)
    db.close()
    expect((await checkWorkspace(bench.folder)).problems).toContainEqual({
      code: 'stock-move-damaged',
      where: 'movement 4',
    })
  })

  it('is counted with a difference only for a reason and by a supervisor, and the count is over when anything moves', async () => {
    await issueAll()
    const count = { kind: 'unit-label', left: 97 }
    await expect(bench.press('count-stock', count)).rejects.toMatchObject({
      code: 'stock-reason-needed',
      detail: { difference: -3 },
    })
    await expect(bench.press('count-stock', { ...count, reason: 'missing' })).rejects.toMatchObject({
      code: 'stock-needs-supervisor',
    })
    const { badge, passcode } = sampleSupervisor
    await bench.press('count-stock', { ...count, reason: 'missing', badge, passcode })
    expect(stockOf('unit-label')).toMatchObject({ counted: 97, difference: -3, reason: 'missing' })
    await verifyOne()
    expect(stockOf('unit-label')).toMatchObject({ expected: 99, counted: null, difference: null })
  })

  it('is not counted by silence: the shift closes without a count only on somebody’s word, which is on record', async () => {
    await issueAll()
    await expect(bench.press('close-shift')).rejects.toMatchObject({ code: 'stock-not-counted' })
    expect(await bench.press('close-shift', { uncounted: true })).toMatchObject({
      sentence: { code: 'shift-closed-uncounted' },
    })
    expect(stated()).toMatchObject({ verdict: 'not-counted' })
  })

  it('says of a printed label that its overlay comes before the scan, where the roll has no panels', async () => {
    await issueAll()
    await bench.scan(goods)
    await bench.newestSymbol()
    expect(bench.station.view().label).toMatchObject({ state: 'printed', overlay: true })
  })

  it('takes no overlay where the roll comes with panels, and counts a label in doubt that was given up', async () => {
    await bench.press('issue-stock', { ...roll, roll: 'R-2', count: 10, cover: 'panel' })
    await verifyOne()
    expect(bench.station.view().label?.overlay).toBe(false)
    expect(stockOf('overlay')).toMatchObject({ isKept: false, used: 0 })
    await bench.workspace.hands.printerFault('media-out', 'mid-label')
    await bench.scan(goods)
    await bench.station.printed()
    await bench.press('void', { reason: 'torn' })
    expect(stockOf('unit-label')).toMatchObject({ used: 1, voided: 1, inDoubt: 1, expected: 8 })
  })

  it('takes no overlay for a label whose template has no scratch panel, and fsck agrees', async () => {
    const file = repositoryFile('core', 'label', 'template', 'shipped', 'unit-60x40-1.json')
    const shipped = JSON.parse(readFileSync(file, 'utf8')) as {
      elements: Record<string, unknown>[]
    }
    // An empty frame stands where the panel was.
    const elements = shipped.elements.map((element) => {
      if (element.type !== 'scratch-panel') return element
      const { id, x, y, width, height } = element
      return { type: 'box', id, x, y, width, height, thickness: 0.25 }
    })
    const desk = bench.workspace.templates
    const taken = desk.take(Buffer.from(JSON.stringify({ ...shipped, version: 9, elements })))
    if (!taken.ok) throw new Error(taken.failure.code)
    await issueAll()
    await verifyOne()
    await desk.approve({ hash: taken.hash, badge: 'SUP-0001', passcode: sampleSupervisor.passcode })
    await bench.scan(goods)
    const bare = await bench.newestSymbol()
    expect(bench.station.view().label).toMatchObject({ state: 'printed', overlay: false })
    await bench.scan(bare)
    expect(stockOf('unit-label')).toMatchObject({ used: 2, expected: 98 })
    expect(stockOf('overlay')).toMatchObject({ used: 1, expected: 99 })
    await bench.press('count-stock', { kind: 'unit-label', left: 98 })
    await bench.press('count-stock', { kind: 'overlay', left: 99 })
    await bench.press('close-shift')
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('refuses what its wrapper cannot say, what is not there, and more than is left; then nothing has moved', async () => {
    await issueAll()
    const before = stockAnswer(bench.store)
    for (const [code, press] of [
      ['stock-known', { ...roll, roll: 'R-1', count: 5 }],
      ['stock-unlike', { kind: 'unit-label', roll: 'R-9', count: 5 }],
      ['stock-unlike', { kind: 'overlay', roll: 'P-9', count: 5, load: true }],
    ] as const)
      await expect(bench.press('issue-stock', press)).rejects.toMatchObject({ code })
    await expect(bench.press('load-stock', { roll: 'R-7' })).rejects.toMatchObject({ code: 'stock-unknown' })
    const many = { kind: 'overlay', count: 101, reason: 'rest-of-roll', witness: 'X' }
    await expect(bench.press('destroy-stock', many)).rejects.toMatchObject({ code: 'stock-too-many' })
    await expect(bench.press('count-stock', { kind: 'case-label', left: 1 })).rejects.toMatchObject({
      code: 'stock-not-kept',
    })
    expect(stockAnswer(bench.store)).toEqual(before)
  })
})

describe('whatever is done with security stock', () => {
  const seed = Number(process.env.BONDMARK_STOCK_SEED ?? 20261125)

  it(`is counted as by hand: rolls changed in the middle, labels in doubt, voided, tried (seed ${seed})`, async () => {
    const random = seededRandom(seed)
    const { badge, passcode } = sampleSupervisor
    await bench.press('lock')
    await bench.press('sign-in', { badge, passcode })
    /** What somebody would have who notes every blank label and overlay that is taken. */
    const drawer = { labels: 0, overlays: 0 }
    let cover = 'overlay'
    let rolls = 0
    const issue = async () => {
      cover = rolls % 2 === 0 ? 'overlay' : 'panel'
      await bench.press('issue-stock', { ...roll, roll: `R-${++rolls}`, count: 20, cover })
      drawer.labels += 20
    }
    await issue()
    await bench.press('issue-stock', { roll: 'P-1', kind: 'overlay', count: 100 })
    drawer.overlays += 100
    const outOf = () => bench.store.labels.outstanding()[0]
    const steps: readonly (() => Promise<void>)[] = [
      async () => {
        await bench.scan(goods)
        await bench.station.printed()
        drawer.labels--
      },
      async () => {
        await bench.scan(goods)
        await bench.station.printed()
        drawer.labels--
        // The overlay that its roll asks for is on it when it is scanned.
        if (cover === 'overlay') drawer.overlays--
        expect(await bench.scan(await bench.newestSymbol())).toMatchObject({ kind: 'accepted' })
      },
      async () => {
        const label = outOf()
        if (!label) return
        // Its unit gets another label.
        await bench.press('void', { serial: label.serial, reason: 'torn' })
        await bench.station.printed()
        drawer.labels--
      },
      async () => {
        const label = outOf()
        if (label) await bench.press('void', { serial: label.serial, reason: 'damaged' })
      },
      async () => {
        // Half a label: nobody knows whether it counts, and it took one.
        await bench.workspace.hands.printerFault('media-out', 'mid-label')
        await bench.scan(goods)
        await bench.station.printed()
        drawer.labels--
        const { serial = '', state } = bench.store.labels.newest(1)[0] ?? {}
        expect(state).toBe('uncertain')
        await bench.press('void', { serial, reason: 'damaged' })
        await bench.workspace.hands.printerFault('none', 'now')
        await bench.station.printed()
      },
      async () => {
        bench.station.labelTried('unit-label', badge)
        drawer.labels--
      },
      async () => {
        await bench.press('destroy-stock', {
          kind: 'unit-label',
          count: 1,
          reason: 'torn',
          witness: 'Chen Wei',
        })
        drawer.labels--
      },
      issue,
    ]
    const order = Array.from({ length: 3 }, () => steps.map((_, which) => which)).flat()
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1))
      ;[order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0]
    }
    for (const which of order) {
      await steps[which]?.()
      expect([which, stockOf('unit-label')?.expected, stockOf('overlay')?.expected]).toEqual([
        which,
        drawer.labels,
        drawer.overlays,
      ])
    }
    expect(stockOf('unit-label')).toMatchObject({ inDoubt: 3, tests: 3, destroyed: 3, issued: 80 })
    for (const { serial } of bench.store.labels.outstanding())
      await bench.press('void', { serial, reason: 'damaged' })
    await bench.press('count-stock', { kind: 'unit-label', left: drawer.labels })
    await bench.press('count-stock', { kind: 'overlay', left: drawer.overlays })
    await bench.press('close-shift')
    expect(stated()).toMatchObject({ verdict: 'agrees' })
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })
})

describe('a scratch code', () => {
  const reserved = () => bench.store.labels.newest(1).length

  it('is not printed on direct thermal stock, nor on stock that hides nothing: nothing is received or reserved', async () => {
    const unfit = [
      ['R-3', { process: 'direct-thermal', cover: 'panel' }, 'stock-direct-thermal'],
      ['R-4', { process: 'thermal-transfer', cover: 'none' }, 'stock-shows-pin'],
    ] as const
    for (const [name, stock, code] of unfit) {
      await bench.press('issue-stock', { ...roll, roll: name, count: 10, ...stock })
      expect(await bench.scan(goods)).toMatchObject({
        kind: 'refused',
        sentence: { code, detail: { roll: name } },
        next: { code: 'next-load-stock' },
      })
    }
    expect(reserved()).toBe(0)
    await bench.press('issue-stock', { ...roll, roll: 'R-5', count: 10 })
    expect(await bench.scan(goods)).toMatchObject({ kind: 'accepted' })
    expect(reserved()).toBe(1)
  })

  it('waits when the roll was changed after its label was reserved, and goes out when the right one is in', async () => {
    await bench.workspace.hands.printerFault('media-out', 'now')
    await bench.scan(goods)
    expect(bench.store.labels.newest(1)[0]?.state).toBe('reserved')
    await bench.press('issue-stock', { ...roll, roll: 'R-5', count: 10, process: 'direct-thermal' })
    await bench.workspace.hands.printerFault('none', 'now')
    await bench.station.printed()
    expect(bench.store.labels.newest(1)[0]?.state).toBe('reserved')
    expect(bench.station.view().outstanding[0]?.waits?.code).toBe('stock-direct-thermal')
    await bench.press('issue-stock', { ...roll, roll: 'R-6', count: 10 })
    await bench.station.printed()
    expect(bench.store.labels.newest(1)[0]?.state).toBe('printed')
  })

  it('is printed at a real station only on a roll that somebody has loaded, and never goes where files of it stay', async () => {
    Object.assign(bench.station.ctx, { profile: { ...bench.station.ctx.profile, training: false } })
    expect(await bench.scan(goods)).toMatchObject({ kind: 'refused', sentence: { code: 'stock-not-loaded' } })
    expect(reserved()).toBe(0)
    // Nor does it go to a folder, or through a spooler that no administrator has allowed.
    const { devices } = bench.workspace
    const setting = {
      kind: 'printer' as const,
      name: 'Files',
      enabled: true,
      connection: { kind: 'file' as const, folder: '/nowhere' },
      model: 'zpl-203',
      stock: 'both' as const,
      pinsOverSpooler: true,
    }
    const { badge, passcode } = sampleSupervisor
    await expect(devices.save({ setting, badge, passcode })).rejects.toMatchObject({
      code: expect.stringMatching(/^(training-only|device-needs-administrator)$/),
    })
    await expect(
      devices.save({ setting: { ...setting, pinsOverSpooler: false }, badge, passcode }),
    ).rejects.toMatchObject({ code: 'training-only' })
    const spooled = { ...setting, connection: { kind: 'spooler' as const, queue: 'labels' } }
    await expect(devices.save({ setting: spooled, badge, passcode })).rejects.toMatchObject({
      code: 'device-needs-administrator',
    })
    await devices.start()
    await devices.save({ setting: { ...spooled, pinsOverSpooler: false }, badge, passcode })
    expect(devices.printerFor('unit')?.mayCarryPins).toBe(false)
    await bench.press('issue-stock', { ...roll, roll: 'R-9', count: 10 })
    await bench.scan(goods)
    await bench.station.printed()
    expect(bench.store.labels.newest(1)[0]?.state).toBe('reserved')
    expect(bench.station.view().outstanding[0]?.waits?.code).toBe('label-waits-pins')
  })
})
