import { describe, expect, it } from 'vitest'
import { batchEvents, batchLife, batchStates, nextBatchState } from './batch-life.ts'
import { caseEvents, caseLife, caseStates } from './case-life.ts'
import {
  isOutstanding,
  type LabelState,
  labelEvents,
  labelLife,
  labelStates,
  nextLabelState,
} from './label-life.ts'
import { lineEvents, lineLife, lineStates } from './line-life.ts'
import { palletEvents, palletLife, palletStates } from './pallet-life.ts'
import { isRefused, rowsOf, type Table, transition } from './transition.ts'
import { nextUnitState, unitEvents, unitLife, unitStates } from './unit-life.ts'

/**
 * A whole table as people check it: for each state the moves it makes, then each reason with the events it refuses. Every
 * pair of state and event stands in it exactly once.
 */
function drawn<State extends string, Event extends string>(
  table: Table<State, Event>,
  states: readonly State[],
  events: readonly Event[],
): Record<string, string[]> {
  return Object.fromEntries(
    states.map((state) => {
      const answers = events.map((event) => ({ event, next: transition(table, state, event, {}) }))
      const moves = answers.flatMap(({ event, next }) => (isRefused(next) ? [] : [`${event}→${next}`]))
      const refused = answers.flatMap(({ event, next }) => (isRefused(next) ? [{ event, ...next }] : []))
      const reasons = Map.groupBy(refused, ({ code }) => code)
      const said = [...reasons].map(([code, each]) => `${code}: ${each.map(({ event }) => event).join(' ')}`)
      return [state, moves.length > 0 ? [moves.join(' '), ...said] : said]
    }),
  )
}

describe('the life of a unit', () => {
  it('is this table', () => {
    expect(drawn(unitLife, unitStates, unitEvents)).toEqual({
      unborn: [
        'commission→commissioned void→voided receive→received',
        'unit-not-commissioned: observe pack unpack hold release ship unship decommission destroy',
      ],
      voided: [
        'unit-voided: commission void receive observe pack unpack hold release ship unship decommission destroy',
      ],
      commissioned: [
        'receive→commissioned observe→commissioned pack→packed hold→held ship→shipped decommission→decommissioned destroy→destroyed',
        'unit-already-commissioned: commission void',
        'unit-not-packed: unpack',
        'unit-not-on-hold: release',
        'unit-not-shipped: unship',
      ],
      received: [
        'receive→received observe→received pack→packed hold→held ship→shipped decommission→decommissioned destroy→destroyed',
        'unit-serialised-before: commission void',
        'unit-not-packed: unpack',
        'unit-not-on-hold: release',
        'unit-not-shipped: unship',
      ],
      held: [
        'receive→held observe→held release→commissioned decommission→decommissioned destroy→destroyed',
        'unit-already-commissioned: commission void',
        'unit-on-hold: pack hold ship',
        'unit-not-packed: unpack',
        'unit-not-shipped: unship',
      ],
      packed: [
        'receive→packed observe→packed unpack→commissioned hold→packed-held',
        'unit-already-commissioned: commission void',
        'unit-already-packed: pack',
        'unit-not-on-hold: release',
        'unit-is-packed: ship decommission destroy',
        'unit-not-shipped: unship',
      ],
      'packed-held': [
        'receive→packed-held observe→packed-held unpack→held release→packed',
        'unit-already-commissioned: commission void',
        'unit-already-packed: pack',
        'unit-on-hold: hold ship',
        'unit-not-shipped: unship',
        'unit-is-packed: decommission destroy',
      ],
      shipped: [
        'receive→commissioned observe→shipped unship→commissioned decommission→decommissioned destroy→destroyed',
        'unit-already-commissioned: commission void',
        'unit-shipped: pack hold ship',
        'unit-not-packed: unpack',
        'unit-not-on-hold: release',
      ],
      decommissioned: [
        'destroy→destroyed',
        'unit-decommissioned: commission void receive observe pack unpack hold release ship unship decommission',
      ],
      destroyed: [
        'unit-destroyed: commission void receive observe pack unpack hold release ship unship decommission destroy',
      ],
    })
  })

  it('begins once: nothing leads back to a unit that can be commissioned', () => {
    expect(Object.values(unitLife).flatMap((row) => Object.values(row))).not.toContain('unborn')
  })

  it('says why, and of which unit', () => {
    expect(nextUnitState('destroyed', 'commission', { serial: 'B7Q1', case: null })).toEqual({
      code: 'unit-destroyed',
      detail: { serial: 'B7Q1', case: null, state: 'destroyed', event: 'commission' },
    })
  })
})

