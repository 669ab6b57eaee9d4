import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventFaults } from '../../core/lifecycle/event-faults.ts'
import { StatementJudge } from '../../core/lifecycle/judge-statements.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import type { BondedDesk } from './bonded-desk.ts'

const { badge, passcode } = sampleSupervisor
const vouching = { badge, passcode }
const asn = 'ASN-2026-1122-01'
const cups = {
  customsEntry: '422720261000481205',
  entryItem: '5',
  gtin: '09506000110059',
  lot: 'BT-26-11',
}
const formula = {
  customsEntry: '422720261000481205',
  entryItem: '1',
  gtin: '09506000110011',
  lot: 'KM1-2608A',
}
const cupsCode = ']d20109506000110059' + '1736123110BT-26-11'
const formulaCode = ']d20109506000110011' + '1728021410KM1-2608A'

let bench: BenchStation
let desk: BondedDesk
beforeEach(async () => {
  bench = await BenchStation.open()
  desk = bench.workspace.control.bonded
})
afterEach(() => bench.close())

/** Receives so many of a line that needs no label, and closes the line with the rest missing. */
async function receiveCups(units: number): Promise<void> {
  for (let unit = 0; unit < units; unit++) await bench.scan(cupsCode)
  await closeShort({ line: '5', lot: cups.lot }, 10 - units)
}
async function closeShort(line: { line: string; lot: string }, missing: number): Promise<void> {
  if (missing > 0) await bench.press('short', { asn, ...line, quantity: missing, reason: 'not-in-container' })
  await bench.press('close-line', { asn, ...line })
}
/** Receives and labels so many units of the formula; answers their labels' texts. */
async function labelFormula(units: number): Promise<string[]> {
  const labels: string[] = []
  for (let unit = 0; unit < units; unit++) {
    await bench.scan(formulaCode)
    const text = await bench.newestSymbol()
    await bench.scan(text)
    labels.push(text)
  }
  await closeShort({ line: '1', lot: formula.lot }, 48 - units)
  return labels
}
const leftOf = ({ customsEntry, entryItem }: typeof cups) =>
  desk.item(customsEntry, entryItem).item.account.left
const failing = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code ?? String(error),
  )
const paper = { document: 'HG-2026-0017', reason: 'past its date' }

/** Every statement must be worth something to a ledger: well-formed, and contradicting nothing. */
function worthless(): string[] {
  const judge = new StatementJudge()
  const found: string[] = []
  for (const { n } of bench.store.batches.all())
    for (const { n: place, bytes } of bench.store.statementsOf(n)) {
      const { kid, contentType, payload } = readStatement(bytes)
      const said = parseCanonical(payload)
      const faults = contentType === contentTypes.event ? eventFaults(said) : []
      judge.take({ place, kid, contentType, payload: said }, faults.length === 0)
      const { standing, reasons } = judge.verdictAt(place)
      if (standing !== 'valid') found.push(`${place} ${standing} ${JSON.stringify([...faults, ...reasons])}`)
    }
  return found
}

