import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCsvCells } from '../../core/plan/plan-csv.ts'
import type { ImportAnswer } from '../plan-import/plan-imports.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { BenchStation } from './bench-station.stub.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
const lotion = { asn: 'ASN-2026-1122-02', line: '1', lot: 'SL6K14' }
const biscuits = { asn: 'ASN-2026-1122-03', line: '1', lot: 'L26301' }
const oats = { asn: 'ASN-2026-1122-03', line: '2', lot: 'L26288' }
const sscc = '195060000412003175'

type Name = typeof formulaLine
type Cells = Record<string, string>

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

/** The plan that the bench has taken, row by row: what a revision is written from. */
const rowsTaken = (): Cells[] =>
  readCsvCells(
    readFileSync(repositoryFile('fixtures', 'plans', 'day-1.csv'), 'utf8').replace(/^\ufeff/, ''),
  ).rows.map(({ cells }) => ({ ...cells }))

const is = (name: Name) => (row: Cells) =>
  row.asn === name.asn && row.line === name.line && row.lot === name.lot
const without = (rows: readonly Cells[], name: Name) => rows.filter((row) => !is(name)(row))
const changed = (rows: readonly Cells[], name: Name, cells: Cells) =>
  rows.map((row) => (is(name)(row) ? { ...row, ...cells } : row))
const ofSeller = (rows: readonly Cells[], asn: string, seller: string) =>
  rows.map((row) => (row.asn === asn ? { ...row, seller } : row))

const hand = (rows: readonly Cells[]): Promise<ImportAnswer> =>
  bench.station.importPlan(Buffer.from(JSON.stringify({ format: 'bondmark/plan/1', rows })), 'next.json')

/** `row column code value` of every problem. */
const problems = (answer: ImportAnswer): string[] =>
  answer.ok ? [] : answer.problems.map((p) => `${p.row} ${p.column} ${p.code} ${p.value}`)

const lineNow = (name: Name) => bench.store.plans.line(name)
const rowOf = (name: Name) => rowsTaken().findIndex(is(name)) + 1
const revisions = () =>
  rowsTaken()
    .map((row) => row.asn ?? '')
    .filter((asn, i, all) => all.indexOf(asn) === i)
    .map((asn) => bench.store.plans.newest(asn)?.revision)

async function labelOne(): Promise<void> {
  await bench.scan(formula)
  expect(await bench.scan(await bench.newestLabel())).toMatchObject({ kind: 'accepted' })
}

describe('the same plan', () => {
  it('in another form changes nothing', async () => {
    const answer = await hand([...rowsTaken()].reverse())
    expect(answer).toMatchObject({ ok: true })
    expect(answer.ok && answer.asns.map((taken) => [taken.outcome, taken.diff])).toEqual([
      ['unchanged', undefined],
      ['unchanged', undefined],
      ['unchanged', undefined],
    ])
    expect(revisions()).toEqual([1, 1, 1])
  })
})