describe('the life of a case', () => {
  it('is this table', () => {
    expect(drawn(caseLife, caseStates, caseEvents)).toEqual({
      absent: [
        'open→open add→open cancel→cancelled aggregate→closed receive→closed',
        'case-unknown: close label-voided label-verified stack remove empty palletize depalletize hold release ship unship observe decommission destroy',
      ],
      open: [
        'add→open close→closing cancel→cancelled aggregate→closed remove→open empty→open observe→open decommission→cancelled',
        'case-already-open: open',
        'case-not-closed: label-voided label-verified palletize depalletize hold release ship unship receive destroy',
        'case-is-no-pallet: stack',
      ],
      closing: [
        'label-voided→closing label-verified→closed cancel→cancelled',
        'case-being-closed: open add close aggregate stack remove empty depalletize hold release unship receive observe decommission destroy',
        'case-not-closed: palletize ship',
      ],
      closed: [
        'remove→closed empty→emptied palletize→on-pallet hold→held ship→shipped receive→closed observe→closed decommission→emptied destroy→destroyed',
        'case-already-closed: open add close label-voided label-verified cancel aggregate',
        'case-is-no-pallet: stack',
        'case-not-on-pallet: depalletize',
        'case-not-on-hold: release',
        'case-not-shipped: unship',
      ],
      'on-pallet': [
        'depalletize→closed hold→held-on-pallet receive→on-pallet observe→on-pallet',
        'case-already-closed: open add close label-voided label-verified cancel aggregate',
        'case-is-no-pallet: stack',
        'case-on-pallet: remove empty ship decommission destroy',
        'case-already-on-pallet: palletize',
        'case-not-on-hold: release',
        'case-not-shipped: unship',
      ],
      held: [
        'release→closed receive→held observe→held destroy→destroyed',
        'case-on-hold: open add close label-voided label-verified cancel aggregate stack remove empty palletize hold ship decommission',
        'case-not-on-pallet: depalletize',
        'case-not-shipped: unship',
      ],
      'held-on-pallet': [
        'depalletize→held release→on-pallet receive→held-on-pallet observe→held-on-pallet',
        'case-on-hold: open add close label-voided label-verified cancel aggregate stack remove empty hold ship decommission',
        'case-already-on-pallet: palletize',
        'case-not-shipped: unship',
        'case-on-pallet: destroy',
      ],
      shipped: [
        'unship→closed receive→closed observe→shipped',
        'case-shipped: open add close label-voided label-verified cancel aggregate stack remove empty palletize hold ship decommission destroy',
        'case-not-on-pallet: depalletize',
        'case-not-on-hold: release',
      ],
      emptied: [
        'observe→emptied decommission→emptied destroy→destroyed',
        'case-emptied: open add close label-voided label-verified cancel aggregate stack remove empty palletize depalletize hold release ship unship receive',
      ],
      cancelled: [
        'case-cancelled: open add close label-voided label-verified cancel aggregate stack remove empty palletize depalletize hold release ship unship receive observe decommission destroy',
      ],
      destroyed: [
        'case-destroyed: open add close label-voided label-verified cancel aggregate stack remove empty palletize depalletize hold release ship unship receive observe decommission destroy',
      ],
    })
  })
})

describe('the life of a pallet', () => {
  it('is this table', () => {
    expect(drawn(palletLife, palletStates, palletEvents)).toEqual({
      absent: [
        'load→loading open→built add→built aggregate→built stack→built receive→built',
        'pallet-unknown: unload close label-voided label-verified cancel remove empty palletize depalletize hold release ship unship observe decommission destroy',
      ],
      loading: [
        'load→loading unload→loading close→closing',
        'pallet-not-closed: label-voided label-verified open cancel add aggregate stack remove empty palletize depalletize hold release ship unship receive observe decommission destroy',
      ],
      closing: [
        'label-voided→closing label-verified→built',
        'pallet-being-closed: load unload close open cancel add aggregate stack remove empty palletize depalletize hold release ship unship receive observe decommission destroy',
      ],
      built: [
        'add→built aggregate→built stack→built remove→built empty→emptied hold→held ship→shipped receive→built observe→built decommission→emptied destroy→destroyed',
        'pallet-already-built: load unload close label-voided label-verified open cancel',
        'pallet-on-pallet: palletize depalletize',
        'pallet-not-on-hold: release',
        'pallet-not-shipped: unship',
      ],
      held: [
        'release→built receive→held observe→held destroy→destroyed',
        'pallet-on-hold: load unload close label-voided label-verified open cancel add aggregate stack remove empty palletize depalletize hold ship decommission',
        'pallet-not-shipped: unship',
      ],
      shipped: [
        'unship→built receive→built observe→shipped',
        'pallet-shipped: load unload close label-voided label-verified open cancel add aggregate stack remove empty palletize depalletize hold ship decommission destroy',
        'pallet-not-on-hold: release',
      ],
      emptied: [
        'observe→emptied decommission→emptied destroy→destroyed',
        'pallet-emptied: load unload close label-voided label-verified open cancel add aggregate stack remove empty palletize depalletize hold release ship unship receive',
      ],
      destroyed: [
        'pallet-destroyed: load unload close label-voided label-verified open cancel add aggregate stack remove empty palletize depalletize hold release ship unship receive observe decommission destroy',
      ],
    })
  })
})

