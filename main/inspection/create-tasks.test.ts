import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { taskHash } from '../../core/inspection/inspection-task.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { createTasks, type WantedTask } from './create-tasks.ts'

const demand = 'd'.repeat(64)
const wanted: WantedTask = {
  demand: {
    id: demand,
    kind: 'ingredient-inspection',
    subject: { gtin: '09506000134352', lot: 'KM1-2608A', manufacturer: 'Maker' },
    rule: 'I1',
    sampling: {
      level: 'II',
      aql: '1.0',
      severity: 'normal',
      lotSize: 240,
      letter: 'G',
      n: 32,
      ac: 1,
      re: 2,
    },
  },
  asn: 'ASN-1',
  lines: [{ line: '1', lot: 'KM1-2608A', quantity: 240, unitsPerCase: 12, ssccs: [] }],
  decisions: ['e'.repeat(64)],
  ruleSet: 'f'.repeat(64),
  refundRatio: null,
  days: 7,
}

let bench: BenchStation
beforeAll(async () => {
  bench = await BenchStation.open()
})
afterAll(() => bench.close())

describe('a demand', () => {
  it('creates one task, however often it is made, and the station states that it asks', () => {
    const { store } = bench
    const create = () => store.transaction(() => createTasks(bench.station.ctx, [wanted]))
    const [first] = create()
    expect(create()).toEqual([first])
    if (!first) throw new Error('no task')
    expect(first).toMatchObject({ id: demand, state: 'created', agency: null, hash: taskHash(first.task) })
    const stated = store.statements.get(first.statement)
    const statement = readStatement(stated?.bytes ?? new Uint8Array())
    expect(JSON.parse(Buffer.from(statement.payload).toString())).toMatchObject({
      format: 'bondmark/inspection-asked/1',
      hash: first.hash,
      decisions: wanted.decisions,
      seed: first.task.draw?.seed,
    })
    expect(store.inspections.conclusions.openTasks('ASN-1').map(({ id }) => id)).toEqual([demand])
  })

  it('has its sample drawn over all cases', () => {
    const take = bench.store.inspections.tasks.get(demand)?.task.draw?.take ?? []
    expect(take).toHaveLength(20)
    expect(take.flatMap(({ units }) => units)).toHaveLength(32)
    expect(take.every(({ units }) => units.length <= 2 && units.every((unit) => unit <= 12))).toBe(true)
  })
})

it('the severity of goods is unknown until a lot of them was concluded', () => {
  const key = { gtin: '09506000134352', manufacturer: 'Maker', rule: 'I1' }
  expect(bench.store.inspections.switching.of(key)).toBeNull()
})
