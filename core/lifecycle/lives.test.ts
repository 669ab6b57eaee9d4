import { describe, expect, it } from 'vitest'
import { batchLife, nextBatchState } from './batch-life.ts'
import { caseLife, nextCaseState } from './case-life.ts'
import { isOutstanding, type LabelState, labelLife, nextLabelState } from './label-life.ts'
import { lineLife, nextLineState } from './line-life.ts'
import { isRefused, type Table, transition } from './transition.ts'
import { nextUnitState, unitLife } from './unit-life.ts'

/** Every pair of state and event, written out: `state event → next`, or `—` where it is refused. */
function drawn(life: string, table: Table<string, string>, events: readonly string[]): string[] {
  return Object.keys(table).flatMap((state) =>
    events.map((event) => {
      const next = transition(life, table, state, event)
      return `${state} ${event} → ${isRefused(next) ? '—' : next}`
    }),
  )
}

describe('the life of a label', () => {
  const events = ['send', 'print-confirmed', 'doubt', 'scan-back', 'void']

  it('is this table', () => {
    expect(drawn('label', labelLife, events)).toEqual([
      'reserved send → sent',
      'reserved print-confirmed → —',
      'reserved doubt → —',
      'reserved scan-back → —',
      'reserved void → voided',
      'sent send → —',
      'sent print-confirmed → printed',
      'sent doubt → uncertain',
      'sent scan-back → verified',
      'sent void → —',
      'printed send → —',
      'printed print-confirmed → —',
      'printed doubt → uncertain',
      'printed scan-back → verified',
      'printed void → voided',
      'uncertain send → —',
      'uncertain print-confirmed → —',
      'uncertain doubt → uncertain',
      'uncertain scan-back → verified',
      'uncertain void → voided',
      'verified send → —',
      'verified print-confirmed → —',
      'verified doubt → —',
      'verified scan-back → —',
      'verified void → voided',
      'voided send → —',
      'voided print-confirmed → —',
      'voided doubt → —',
      'voided scan-back → —',
      'voided void → —',
    ])
  })

  it('never sends a serial twice, on whatever way', () => {
    const reached = new Set<string>(['sent'])
    for (const state of reached)
      for (const next of Object.values(labelLife[state as LabelState])) reached.add(next)
    expect([...reached].filter((state) => !isRefused(nextLabelState(state as LabelState, 'send')))).toEqual(
      [],
    )
  })

  it('is outstanding until it is verified or voided', () => {
    expect((Object.keys(labelLife) as LabelState[]).filter(isOutstanding)).toEqual([
      'reserved',
      'sent',
      'printed',
      'uncertain',
    ])
  })

  it('says which step was refused', () => {
    expect(nextLabelState('voided', 'scan-back')).toEqual({
      code: 'transition-refused',
      detail: { life: 'label', state: 'voided', event: 'scan-back' },
    })
  })
})

describe('the life of a unit', () => {
  it('is this table', () => {
    const events = ['commission', 'pack', 'unpack', 'hold', 'release', 'decommission', 'destroy']
    const taken = drawn('unit', unitLife, events).filter((row) => !row.endsWith('—'))
    expect(taken).toEqual([
      'unborn commission → commissioned',
      'commissioned pack → packed',
      'commissioned hold → held',
      'commissioned decommission → decommissioned',
      'commissioned destroy → destroyed',
      'packed unpack → commissioned',
      'held release → commissioned',
      'held decommission → decommissioned',
      'held destroy → destroyed',
      'decommissioned destroy → destroyed',
    ])
  })

  it('begins once: nothing leads back to a unit that can be commissioned', () => {
    expect(Object.values(unitLife).flatMap((row) => Object.values(row))).not.toContain('unborn')
    expect(isRefused(nextUnitState('decommissioned', 'commission'))).toBe(true)
  })
})

describe('the life of a case', () => {
  it('is this table', () => {
    const events = ['add', 'remove', 'close', 'label-voided', 'label-verified', 'cancel']
    expect(drawn('case', caseLife, events).filter((row) => !row.endsWith('—'))).toEqual([
      'open add → open',
      'open remove → open',
      'open close → closing',
      'open cancel → cancelled',
      'closing label-voided → closing',
      'closing label-verified → closed',
      'closing cancel → cancelled',
    ])
    expect(isRefused(nextCaseState('closing', 'add'))).toBe(true)
  })
})

describe('the life of a line', () => {
  it('is this table', () => {
    expect(
      drawn('line', lineLife, ['revise', 'receive', 'hold', 'release', 'close']).filter(
        (row) => !row.endsWith('—'),
      ),
    ).toEqual([
      'announced revise → announced',
      'announced receive → receiving',
      'announced hold → held',
      'announced close → closed',
      'receiving revise → receiving',
      'receiving receive → receiving',
      'receiving hold → held',
      'receiving close → closed',
      'held revise → held',
      'held hold → held',
      'held release → receiving',
      'held close → closed',
    ])
    expect(isRefused(nextLineState('held', 'receive'))).toBe(true)
  })
})

describe('the life of a batch', () => {
  it('is this table', () => {
    expect(
      drawn('batch', batchLife, ['append', 'seal', 'upload', 'log', 'receipt']).filter(
        (row) => !row.endsWith('—'),
      ),
    ).toEqual([
      'open append → open',
      'open seal → sealed',
      'sealed upload → uploaded',
      'uploaded upload → uploaded',
      'uploaded log → logged',
      'logged upload → logged',
      'logged log → logged',
      'logged receipt → receipted',
      'receipted upload → receipted',
      'receipted log → receipted',
      'receipted receipt → receipted',
    ])
  })

  it('takes no statement after its seal', () => {
    expect(
      (['sealed', 'uploaded', 'logged', 'receipted'] as const).filter(
        (s) => !isRefused(nextBatchState(s, 'append')),
      ),
    ).toEqual([])
  })
})

describe('a transition', () => {
  it('finds no state or event that is only inherited', () => {
    const table: Table<string, string> = { on: { flip: 'off' }, off: {} }
    expect(transition('switch', table, 'on', 'flip')).toBe('off')
    expect(
      ['constructor', 'toString', '__proto__'].map((name) =>
        isRefused(transition('switch', table, 'on', name)),
      ),
    ).toEqual([true, true, true])
    expect(isRefused(transition('switch', table, 'constructor', 'flip'))).toBe(true)
  })
})