describe('the life of a label', () => {
  it('is this table', () => {
    expect(drawn(labelLife, labelStates, labelEvents)).toEqual({
      reserved: [
        'send→sent restore→uncertain void→voided',
        'label-not-printed: not-sent print-confirmed doubt scan-back',
      ],
      sent: [
        'not-sent→reserved print-confirmed→printed doubt→uncertain restore→uncertain scan-back→verified',
        'label-already-sent: send',
        'label-awaits-printer: void',
      ],
      printed: [
        'doubt→uncertain restore→uncertain scan-back→verified void→voided',
        'label-already-sent: send',
        'label-already-printed: not-sent print-confirmed',
      ],
      verified: [
        'void→voided',
        'label-already-sent: send',
        'label-already-verified: not-sent print-confirmed doubt restore scan-back',
      ],
      uncertain: [
        'doubt→uncertain restore→uncertain scan-back→verified void→voided',
        'label-already-sent: send',
        'label-in-doubt: not-sent print-confirmed',
      ],
      voided: ['label-voided: send not-sent print-confirmed doubt restore scan-back void'],
    })
  })

  it('never sends a serial twice, on whatever way, unless it surely was not sent', () => {
    const reached = new Set<LabelState>(['sent'])
    for (const state of reached)
      for (const [event, next] of Object.entries(labelLife[state]))
        if (event !== 'not-sent' && typeof next === 'string') reached.add(next)
    const refusals = [...reached].map((state) => nextLabelState(state, 'send', { serial: 'B7Q1' }))
    expect(refusals.every(isRefused)).toBe(true)
  })

  it('is outstanding until it is verified or voided', () => {
    expect(labelStates.filter(isOutstanding)).toEqual(['reserved', 'sent', 'printed', 'uncertain'])
  })
})

describe('the life of a line', () => {
  it('is this table', () => {
    expect(drawn(lineLife, lineStates, lineEvents)).toEqual({
      announced: [
        'revise→announced receive→receiving hold→held close→closed',
        'line-not-begun: label',
        'line-not-on-hold: release',
      ],
      receiving: [
        'revise→receiving receive→receiving label→receiving hold→held close→closed',
        'line-not-on-hold: release',
      ],
      held: ['revise→held label→held release→receiving close→closed', 'line-is-held: receive hold'],
      closed: ['line-is-closed: revise receive label hold release close'],
    })
  })
})

describe('the life of a batch', () => {
  it('is this table', () => {
    expect(drawn(batchLife, batchStates, batchEvents)).toEqual({
      open: ['append→open seal→sealed', 'batch-not-sealed: upload log receipt'],
      sealed: ['upload→uploaded', 'batch-already-sealed: append seal', 'batch-not-uploaded: log receipt'],
      uploaded: [
        'upload→uploaded log→logged',
        'batch-already-sealed: append seal',
        'batch-not-logged: receipt',
      ],
      logged: ['upload→logged log→logged receipt→receipted', 'batch-already-sealed: append seal'],
      receipted: ['upload→receipted log→receipted receipt→receipted', 'batch-already-sealed: append seal'],
    })
  })

  it('takes no statement after its seal', () => {
    const sealed = (['sealed', 'uploaded', 'logged', 'receipted'] as const).map((state) =>
      nextBatchState(state, 'append', { batch: 1 }),
    )
    expect(sealed.every(isRefused)).toBe(true)
  })
})

describe('a transition', () => {
  const row = rowsOf<'on' | 'off', 'flip'>(['flip'])
  const table = { on: row('internal', { flip: 'off' }), off: row('internal') }

  it('finds no state or event that is only inherited', () => {
    expect(transition(table, 'on', 'flip', {})).toBe('off')
    for (const name of ['constructor', 'toString', '__proto__']) {
      expect(() => transition(table, 'on', name as 'flip', {})).toThrow(RangeError)
      expect(() => transition(table, name as 'on', 'flip', {})).toThrow(RangeError)
    }
  })
})
