import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ssccEpc, unitEpc } from '../gs1/epc.ts'
import { buildSscc } from '../gs1/sscc.ts'
import type { LifeStep, StepEvent } from './life.ts'
import { MemoryBook } from './memory-book.ts'
import { CONTENTS_MAX, FINDINGS_MAX, type Finding, takeStatement, WAITING_MAX } from './take-statement.ts'

const unit = (n: number) => unitEpc('09506000134352', `B7Q00000000000${n}`)
const box = (n: number) => ssccEpc(buildSscc({ extension: '0', companyPrefix: '9506000', serial: n }))
const [u, v, w] = [unit(1), unit(2), unit(3)]
const [x, y, pallet] = [box(1), box(2), box(9)]

/** A log that takes statements of several keys one after the other. */
class Log {
  readonly book = new MemoryBook()
  readonly found = new Map<number, readonly Finding[]>()
  /** How often anything was taken, for the first time or again. */
  attempts = 0
  #place = 0

  take(kid: string, ...steps: LifeStep[]): string[] {
    const statement = { place: this.#place++, kid, steps }
    for (const { place, findings } of takeStatement(this.book, statement)) {
      this.found.set(place, findings)
      this.attempts++
    }
    return this.reasons(statement.place)
  }

  reasons(place: number): string[] {
    return (this.found.get(place) ?? []).map(({ failure }) => failure.code)
  }

  state(key: string): string | undefined {
    return this.book.life(key)?.state
  }
}

const step = (event: StepEvent, ...keys: string[]): LifeStep[] => keys.map((key) => ({ key, event }))
const commission = (...keys: string[]) => step('commission', ...keys)
const pack = (parent: string, ...keys: string[]): LifeStep[] => [
  ...step('aggregate', parent),
  ...keys.map((key): LifeStep => ({ key, event: 'put-in', parent })),
]
const stack = (parent: string, ...keys: string[]): LifeStep[] => [
  ...step('stack', parent),
  ...keys.map((key): LifeStep => ({ key, event: 'put-in', parent })),
]
const unpack = (parent: string, ...keys: string[]): LifeStep[] => [
  ...step(keys.length > 0 ? 'remove' : 'empty', parent),
  ...keys.map((key): LifeStep => ({ key, event: 'take-out', parent })),
]

function packedLog(): Log {
  const log = new Log()
  log.take('A', ...commission(u, v, w))
  log.take('A', ...pack(x, u, v))
  return log
}

describe('what cannot be', () => {
  it.each<[string, (log: Log) => string[], string]>([
    ['commissioning twice', (log) => log.take('A', ...commission(u)), 'unit-already-commissioned'],
    [
      'packing what was never commissioned',
      (log) => log.take('A', ...pack(y, unit(7))),
      'unit-not-commissioned',
    ],
    ['packing what is in another case', (log) => log.take('A', ...pack(y, u)), 'unit-already-packed'],
    ['packing into a closed case', (log) => log.take('A', ...pack(x, w)), 'case-already-closed'],
    ['taking out what is not in', (log) => log.take('A', ...unpack(x, w)), 'unit-not-packed'],
    ['shipping a packed unit by itself', (log) => log.take('A', ...step('ship', u)), 'unit-is-packed'],
    ['giving up a packed unit', (log) => log.take('A', ...step('decommission', u)), 'unit-is-packed'],
    ['destroying a case that holds units', (log) => log.take('A', ...step('destroy', x)), 'case-not-empty'],
    ['releasing what is not on hold', (log) => log.take('A', ...step('release', w)), 'unit-not-on-hold'],
    ['a case in itself', (log) => log.take('A', ...stack(x, x)), 'case-is-no-pallet'],
  ])('%s is refused with its reason', (_, act, code) => {
    const log = packedLog()
    expect(act(log)).toContain(code)
  })

  it('shipping what is on hold: the unit, its case, and the pallet it stands on', () => {
    const log = packedLog()
    log.take('A', ...step('hold', w))
    expect(log.take('A', ...step('ship', w))).toEqual(['unit-on-hold'])
    log.take('A', ...step('hold', u))
    expect(log.take('A', ...step('ship', x))).toEqual(['case-holds-held-unit'])
    log.take('A', ...stack(pallet, x))
    expect(log.take('A', ...step('ship', pallet))).toEqual(['case-holds-held-unit'])
    log.take('A', ...step('release', u))
    expect(log.take('A', ...step('ship', pallet))).toEqual([])
  })

  it('more in one case than is followed, whether in one statement or in many', () => {
    const log = new Log()
    const units = Array.from({ length: CONTENTS_MAX + 1 }, (_, n) => unit(1000 + n))
    log.take('A', ...commission(...units))
    expect(log.take('A', ...pack(x, ...units))).toEqual(['case-holds-too-much'])
    const [last = '', ...rest] = units
    const add = (...keys: string[]): LifeStep[] => [
      ...step('add', y),
      ...keys.map((key): LifeStep => ({ key, event: 'put-in', parent: y })),
    ]
    expect(log.take('A', ...add(...rest))).toEqual([])
    expect(log.take('A', ...add(last))).toEqual(['case-holds-too-much'])
  })

  it('any life after a void, a decommissioning or a destruction', () => {
    const log = packedLog()
    log.take('A', ...step('void', unit(5)))
    expect(log.take('A', ...commission(unit(5)))).toEqual(['unit-voided'])
    log.take('A', ...step('destroy', w))
    expect(log.take('A', ...commission(w))).toEqual(['unit-destroyed'])
    expect(log.take('A', ...pack(y, w))).toContain('unit-destroyed')
    log.take('A', ...unpack(x))
    expect([log.state(x), log.state(u), log.state(v)]).toEqual(['emptied', 'commissioned', 'commissioned'])
    log.take('A', ...step('decommission', u))
    expect(log.take('A', ...pack(y, u))).toContain('unit-decommissioned')
    expect(log.take('A', ...pack(x, v))).toContain('case-emptied')
  })

  it('an open case on a pallet, a pallet on a pallet, a case on two', () => {
    const log = new Log()
    log.take('A', ...commission(u, v))
    log.take('A', ...step('commission', x))
    expect(log.take('A', ...stack(pallet, x))).toEqual(['case-not-closed'])
    log.take('A', ...pack(x, u))
    expect(log.take('A', ...stack(pallet, x))).toEqual([])
    expect(log.take('A', ...stack(box(8), pallet))).toEqual(['pallet-on-pallet'])
    expect(log.take('A', ...stack(box(8), x))).toEqual(['case-already-on-pallet'])
    expect(log.take('A', ...unpack(x, u))).toEqual(['case-on-pallet'])
    expect(log.take('A', ...unpack(box(7), x))).toEqual(['case-unknown'])
    log.take('A', ...step('receive', box(7)))
    expect(log.take('A', ...unpack(box(7), x))).toEqual(['case-on-another-pallet'])
  })

  it('moves nothing: a statement counts whole or not at all', () => {
    const log = packedLog()
    expect(log.take('A', ...pack(y, w, u))).toEqual(['unit-already-packed'])
    expect([log.state(y), log.state(w), log.book.life(u)?.parent]).toEqual([undefined, 'commissioned', x])
  })

  it('names what it contradicts', () => {
    const log = packedLog()
    log.take('B', ...commission(u))
    expect(log.found.get(2)).toMatchObject([{ key: u, against: 1, waits: false }])
  })
})

describe('statements of several keys', () => {
  it('that arrive before what they build on count as soon as its beginning arrives', () => {
    const log = new Log()
    expect(log.take('B', ...stack(pallet, x))).toEqual(['case-unknown'])
    expect(log.take('B', ...step('ship', pallet))).toEqual(['case-unknown'])
    log.take('A', ...commission(u))
    expect(log.reasons(0)).toEqual(['case-unknown'])
    log.take('A', ...pack(x, u))
    expect([log.reasons(0), log.reasons(1)]).toEqual([[], []])
    expect([log.state(pallet), log.state(x)]).toEqual(['shipped', 'on-pallet'])
  })

  it('but within one key the chain proves the order', () => {
    const log = new Log()
    log.take('A', ...pack(x, u))
    log.take('A', ...commission(u))
    expect([log.reasons(0), log.state(u)]).toEqual([['unit-not-commissioned'], 'commissioned'])
    expect(log.take('A', ...pack(x, u))).toEqual([])
  })

  it('nor does another key’s word give a statement a beginning that its own key stated later', () => {
    const log = new Log()
    log.take('A', ...pack(x, u, v))
    log.take('A', ...commission(u))
    log.take('B', ...commission(v))
    expect([log.reasons(0)[0], log.state(u)]).toEqual(['unit-not-commissioned', 'commissioned'])
  })

  it('are taken again once for all the beginnings that they are known to wait for', () => {
    const log = new Log()
    const units = Array.from({ length: 2 * FINDINGS_MAX }, (_, n) => unit(10 + n))
    log.take('B', ...pack(x, ...units))
    for (const each of units) log.take('A', ...commission(each))
    expect([log.reasons(0), log.attempts]).toEqual([[], 1 + units.length + 2])
  })

  it('are taken again in their chain’s order, whichever of their beginnings is told first', () => {
    const log = new Log()
    log.take('B', ...step('hold', u, v))
    log.take('B', ...step('release', v))
    log.take('A', ...commission(v, u))
    expect([log.reasons(0), log.reasons(1), log.state(v)]).toEqual([[], [], 'commissioned'])
  })

  it('wait for one beginning in bounded numbers, so that no key can make it dear to others', () => {
    const log = new Log()
    for (let n = 0; n < 5 * WAITING_MAX; n++) log.take('B', ...step('observe', u))
    log.take('C', ...step('hold', u))
    const before = log.attempts
    log.take('A', ...commission(u))
    expect(log.attempts - before).toBe(1 + WAITING_MAX + 1)
    expect(log.state(u)).toBe('held')
  })

  it('let goods that came with their serial be commissioned by who made them, never by who received them', () => {
    const log = new Log()
    log.take('B', ...step('receive', u))
    expect(log.take('B', ...commission(u))).toEqual(['unit-serialised-before'])
    expect(log.take('A', ...commission(u))).toEqual([])
    expect(log.take('C', ...commission(u))).toEqual(['unit-already-commissioned'])
  })

  it('nor by who received them when another key has moved them since', () => {
    const log = new Log()
    log.take('B', ...step('receive', u))
    log.take('C', ...step('hold', u))
    log.take('C', ...step('release', u))
    expect(log.take('B', ...commission(u))).not.toEqual([])
    expect(log.take('A', ...commission(u))).toEqual([])
  })

  it('give a received case its contents when its packer is heard of later', () => {
    const log = new Log()
    log.take('B', ...step('receive', x))
    log.take('A', ...commission(u))
    expect(log.take('A', ...pack(x, u))).toEqual([])
    expect(log.book.contentsOf(x)).toEqual([u])
    expect(log.take('B', ...step('ship', x))).toEqual([])
  })
})

describe('a case whose packer is heard of after it has ended elsewhere', () => {
  it.each<[StepEvent, string]>([
    ['empty', 'commissioned'],
    ['destroy', 'destroyed'],
    ['decommission', 'commissioned'],
    ['ship', 'packed'],
  ])('by %s leaves what was in it %s', (end, state) => {
    const log = new Log()
    log.take('B', ...step('receive', x))
    log.take('B', ...step(end, x))
    log.take('A', ...commission(u))
    expect(log.take('A', ...pack(x, u))).toEqual([])
    expect(log.state(u)).toBe(state)
    expect(log.book.contentsOf(x)).toEqual(state === 'packed' ? [u] : [])
    expectPossible(log)
  })
})

describe('whatever is stated, by two keys, in any order', () => {
  const keys = [u, v, w, x, y, pallet]
  const any = fc.constantFrom(...keys)
  const some = fc.uniqueArray(fc.constantFrom(u, v, w), { minLength: 1, maxLength: 3 })
  const statement = fc.record({
    kid: fc.constantFrom('A', 'B'),
    steps: fc.oneof(
      some.map((units) => commission(...units)),
      some.map((units) => step('void', ...units)),
      fc.tuple(fc.constantFrom(x, y), some).map(([parent, units]) => pack(parent, ...units)),
      fc.tuple(fc.constantFrom(x, y), some).map(([parent, units]) => unpack(parent, ...units)),
      fc.constantFrom(x, y, pallet).map((parent) => unpack(parent)),
      fc.constantFrom(x, y).map((inner) => stack(pallet, inner)),
      fc.constantFrom(x, y).map((inner) => unpack(pallet, inner)),
      fc
        .tuple(
          fc.constantFrom<StepEvent>(
            'receive',
            'observe',
            'hold',
            'release',
            'ship',
            'unship',
            'decommission',
            'destroy',
          ),
          any,
        )
        .map(([event, key]) => step(event, key)),
    ),
  })

  it('nothing impossible comes to be, and what is refused moves nothing', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 40 }), (statements) => {
        const log = new Log()
        for (const { kid, steps } of statements) {
          const before = JSON.stringify(keys.map((key) => log.book.life(key)))
          const refused = log.take(kid, ...steps)
          if (refused.length > 0) expect(JSON.stringify(keys.map((key) => log.book.life(key)))).toBe(before)
          expectPossible(log)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('two keys that speak of different goods never mind how the log mixes them', () => {
    const mine = fc.array(statement, { maxLength: 15 })
    fc.assert(
      fc.property(mine, mine, fc.array(fc.boolean(), { maxLength: 40 }), (ours, theirs, mix) => {
        const move = (key: string) =>
          ({ [u]: unit(4), [v]: unit(5), [w]: unit(6), [x]: box(4), [y]: box(5), [pallet]: box(6) })[key] ??
          key
        const a = ours.map(({ steps }) => ({ kid: 'A', steps }))
        const b = theirs.map(({ steps }) => ({
          kid: 'B',
          steps: steps.map((each) => ({
            ...each,
            key: move(each.key),
            ...(each.parent && { parent: move(each.parent) }),
          })),
        }))
        const [mixed, apart] = [new Log(), new Log()]
        const verdicts = (log: Log, statements: { kid: string; steps: LifeStep[] }[]) => {
          for (const each of statements) log.take(each.kid, ...each.steps)
          return statements.map((each, place) => ({ each, reasons: log.reasons(place) }))
        }
        const [restA, restB] = [[...a], [...b]]
        const order = mix.flatMap((first) => (first ? restA : restB).splice(0, 1))
        const one = verdicts(mixed, [...order, ...restA, ...restB])
        const two = verdicts(apart, [...a, ...b])
        for (const { each, reasons } of two)
          expect(one.find((other) => other.each === each)?.reasons).toEqual(reasons)
      }),
      { numRuns: 100 },
    )
  })
})

/** What may never be so, whatever was stated. */
function expectPossible({ book }: Log): void {
  for (const key of book.keys()) {
    const life = book.life(key)
    if (!life) throw new Error('a key without a life')
    const isInside = life.parent !== null
    if (life.kind === 'unit') expect(isInside).toBe(life.state === 'packed' || life.state === 'packed-held')
    if (life.kind === 'case')
      expect(isInside).toBe(life.state === 'on-pallet' || life.state === 'held-on-pallet')
    if (life.parent === null) continue
    const holder = book.life(life.parent)
    expect(['open', 'closed', 'on-pallet', 'held', 'held-on-pallet', 'shipped', 'built']).toContain(
      holder?.state,
    )
    expect(book.contentsOf(life.parent)).toContain(key)
    if (holder?.state === 'shipped') expect(['packed', 'on-pallet']).toContain(life.state)
  }
}
