import { afterEach, beforeEach, expect, it } from 'vitest'
import { standingAnswer } from '../../core/contract/standing.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleSupervisor } from '../training/sample-people.ts'

const { badge, passcode } = sampleSupervisor
const vouching = { badge, passcode }
const asn = 'ASN-2026-1122-01'
const spoons = { customsEntry: '422720261000481205', entryItem: '5', gtin: '09506000110059', lot: 'BT-26-11' }
const formula = {
  customsEntry: '422720261000481205',
  entryItem: '1',
  gtin: '09506000110011',
  lot: 'KM1-2608A',
}

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

async function label(): Promise<string> {
  await bench.scan(']d20109506000110011' + '1728021410KM1-2608A')
  const text = await bench.newestSymbol()
  await bench.scan(text)
  return text
}

/** What the ledger says of a statement once it has judged it. */
async function standing(url: string, id: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}/standing/${id}`)
    if (response.status === 200) return standingAnswer.parse(await response.json()).verdict.standing
    await response.arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it('everything that is stated of goods under supervision is logged by a ledger and found valid there', async () => {
  const desk = bench.workspace.control.bonded
  for (let unit = 0; unit < 10; unit++) await bench.scan(']d201095060001100591736123110BT-26-11')
  await bench.press('close-line', { asn, line: '5', lot: spoons.lot })
  const [gone = '', burnt = ''] = [await label(), await label()]
  await bench.press('open-case', { asn, line: '1', lot: formula.lot })
  await label()
  await bench.press('close-case')
  const sscc = await bench.newestSymbol()
  await bench.scan(sscc)
  await bench.press('short', { asn, line: '1', lot: formula.lot, quantity: 45, reason: 'not-in-container' })
  await bench.press('close-line', { asn, line: '1', lot: formula.lot })

  const paper = { document: 'HG-1', reason: 'expired' }
  const seen = { asn, container: 'BMKU2046318', photo: null }
  await desk.checkSeal({ ...seen, seal: null })
  await desk.settleSeal({ ...vouching, asn, said: 'taken off at the port', document: null })
  await desk.openBook({
    ...vouching,
    book: 'H1',
    company: 'Harbour',
    mode: '1210',
    entries: [spoons.customsEntry],
  })
  const scope = { asn, line: '5', lot: null, container: null, quantity: 4 }
  await desk.takeOrder({ order: 'BK-1', scope, deadline: null, document: null, reason: null })
  const released = [{ ...spoons, quantity: 3 }]
  const ended = {
    order: 'BK-1',
    result: 'partly-released' as const,
    document: 'FX-1',
    documentHash: 'ab'.repeat(32),
    released,
  }
  await desk.endOrder({ ...vouching, ...ended })
  await desk.ship({ ...spoons, goods: { quantity: 8 }, document: 'HF-1' })
  const returned = {
    ...spoons,
    goods: { quantity: 1 },
    state: 'damaged' as const,
    document: 'TH-1',
    reason: 'dented',
  }
  await desk.takeBack(returned)
  await desk.destroy({
    ...vouching,
    ...spoons,
    ...paper,
    goods: { quantity: 1 },
    state: 'damaged',
    witness: 'Officer Wang',
  })
  await desk.sendBack({ ...vouching, ...spoons, ...paper, goods: { quantity: 1 }, state: 'sellable' })
  const item = { kind: 'item' as const, customsEntry: spoons.customsEntry, entryItem: '5' }
  const counted = [{ ...spoons, sellable: 0, held: 0, damaged: 0 }]
  expect(await desk.close({ ...vouching, of: item, counted })).toMatchObject({ ok: true })
  await desk.ship({ ...formula, goods: { units: [gone] }, document: 'HF-2' })
  await desk.takeBack({
    ...formula,
    goods: { units: [gone] },
    state: 'sellable',
    document: 'TH-2',
    reason: 'refused',
  })
  await desk.destroy({
    ...vouching,
    ...formula,
    ...paper,
    goods: { units: [burnt] },
    state: 'sellable',
    witness: 'Officer Wang',
  })
  await desk.ship({ ...formula, goods: { cases: [sscc] }, document: 'HF-3' })
  expect(desk.item(formula.customsEntry, '1').item.account.left).toEqual({ sellable: 1, held: 0, damaged: 0 })
  // What left whole is taken apart no more.
  await expect(bench.press('unpack', { sscc: sscc.slice(-18), reason: 'inspection' })).rejects.toMatchObject({
    code: 'case-shipped',
  })

  await bench.press('close-shift')
  await bench.station.seal(sampleSupervisor)
  expect((await bench.workspace.sync.runUntilThere()).ok).toBe(true)
  const url = await bench.workspace.startLedger()
  const ids = bench.store.batches.all().flatMap(({ n }) => bench.store.statementsOf(n).map(({ id }) => id))
  const worth: Record<string, number> = {}
  for (const id of ids) {
    const word = await standing(url, id)
    worth[word] = (worth[word] ?? 0) + 1
  }
  expect(worth).toEqual({ valid: ids.length })
  expect((await checkWorkspace(bench.folder)).problems).toEqual([])
})
