import { clone, merge } from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tallyKey } from '../../core/progress/line-tally.ts'
import {
  type ModelStation,
  ModelWarehouse,
  replicasMeet,
  sorted,
  step,
  sumOf,
} from './warehouse-model.stub.ts'
import { emptyWorkspace, type WorkspaceDoc } from './workspace-document.ts'

describe('three stations that share their counts', () => {
  it('all come to the sum of what each store says, however their edits, sessions, restarts and restores fall', () => {
    fc.assert(replicasMeet(40), { numRuns: 40 })
  })

  it('merge replicas in any order to the same content, without a ledger between them', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.nat(2), { maxLength: 6 }),
        (steps, order) => {
          const warehouse = new ModelWarehouse()
          for (const each of steps) warehouse.run(each)
          for (const at of [0, 1, 2]) warehouse.tell(warehouse.stations[at] as ModelStation)
          const docs = warehouse.stations.map(({ held }) => held ?? emptyWorkspace())
          const forth = docs.reduce((all, doc) => merge(all, clone(doc)), emptyWorkspace())
          const back = [...order.map((at) => docs[at] as WorkspaceDoc), ...[...docs].reverse()].reduce(
            (all, doc) => merge(all, clone(doc)),
            emptyWorkspace(),
          )
          expect(sorted(sumOf(back))).toEqual(sorted(sumOf(forth)))
          expect(back).toEqual(forth)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('a restored station', () => {
  it('neither doubles what its key before has told nor takes it back', () => {
    const warehouse = new ModelWarehouse()
    const [a] = warehouse.stations as [ModelStation]
    a.edit('1', 'received', 50)
    a.backup = a.copy()
    a.edit('1', 'received', 10)
    warehouse.tell(a)
    a.restore(77)
    a.edit('1', 'received', 3)
    warehouse.tell(a)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(63)
  })

  it('counts what its key before had not told', () => {
    const warehouse = new ModelWarehouse()
    const [a] = warehouse.stations as [ModelStation]
    a.edit('1', 'received', 40)
    warehouse.tell(a)
    a.edit('1', 'received', 10)
    a.backup = a.copy()
    a.restore(78)
    warehouse.tell(a)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(50)
  })

  it('counts a backup that was restored twice once', () => {
    const warehouse = new ModelWarehouse()
    const [a, b] = warehouse.stations as [ModelStation, ModelStation]
    a.edit('1', 'received', 50)
    a.backup = a.copy()
    b.backup = a.copy()
    a.restore(79)
    b.restore(80)
    a.edit('1', 'received', 1)
    b.edit('1', 'received', 2)
    warehouse.tell(a)
    warehouse.tell(b)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(53)
    expect(tallyKey({ asn: 'a', line: 'b,c', lot: 'd' })).not.toBe(
      tallyKey({ asn: 'a,b', line: 'c', lot: 'd' }),
    )
  })
})
