import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fact } from '../../core/trace/stated-facts.ts'
import { blocksQuery, type Wanted } from './find-statements.ts'
import { appendStated, type Stated, statedEpc } from './stated.stub.ts'
import { StationStore } from './station-store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-find-'))
  file = join(folder, 'station.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true }))

const DAY = Date.parse('2026-11-22T00:00:00.000Z')
const few = (prefix: string, count: number) => fc.integer({ min: 1, max: count }).map((n) => `${prefix}${n}`)
const stated: fc.Arbitrary<Stated> = fc.record({
  step: few('step-', 3),
  operator: few('op-', 3),
  asn: few('ASN-', 4),
  lot: few('L', 5),
  serial: few('S', 40),
  // Clocks jump: the order of the chain is not that of the times, and offsets change.
  ms: fc.integer({ min: 0, max: 3_600_000 }).map((ms) => DAY + ms),
  offsetMin: fc.constantFrom(0, 480, -210),
})

const fact =
  (kind: Fact['kind']) =>
  (value: string | null): Fact[] =>
    value === null ? [] : [{ kind, value }]
const maybe = (values: fc.Arbitrary<string>) => fc.option(values, { freq: 2 })
const wanted: fc.Arbitrary<Wanted> = fc
  .record({
    epc: fc.option(few('S', 40).map(statedEpc), { freq: 1 }),
    facts: fc
      .tuple(
        maybe(few('step-', 4)).map(fact('step')),
        maybe(few('op-', 3)).map(fact('operator')),
        maybe(few('ASN-', 4)).map(fact('asn')),
        maybe(few('4227ASN-', 4)).map(fact('customsEntry')),
        maybe(few('L', 5)).map(fact('lot')),
      )
      .map((facts) => facts.flat()),
    fromMs: fc.option(fc.integer({ min: DAY, max: DAY + 3_600_000 })),
    toMs: fc.option(fc.integer({ min: DAY, max: DAY + 3_600_000 })),
    limit: fc.integer({ min: 1, max: 30 }),
  })
  .map((asked) => ({ ...asked, before: null }))

function isMeant(
  { step, operator, asn, lot, serial, ms }: Stated,
  { epc, facts, fromMs, toMs }: Wanted,
): boolean {
  const said: Record<string, string> = { step, operator, asn, customsEntry: `4227${asn}`, lot }
  return (
    (epc === null || epc === statedEpc(serial)) &&
    facts.every(({ kind, value }) => said[kind] === value) &&
    (fromMs === null || ms >= fromMs) &&
    (toMs === null || ms <= toMs)
  )
}

/** All pages of an answer. */
function pagesOf(store: StationStore, asked: Wanted): number[] {
  const found: number[] = []
  for (let before: number | null = null; ; ) {
    const { statements, next } = store.search.find({ ...asked, before })
    expect(statements.length).toBeLessThanOrEqual(asked.limit)
    found.push(...statements.map(({ n }) => n))
    if (next === null) return found
    expect(next).toBeLessThan(before ?? Number.POSITIVE_INFINITY)
    before = next
  }
}

const indexOf = (db: Database.Database) => [
  db
    .prepare(
      'SELECT block, kind, value, places FROM fact JOIN term ON term.n = term ORDER BY block, kind, value',
    )
    .all(),
  db.prepare('SELECT * FROM fact_block ORDER BY block').all(),
]

describe('a look-up', () => {
  it('finds what a reading of all statements finds, page by page, newest first', () => {
    fc.assert(
      fc.property(
        fc.array(stated, { maxLength: 150 }),
        fc.array(wanted, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat({ max: 150 }), { maxLength: 3 }),
        (all, questions, failAt) => {
          const store = new StationStore(join(folder, `${Math.random()}.sqlite`), { create: true })
          all.forEach((one, at) => {
            // A transaction that is undone leaves nothing in the index either.
            const failing = () =>
              store.transaction(() => {
                appendStated(store, { ...one, step: 'step-4' })
                throw new Error('undone')
              })
            if (failAt.includes(at)) expect(failing).toThrow('undone')
            store.transaction(() => appendStated(store, one))
          })
          for (const question of questions) {
            const expected = all.flatMap((one, at) => (isMeant(one, question) ? [at + 1] : [])).reverse()
            expect(pagesOf(store, question)).toEqual(expected)
          }
          for (const { fromMs, toMs } of questions) {
            const span = { fromMs: fromMs ?? DAY, toMs: toMs ?? DAY + 3_600_000 }
            const places = [...store.between.pages(span, all.length - 1)].flat().map(({ n }) => n)
            const within = ({ ms }: Stated) => ms >= span.fromMs && ms <= span.toMs
            expect(places).toEqual(all.slice(0, -1).flatMap((one, at) => (within(one) ? [at + 1] : [])))
          }
          store.close()
        },
      ),
      { numRuns: 25 },
    )
  })

  it('is answered by a reader that opens the file while statements are written', () => {
    const store = new StationStore(file, { create: true })
    const one: Stated = { step: 's', operator: 'o', asn: 'A', lot: 'L', serial: 'S', ms: DAY, offsetMin: 0 }
    for (let at = 0; at < 70; at++) store.transaction(() => appendStated(store, { ...one, ms: DAY + at }))
    const reader = new StationStore(file, { readonly: true })
    const asked = {
      epc: null,
      facts: [{ kind: 'lot', value: 'L' }],
      fromMs: null,
      toMs: null,
      limit: 500,
    } as const
    expect(pagesOf(reader, { ...asked, before: null })).toHaveLength(70)
    store.transaction(() => appendStated(store, one))
    expect(pagesOf(reader, { ...asked, before: null })).toHaveLength(71)
    reader.close()
    store.close()
  })

  it('of a span gives each statement once, whatever is written between two pages', () => {
    const store = new StationStore(file, { create: true })
    const one: Stated = { step: 's', operator: 'o', asn: 'A', lot: 'L', serial: 'S', ms: DAY, offsetMin: 0 }
    const write = (count: number) =>
      store.transaction(() => {
        for (let at = 0; at < count; at++) appendStated(store, one)
      })
    write(8 * 32 + 4)
    const places: number[] = []
    for (const page of store.between.pages({ fromMs: DAY, toMs: DAY }, store.between.newest())) {
      places.push(...page.map(({ n }) => n))
      // Completes the block that the last four stand in.
      if (places.length === 32) write(32)
    }
    expect(places).toEqual(Array.from({ length: 8 * 32 + 4 }, (_, at) => at + 1))
    store.close()
  })

  it('goes by indexes: nothing reads through all statements', () => {
    const store = new StationStore(file, { create: true })
    store.close()
    const db = new Database(file, { readonly: true })
    const plans = [0, 1, 3].map((facts) => {
      const names = Object.fromEntries(Array.from({ length: facts }, (_, at) => [`term${at}`, 1]))
      const rows = db
        .prepare<[Record<string, number>], { detail: string }>(`EXPLAIN QUERY PLAN ${blocksQuery(facts)}`)
        .all({ ...names, from: 0, to: 1, last: 9 })
      return rows.map(({ detail }) => detail)
    })
    for (const detail of plans.flat())
      expect(detail).toMatch(/^SEARCH (f\d|b) USING (PRIMARY KEY|INTEGER PRIMARY KEY)/)
    db.close()
  })
})

describe('the index of what statements say', () => {
  const many = fc.sample(stated, { numRuns: 2_300, seed: 7 })

  it('is made afresh for a store that has none, the same as when it was written, with word on how it goes', () => {
    const store = new StationStore(file, { create: true })
    store.transaction(() => {
      for (const one of many) appendStated(store, one)
    })
    store.close()
    const db = new Database(file)
    const written = indexOf(db)
    expect(written[1]).toHaveLength(71)
    db.exec('DELETE FROM fact; DELETE FROM fact_block; DELETE FROM term')
    db.close()

    // Whoever reads meanwhile finds everything all the same.
    const reader = new StationStore(file, { readonly: true })
    const asked = {
      epc: null,
      facts: [{ kind: 'lot', value: 'L1' }],
      fromMs: null,
      toMs: null,
      limit: 40,
    } as const
    expect(pagesOf(reader, { ...asked, before: null })).toHaveLength(
      many.filter(({ lot }) => lot === 'L1').length,
    )
    reader.close()

    const told: number[][] = []
    new StationStore(file, { onIndexing: (...progress) => told.push(progress) }).close()
    expect(told).toEqual([[0, 2_272]])
    const again = new Database(file)
    expect(indexOf(again)).toEqual(written)
    again.close()
  })

  it('goes on where a start that was killed had stopped', () => {
    const store = new StationStore(file, { create: true })
    store.transaction(() => {
      for (const one of many.slice(0, 200)) appendStated(store, one)
    })
    store.close()
    const db = new Database(file)
    const written = indexOf(db)
    db.exec('DELETE FROM fact WHERE block >= 2; DELETE FROM fact_block WHERE block >= 2')
    db.close()
    new StationStore(file).close()
    const again = new Database(file)
    expect(indexOf(again)).toEqual(written)
    again.close()
  })
})