describe('a new revision', () => {
  it('is shown as a difference and counts from then on', async () => {
    const rows = without(changed(rowsTaken(), lotion, { quantity: '36' }), oats)
    const answer = await hand(ofSeller(rows, lotion.asn, 'Setouchi Export K.K.'))
    expect(answer.ok && answer.asns.map((taken) => [taken.outcome, taken.diff])).toEqual([
      ['unchanged', undefined],
      [
        'revised',
        {
          added: 0,
          removed: 0,
          changed: 1,
          more: 0,
          changes: [
            {
              kind: 'asn',
              line: '',
              lot: '',
              field: 'seller',
              before: 'Setouchi Beauty Export K.K.',
              after: 'Setouchi Export K.K.',
            },
            { kind: 'changed', line: '1', lot: 'SL6K14', field: 'quantity', before: '24', after: '36' },
          ],
        },
      ],
      [
        'revised',
        {
          added: 0,
          removed: 1,
          changed: 0,
          more: 0,
          changes: [
            { kind: 'removed', line: '2', lot: 'L26288', field: 'quantity', before: '24', after: '' },
          ],
        },
      ],
    ])
    expect(lineNow(lotion)?.planned).toBe(36)
    expect(lineNow(oats)).toBeNull()
    expect(revisions()).toEqual([1, 2, 2])
  })

  it('decides anew on a line that nothing has happened on', async () => {
    expect(lineNow(formulaLine)?.verdict).toBe('label')
    expect(
      await hand(
        changed(rowsTaken(), formulaLine, {
          manufacturer: 'A Dairy Without Papers',
          report_expires: '2026-01-31',
        }),
      ),
    ).toMatchObject({
      ok: true,
    })
    expect(lineNow(formulaLine)?.verdict).toBe('hold')
  })

  it('raises the quantity of a line that has begun and corrects its papers; counts and decision stay', async () => {
    await labelOne()
    const before = lineNow(formulaLine)
    bench.later(400 * 24 * 3600 * 1000)
    const answer = await hand(
      changed(rowsTaken(), formulaLine, {
        quantity: '60',
        hs_code: '1901101099',
        name_en: 'Formula, Stage 1',
      }),
    )
    expect(problems(answer)).toEqual([])
    expect(lineNow(formulaLine)).toMatchObject({
      planned: 60,
      received: 1,
      labeled: 1,
      decisionHash: before?.decisionHash,
      verdict: 'label',
    })
    expect(JSON.parse(lineNow(formulaLine)?.json ?? '')).toMatchObject({ hsCode: '1901101099' })
  })

  it('is refused, and nothing of its file taken, where it would rewrite what labels and statements say', async () => {
    await labelOne()
    const row = rowOf(formulaLine)
    const elsewhere = changed(rowsTaken(), lotion, { quantity: '36' })
    const refused: [Cells, string][] = [
      [{ gtin: '9506000110097' }, 'gtin plan-line-begun 09506000110097'],
      [{ expiry: '2029-02-14' }, 'expiry plan-line-begun 2029-02-14'],
      [{ origin: 'NZ' }, 'origin plan-line-begun NZ'],
      [{ category: 'honey' }, 'category plan-line-begun honey'],
      [{ report_expires: '2027-07-01' }, 'report_expires plan-line-begun 2027-07-01'],
    ]
    for (const [cells, problem] of refused)
      expect(problems(await hand(changed(elsewhere, formulaLine, cells)))).toEqual([`${row} ${problem}`])
    expect(revisions()).toEqual([1, 1, 1])
    expect(lineNow(lotion)?.planned).toBe(24)
    expect(lineNow(formulaLine)).toMatchObject({ gtin: '09506000110011', labeled: 1 })
  })

  it('keeps the seller once goods of the consignment were decided on by it', async () => {
    await labelOne()
    const rows = rowsTaken().map((row) =>
      row.asn === formulaLine.asn ? { ...row, seller: 'Other Ltd' } : row,
    )
    expect(problems(await hand(rows))).toEqual([`${rowOf(formulaLine)} seller plan-line-begun Other Ltd`])
  })

  it('holds at least what was received and reported short', async () => {
    await bench.scan(formula)
    await bench.press('short', { ...formulaLine, quantity: 11, reason: 'missing' })
    const row = rowOf(formulaLine)
    const toQuantity = (quantity: string) =>
      hand(changed(rowsTaken(), formulaLine, { quantity, units_per_case: '1' }))
    expect(problems(await toQuantity('11'))).toEqual([`${row} quantity plan-quantity-below 11`])
    expect(problems(await toQuantity('12'))).toEqual([])
    expect(lineNow(formulaLine)).toMatchObject({ planned: 12, received: 1, short: 11 })
  })

  it('cannot take away a line that a person has held', async () => {
    await bench.press('hold', { ...oats, reason: 'papers-missing' })
    expect(problems(await hand(without(rowsTaken(), oats)))).toEqual([
      '0  plan-line-dropped ASN-2026-1122-03 2 L26288',
    ])
    expect(await hand(rowsTaken())).toMatchObject({ ok: true })
    expect(lineNow(oats)?.held).toBe(1)
    expect(await hand(changed(rowsTaken(), oats, { customs_entry: '422720261000481441' }))).toMatchObject({
      ok: true,
    })
    expect(lineNow(oats)?.held).toBe(1)
  })

  it('cannot take away a line whose goods have begun to arrive', async () => {
    await bench.scan(formula)
    expect(problems(await hand(without(rowsTaken(), formulaLine)))).toEqual([
      '0  plan-line-dropped ASN-2026-1122-01 1 KM1-2608A',
    ])
  })

  it('changes nothing of a closed line, and everything around it', async () => {
    await bench.press('short', { ...oats, quantity: 24, reason: 'missing' })
    await bench.press('close-line', oats)
    const row = rowOf(oats)
    expect(problems(await hand(changed(rowsTaken(), oats, { quantity: '30' })))).toEqual([
      `${row} quantity plan-line-closed 30`,
    ])
    expect(problems(await hand(changed(rowsTaken(), oats, { gtin: '9506000310091' })))).toEqual([
      `${row} gtin plan-line-closed 09506000310091`,
    ])
    expect(problems(await hand(without(rowsTaken(), oats)))).toEqual([
      '0  plan-line-dropped ASN-2026-1122-03 2 L26288',
    ])
    expect(problems(await hand(changed(rowsTaken(), biscuits, { quantity: '48' })))).toEqual([])
    expect(lineNow(oats)).toMatchObject({ planned: 24, short: 24, gtin: '09506000310022' })
    expect(lineNow(oats)?.closedAt).not.toBeNull()
  })
})

describe('a case that is announced', () => {
  it('moves with a revision while it has not arrived', async () => {
    const rows = changed(changed(rowsTaken(), biscuits, { sscc: '' }), oats, { sscc })
    expect(problems(await hand(rows))).toEqual([])
    expect(bench.store.plans.sscc(sscc)).toMatchObject({ line: '2', lot: 'L26288', received: null })
    expect(problems(await hand(changed(rows, oats, { sscc: '' })))).toEqual([])
    expect(bench.store.plans.sscc(sscc)).toBeNull()
  })

  it('moves to another consignment when one file says both', async () => {
    const moved = changed(rowsTaken(), lotion, { sscc })
    expect(problems(await hand(moved.filter((row) => row.asn === lotion.asn)))).toEqual([
      '1 sscc plan-sscc-elsewhere 195060000412003175',
    ])
    expect(problems(await hand(changed(moved, biscuits, { sscc: '' })))).toEqual([])
    expect(bench.store.plans.sscc(sscc)).toMatchObject({ asn: lotion.asn, line: '1' })
  })

  it('stays where it was received', async () => {
    expect(await bench.scan(`]C100${sscc}`)).toMatchObject({ kind: 'accepted' })
    const none = changed(rowsTaken(), biscuits, { sscc: '' })
    const found = [`${rowOf(biscuits)} sscc plan-sscc-received ${sscc}`]
    expect(problems(await hand(none))).toEqual(found)
    expect(problems(await hand(changed(none, oats, { sscc })))).toEqual(found)
    const other = changed(rowsTaken(), lotion, { sscc }).filter((row) => row.asn === lotion.asn)
    expect(problems(await hand(other))).toEqual([`1 sscc plan-sscc-received ${sscc}`])
    expect(problems(await hand(changed(rowsTaken(), biscuits, { quantity: '48' })))).toEqual([])
    expect(bench.store.plans.sscc(sscc)?.received).not.toBeNull()
  })
})
