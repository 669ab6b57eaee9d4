import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabelHistoryQuestion } from '../../core/contract/label-history.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { labelEntryOf } from './label-entry.ts'
import { searchLabels } from './search-labels.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const honey = ']d20109506000110035172905311' + '0MH250+26/05'

let bench: BenchStation
let serials: string[] = []
const find = (question: Partial<LabelHistoryQuestion> = {}) =>
  searchLabels(bench.station.ctx, { limit: 50, ...question })
const found = (question: Partial<LabelHistoryQuestion> = {}) =>
  find(question).items.map(({ serial }) => serial)

/** Four labels: verified, voided by a supervisor and its replacement of the same unit, and one of other goods. */
beforeAll(async () => {
  bench = await BenchStation.open()
  await bench.scan(formula)
  await bench.scan(await bench.newestLabel())
  await bench.scan(formula)
  await bench.newestLabel()
  await bench.press('void', { reason: 'torn', badge: 'SUP-0001', passcode: '135790' })
  await bench.scan(await bench.newestLabel())
  await bench.press('lock')
  await bench.press('sign-in', { badge: 'OP-0012', passcode: '1357' })
  await bench.scan(honey)
  await bench.newestLabel()
  serials = bench.store.labels.newest(10).map(({ serial }) => serial)
})
afterAll(() => bench.close())

describe('labels are found', () => {
  it('newest first, a page at a time, each once', () => {
    expect(serials).toHaveLength(4)
    expect(found()).toEqual(serials)
    const pages: string[] = []
    let after: string | undefined
    do {
      const page = find({ limit: 1, after })
      pages.push(...page.items.map(({ serial }) => serial))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(pages).toEqual(serials)
  })

  it.each<[string, Partial<LabelHistoryQuestion>, number[]]>([
    ['by their lot', { lot: 'KM1-2608A' }, [1, 2, 3]],
    ['by their product, however it is written', { gtin: '9506000110035' }, [0]],
    ['by their notice and line', { asn: 'ASN-2026-1122-01', line: '1' }, [1, 2, 3]],
    ['by their state', { state: 'voided' }, [2]],
    ['by who had them made, from a badge', { operator: 'OP-0012' }, [0]],
    ['by part of the reason for which they were given up', { reason: 'TOR' }, [2]],
    ['by their template', { template: 'unit-60x40/1' }, [0, 1, 2, 3]],
    ['by their kind', { kind: 'case' }, []],
    ['by their shift', { shift: 1 }, [0, 1, 2, 3]],
    ['by doubt', { doubt: true }, []],
    ['without doubt', { doubt: false, state: 'printed' }, [0]],
    ['by all of it together', { lot: 'KM1-2608A', state: 'verified', operator: 'OP-0007' }, [1, 3]],
    ['by a text that is a lot', { text: 'KM1-2608A' }, [1, 2, 3]],
    ['by a text that is a product', { text: '9506000110011' }, [1, 2, 3]],
    ['by a text and a field that say different things', { text: 'KM1-2608A', lot: 'MH250+26/05' }, []],
  ])('%s', (_, question, expected) => {
    expect(found(question)).toEqual(expected.map((n) => serials[n]))
  })

  it('by a text and part of the serial, which both must be in it', () => {
    const [one = '', other = ''] = [serials[1], serials[3]]
    expect(found({ text: one.slice(3, 12), serial: one.slice(6) })).toEqual([one])
    expect(found({ text: one.slice(3, 12), serial: other.slice(6) })).toEqual([])
  })

  it('by their printer, from its name', () => {
    const name = find().items[0]?.printer?.name ?? ''
    expect(name).not.toBe('')
    expect(found({ printer: name })).toEqual(serials)
    expect(found({ printer: 'no such printer' })).toEqual([])
  })

  it('by the time of their reservation, whatever the offset', () => {
    const [first] = bench.store.labels.newest(10).slice(-1)
    const utc = new Date(Date.parse(first?.reservedAt ?? '')).toISOString()
    expect(found({ from: utc, to: utc })).toEqual([serials[3]])
    expect(() => find({ from: 'yesterday' })).toThrow('time-malformed')
  })

  it('by the end of a serial, read as people read it, and by the label itself under a scanner', () => {
    const serial = serials[1] ?? ''
    expect(found({ text: serial.slice(-7) })).toEqual([serial])
    expect(
      found({ serial: serial.slice(-7).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l') }),
    ).toEqual([serial])
    const scanned = find({ text: `https://verify.bondmark.example/01/09506000110011/21/${serial}?s=x` })
    expect(scanned.understood).toEqual({ kind: 'label', value: serial })
    expect(scanned.items).toHaveLength(1)
    expect(found({ text: serial, state: 'voided' })).toEqual([])
    expect(() => find({ text: '上海' })).toThrow('find-unnamed')
  })
})

describe('the record of a label', () => {
  const entry = (n: number) => {
    const job = bench.store.labels.bySerial(serials[n] ?? '')?.job ?? 0
    return labelEntryOf(bench.station.ctx, job)
  }

  it('says who had it made, who ended it, what its printer proved, and what was stated', () => {
    const label = entry(1)
    expect(label.operator?.name).toBe(bench.store.people.get('OP-0007')?.name)
    expect(label.endedBy?.name).toBe(bench.store.people.get('OP-0007')?.name)
    expect(label.steps.map(({ step }) => step)).toEqual(['reserved', 'sent', 'printed', 'verified'])
    expect(label.attempts).toHaveLength(1)
    expect(label.attempts[0]).toMatchObject({ answer: 'printed', mayComeOut: false })
    expect(label.attempts[0]?.proof).not.toBeNull()
    expect(label.attempts[0]?.operator?.name).toBe(label.operator?.name)
    expect(label.statements.map(({ step }) => step)).toEqual(['receiving', 'commissioning'])
  })

  it('leads from a voided label to the one in its place and back, and names the supervisor', () => {
    const [voided, fresh] = [entry(2), entry(1)]
    expect(voided).toMatchObject({ state: 'voided', reason: 'torn', replacedBy: { serial: serials[1] } })
    expect(voided.endedBy?.name).toBe(bench.store.people.get('SUP-0001')?.name)
    expect(fresh.replaces).toMatchObject({ serial: serials[2], state: 'voided' })
  })

  it('of a label that is not there is refused', () => {
    expect(() => labelEntryOf(bench.station.ctx, 999)).toThrow('label-not-found')
  })
})