describe('the account of an entry item', () => {
  it('takes goods in when their line is closed, lets them out by papers, and closes when what is left was counted', async () => {
    await receiveCups(10)
    expect(desk.item(cups.customsEntry, '5').item).toMatchObject({
      announced: 10,
      totalIn: 10,
      totalLeft: 10,
      state: 'open',
    })
    await desk.ship({ ...cups, goods: { quantity: 6 }, document: 'HF-1' })
    await desk.takeBack({
      ...cups,
      goods: { quantity: 1 },
      state: 'damaged',
      document: 'TH-1',
      reason: 'leaks',
    })
    await desk.adjust({
      ...vouching,
      ...cups,
      ...paper,
      move: 'found-damaged',
      quantity: 1,
      state: null,
      corrects: null,
      book: null,
    })
    await desk.destroy({
      ...vouching,
      ...cups,
      ...paper,
      goods: { quantity: 2 },
      state: 'damaged',
      witness: 'Officer Wang 2207',
    })
    await desk.sendBack({ ...vouching, ...cups, ...paper, goods: { quantity: 1 }, state: 'sellable' })
    expect(leftOf(cups)).toEqual({ sellable: 2, held: 0, damaged: 0 })
    const item = { kind: 'item' as const, customsEntry: cups.customsEntry, entryItem: '5' }
    const counted = [{ ...cups, sellable: 1, held: 0, damaged: 0 }]
    const refused = await desk.close({ ...vouching, of: item, counted })
    expect(refused).toMatchObject({ ok: false, statements: [] })
    expect(refused.why.map(({ code }) => code)).toEqual(['close-counted-differs', 'close-goods-left'])
    await desk.ship({ ...cups, goods: { quantity: 2 }, document: 'HF-2' })
    const closed = await desk.close({
      ...vouching,
      of: item,
      counted: [{ ...cups, sellable: 0, held: 0, damaged: 0 }],
    })
    expect(closed).toMatchObject({ ok: true, why: [] })
    expect(desk.item(cups.customsEntry, '5').item.state).toBe('closed')
    expect(await failing(desk.ship({ ...cups, goods: { quantity: 1 }, document: 'HF-3' }))).toBe(
      'bonded-more-than-left',
    )
    // What a consumer sends back opens it again.
    await desk.takeBack({
      ...cups,
      goods: { quantity: 1 },
      state: 'sellable',
      document: 'TH-2',
      reason: 'refused',
    })
    expect(desk.item(cups.customsEntry, '5').item).toMatchObject({ state: 'open', totalLeft: 1 })
    expect(worthless()).toEqual([])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('refuses what the goods do not allow, and then nothing is on record', async () => {
    await receiveCups(3)
    const before = bench.store.counts().statements
    const ship = (quantity: number) => failing(desk.ship({ ...cups, goods: { quantity }, document: 'HF-1' }))
    expect(await ship(4)).toBe('bonded-more-than-left')
    const back = {
      ...cups,
      goods: { quantity: 1 },
      state: 'sellable' as const,
      document: 'TH-1',
      reason: 'refused',
    }
    expect(await failing(desk.takeBack(back))).toBe('bonded-more-than-out')
    const burn = {
      ...cups,
      ...paper,
      goods: { quantity: 1 },
      state: 'sellable' as const,
      witness: 'Officer Wang',
    }
    expect(await failing(desk.destroy({ ...burn, badge: 'OP-0007', passcode: '2468' }))).toBe(
      'bonded-needs-supervisor',
    )
    expect(await failing(desk.destroy({ ...burn, ...vouching, witness: badge }))).toBe('bonded-own-witness')
    expect(await failing(desk.ship({ ...cups, lot: 'L9', goods: { quantity: 1 }, document: 'HF-1' }))).toBe(
      'bonded-lot-missing',
    )
    expect(bench.store.counts().statements).toBe(before)
    // Two at once are taken one after the other: the second finds what the first has left.
    expect((await Promise.all([ship(2), ship(2)])).sort()).toEqual(['bonded-more-than-left', null].sort())
    expect(leftOf(cups).sellable).toBe(1)
  })

  it('moves units with serials by their labels, once each, and never as a number', async () => {
    const [first = '', second = '', third = ''] = await labelFormula(3)
    const ship = (goods: object) => failing(desk.ship({ ...formula, goods, document: 'HF-1' }))
    expect(await ship({ quantity: 1 })).toBe('bonded-units-needed')
    expect(await ship({ units: [first] })).toBeNull()
    expect(await ship({ units: [first] })).toBe('unit-shipped')
    const back = (unit: string) => ({
      ...formula,
      goods: { units: [unit] },
      state: 'damaged' as const,
      document: 'TH-1',
      reason: 'dented',
    })
    expect(await failing(desk.takeBack(back(second)))).toBe('bonded-unit-not-out')
    expect(await failing(desk.takeBack(back(first)))).toBeNull()
    const burn = { ...vouching, ...formula, ...paper, witness: 'Officer Wang 2207' }
    expect(await failing(desk.destroy({ ...burn, goods: { units: [first] }, state: 'sellable' }))).toBe(
      'bonded-unit-in-other-state',
    )
    expect(await failing(desk.destroy({ ...burn, goods: { units: [first] }, state: 'damaged' }))).toBeNull()
    expect(
      await failing(desk.destroy({ ...burn, goods: { units: [first, third] }, state: 'sellable' })),
    ).not.toBeNull()
    expect(desk.item(formula.customsEntry, '1').item.account).toMatchObject({
      in: { received: 3, 'consumer-return': 1 },
      out: { shipped: 1, destroyed: 1 },
      left: { sellable: 2, held: 0, damaged: 0 },
    })
    expect(worthless()).toEqual([])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('keeps goods that somebody had held when their line was closed: they go back, and never out to be sold', async () => {
    for (let unit = 0; unit < 3; unit++) await bench.scan(cupsCode)
    await bench.press('hold', { asn, line: '5', lot: cups.lot, reason: 'suspected-counterfeit' })
    await closeShort({ line: '5', lot: cups.lot }, 7)
    expect(await failing(desk.ship({ ...cups, goods: { quantity: 1 }, document: 'HF-1' }))).toBe(
      'bonded-goods-on-hold',
    )
    expect(leftOf(cups)).toEqual({ sellable: 3, held: 0, damaged: 0 })
    await desk.sendBack({ ...vouching, ...cups, ...paper, goods: { quantity: 3 }, state: 'sellable' })
    expect(leftOf(cups)).toEqual({ sellable: 0, held: 0, damaged: 0 })
  })

  it('is answered by a correcting movement when one was wrong, which cites it', async () => {
    await receiveCups(5)
    const { statements } = await desk.ship({ ...cups, goods: { quantity: 3 }, document: 'HF-1' })
    const correction = {
      ...vouching,
      ...cups,
      document: 'HG-9',
      reason: 'two were counted twice',
      move: 'adjusted-in' as const,
      state: 'sellable' as const,
      book: null,
    }
    expect(await failing(desk.adjust({ ...correction, quantity: 4, corrects: statements[0] ?? '' }))).toBe(
      'bonded-nothing-to-correct',
    )
    await desk.adjust({ ...correction, quantity: 2, corrects: statements[0] ?? '' })
    expect(leftOf(cups).sellable).toBe(4)
    expect(desk.item(cups.customsEntry, '5').moves.map(({ kind, corrects }) => [kind, corrects])).toEqual([
      ['shipped', null],
      ['adjusted-in', statements[0]],
    ])
  })
})

describe('an order of customs', () => {
  const scope = { asn, line: '5', lot: null, container: null, quantity: null }
  const order = {
    order: 'BK-2026-77',
    scope,
    deadline: '2026-11-30',
    document: null,
    reason: 'random inspection',
  }
  const end = { ...vouching, order: order.order, document: 'FX-1', documentHash: 'ab'.repeat(32) }

  it('keeps its goods from coming in and from leaving, until customs has released them', async () => {
    await receiveCups(10)
    await desk.takeOrder(order)
    expect(leftOf(cups)).toEqual({ sellable: 0, held: 10, damaged: 0 })
    const held = () => desk.items({ book: null, asn: null, state: 'held' }).items
    const all = () => desk.items({ book: null, asn: null, state: null }).items
    expect(held()).toEqual(all().filter(({ holds }) => holds.length > 0))
    expect(held().map(({ entryItem }) => entryItem)).toContain('5')
    expect(desk.orders().orders).toMatchObject([{ order: 'BK-2026-77', state: 'open', held: 10 }])
    expect(await failing(desk.ship({ ...cups, goods: { quantity: 1 }, document: 'HF-1' }))).toBe(
      'bonded-more-than-left',
    )
    await desk.noteOrder({ order: order.order, note: 'two cartons opened' })
    const part = { ...end, result: 'partly-released' as const }
    expect(await failing(desk.endOrder({ ...part, released: [{ ...cups, quantity: 11 }] }))).toBe(
      'customs-part-unlike',
    )
    const { statements } = await desk.endOrder({ ...part, released: [{ ...cups, quantity: 7 }] })
    expect(statements).toHaveLength(2)
    expect(desk.item(cups.customsEntry, '5').item).toMatchObject({
      totalLeft: 7,
      totalOut: 3,
      state: 'open',
      holds: [],
    })
    expect(held()).toEqual([])
    expect(await failing(desk.endOrder({ ...end, result: 'seized', released: [] }))).toBe(
      'customs-order-ended',
    )
    expect(await failing(desk.takeOrder(order))).toBe('customs-order-known')
    expect(worthless()).toEqual([])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('stops a scan of its goods, and lets others come in', async () => {
    await desk.takeOrder({ ...order, scope: { ...scope, line: '1' } })
    expect(await bench.scan(formulaCode)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'goods-on-hold' },
      next: { code: 'hold-customs' },
    })
    await bench.press('ack')
    expect(await bench.scan(cupsCode)).toMatchObject({ kind: 'accepted' })
  })

  it('of a container concerns every notice in it, and goods that came in while it was open stay too', async () => {
    await bench.scan(cupsCode)
    const container = { ...scope, asn: null, line: null, container: 'BMKU2046318' }
    await desk.takeOrder({ ...order, scope: container })
    await closeShort({ line: '5', lot: cups.lot }, 9)
    expect(leftOf(cups).sellable).toBe(1)
    expect(await failing(desk.ship({ ...cups, goods: { quantity: 1 }, document: 'HF-1' }))).toBe(
      'bonded-held-by-customs',
    )
    await desk.endOrder({ ...end, result: 'released', released: [] })
    expect(await failing(desk.ship({ ...cups, goods: { quantity: 1 }, document: 'HF-1' }))).toBeNull()
  })
})

describe('a container at the door', () => {
  it('with another seal stops receiving until a supervisor has stated what customs said', async () => {
    const seen = { asn, container: 'BMKU2046318', photo: null }
    expect(await desk.checkSeal({ ...seen, seal: 'AU7718209' })).toMatchObject({
      ok: false,
      why: [{ code: 'seal-differs' }],
    })
    expect(await bench.scan(cupsCode)).toMatchObject({ kind: 'stop', sentence: { code: 'seal-differs' } })
    await bench.press('ack')
    const said = { asn, said: 'Customs replaced the seal at the port', document: 'FZ-3' }
    expect(await failing(desk.settleSeal({ ...said, badge: 'OP-0007', passcode: '2468' }))).toBe(
      'bonded-needs-supervisor',
    )
    await desk.settleSeal({ ...said, ...vouching })
    expect(await bench.scan(cupsCode)).toMatchObject({ kind: 'accepted' })
    expect(await failing(desk.settleSeal({ ...said, ...vouching }))).toBe('seal-not-in-question')
    expect(await desk.checkSeal({ ...seen, seal: 'AU7718204' })).toMatchObject({ ok: true })
  })

  it('holds more or fewer than announced: over waits for customs, and keeps the item from being closed', async () => {
    const count = { asn, line: '5', lot: cups.lot, damaged: 0 }
    expect(await failing(desk.countArrival({ ...count, counted: 12, reason: null }))).toBe(
      'arrival-reason-needed',
    )
    await desk.countArrival({ ...count, counted: 12, reason: 'two more than on the list' })
    expect(await failing(desk.countArrival({ ...count, counted: 12, reason: null }))).toBe(
      'arrival-counted-before',
    )
    await receiveCups(10)
    await desk.ship({ ...cups, goods: { quantity: 10 }, document: 'HF-1' })
    const close = () =>
      desk.close({
        ...vouching,
        of: { kind: 'item', customsEntry: cups.customsEntry, entryItem: '5' },
        counted: [{ ...cups, sellable: 0, held: 0, damaged: 0 }],
      })
    expect((await close()).why.map(({ code }) => code)).toEqual(['close-over-open'])
    const settled = { ...vouching, ...cups, ...paper, quantity: 2, state: null, corrects: null, book: null }
    await desk.adjust({ ...settled, move: 'over-settled' })
    expect(await close()).toMatchObject({ ok: true })
  })
})

describe('an account book', () => {
  it('holds entries of one company and mode, and its period closes with what is carried over', async () => {
    await receiveCups(10)
    const book = {
      ...vouching,
      book: 'H42272600017',
      company: 'Harbour Bonded Logistics',
      mode: '1210',
      entries: [cups.customsEntry],
    }
    await desk.openBook(book)
    expect(await failing(desk.openBook({ ...book, book: 'H2' }))).toBe('entry-in-other-book')
    expect(await failing(desk.openBook({ ...book, mode: '1239' }))).toBe('book-unlike')
    const { items, books } = desk.items({ book: book.book, asn: null, state: null })
    expect(books).toMatchObject([{ book: book.book, entries: [cups.customsEntry] }])
    const counted = items.flatMap(({ customsEntry, entryItem }) =>
      desk.item(customsEntry, entryItem).lots.map(({ gtin, lot, account }) => ({
        customsEntry,
        entryItem,
        gtin,
        lot,
        sellable: account.left.sellable ?? 0,
        held: 0,
        damaged: 0,
      })),
    )
    const of = { kind: 'book' as const, book: book.book }
    expect((await desk.close({ ...vouching, of, counted: counted.slice(1) })).why).toMatchObject([
      { code: 'close-not-counted' },
    ])
    expect(await desk.close({ ...vouching, of, counted })).toMatchObject({ ok: true })
    const { text } = desk.exported({ book: book.book, asn: null, state: null })
    expect(text).toContain('H42272600017,1210,422720261000481205,5,4419199000,AU,09506000110059,BT-26-11')
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })
})
