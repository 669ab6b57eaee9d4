import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addsUp, type LotFacts, whyLotNotClosed } from './close-lot.ts'
import { emptyAccount, isRefusedMovement, nextAccount, overOpen, together, unitsLeft } from './lot-account.ts'
import { type Movement, movementEffects, movementKinds } from './movement.ts'

const lot = { customsEntry: '422720261000481205', entryItem: '1', gtin: '09506000110011', lot: 'L1' }

/** Movements one after the other, until one is refused. */
const movedBy = (...moves: [Movement['kind'], number, Movement['state']][]) =>
  moves.reduce<ReturnType<typeof nextAccount>>(
    (account, [kind, quantity, state]) =>
      isRefusedMovement(account) ? account : nextAccount(account, { ...lot, kind, quantity, state }),
    emptyAccount,
  )

/** Any movement at all: most random sequences of them are unlawful somewhere. */
const movements = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...movementKinds),
      quantity: fc.integer({ min: 1, max: 40 }),
      chosen: fc.constantFrom('sellable' as const, 'damaged' as const),
    })
    .map(({ kind, quantity, chosen }): Movement => {
      const { from, to } = movementEffects[kind]
      return { ...lot, kind, quantity, state: from === 'chosen' || to === 'chosen' ? chosen : null }
    }),
  { maxLength: 60 },
)

/** The account again, by the simplest bookkeeping there is: every unit by itself, in a pile or outside. */
class Piles {
  readonly of = { sellable: 0, held: 0, damaged: 0 }
  out = 0
  over = 0
  came = 0
  gone = 0

  take({ kind, quantity, state }: Movement): boolean {
    const { from, to } = movementEffects[kind]
    const [source, target] = [from === 'chosen' ? state : from, to === 'chosen' ? state : to]
    if (kind === 'over-settled' && this.over < quantity) return false
    if (kind === 'consumer-return' && this.out < quantity) return false
    if (source !== null && this.of[source] < quantity) return false
    for (let unit = 0; unit < quantity; unit++) {
      if (source !== null) this.of[source]--
      if (target !== null) this.of[target]++
      if (source === null && target !== null) this.came++
      if (source !== null && target === null) this.gone++
      if (kind === 'shipped') this.out++
      if (kind === 'consumer-return') this.out--
      if (kind === 'over') this.over++
      if (kind === 'over-settled') this.over--
    }
    return true
  }
}

it('consumers send back what was sent out to them once, and no more', () => {
  const sent: [Movement['kind'], number, Movement['state']][] = [
    ['received', 10, null],
    ['shipped', 5, null],
    ['consumer-return', 3, 'damaged'],
  ]
  expect(movedBy(...sent, ['consumer-return', 2, 'sellable'])).toMatchObject({
    left: { sellable: 7, damaged: 3 },
  })
  expect(movedBy(...sent, ['consumer-return', 3, 'sellable'])).toMatchObject({
    code: 'bonded-more-than-out',
    detail: { quantity: 3, there: 2 },
  })
})

describe('the account of a lot', () => {
  it('takes of any movements exactly those that the goods allow, never goes below zero, and always adds up', () => {
    fc.assert(
      fc.property(movements, (all) => {
        let account = emptyAccount
        const piles = new Piles()
        for (const movement of all) {
          const next = nextAccount(account, movement)
          expect(isRefusedMovement(next)).toBe(!piles.take(movement))
          if (!isRefusedMovement(next)) account = next
          expect(account.left).toEqual(piles.of)
          expect(addsUp(account)).toBe(true)
        }
        expect(unitsLeft(account)).toBe(piles.came - piles.gone)
        expect(overOpen(account)).toBe(piles.over)
      }),
    )
  })

  it('closes when everything is explained, and otherwise says exactly how much is missing', () => {
    const few = fc.integer({ min: 0, max: 30 })
    const counts = fc.record({ sellable: few, held: few, damaged: few })
    fc.assert(
      fc.property(
        movements,
        few,
        few,
        few,
        fc.option(counts),
        (all, missing, short, elsewhere, miscounted) => {
          const account = all.reduce((now, movement) => {
            const next = nextAccount(now, movement)
            return isRefusedMovement(next) ? now : next
          }, emptyAccount)
          const received = account.in.received + account.in['received-damaged']
          const announced = received + short + elsewhere + account.told['not-admitted'] + missing
          const facts: LotFacts = { announced, short, elsewhere, openLines: 0, openOrders: 0 }
          const counted = miscounted ?? account.left
          const why = whyLotNotClosed(lot, account, facts, counted, false)
          const said = (code: string) => why.filter((failure) => failure.code === code)
          expect(said('close-announced-differs').map(({ detail }) => detail.difference)).toEqual(
            missing ? [missing] : [],
          )
          expect(said('close-over-open').map(({ detail }) => detail.over)).toEqual(
            overOpen(account) ? [overOpen(account)] : [],
          )
          for (const { detail } of said('close-counted-differs'))
            expect(Number(detail.left) + Number(detail.difference)).toBe(counted[detail.state as 'held'])
          const isAll =
            missing === 0 &&
            overOpen(account) === 0 &&
            (miscounted === null || isSame(miscounted, account.left))
          expect(why.length === 0).toBe(isAll)
        },
      ),
    )
  })

  it('is closed for good only when nothing is left, no line and no order is open, and somebody has counted', () => {
    const received = nextAccount(emptyAccount, { ...lot, kind: 'received', quantity: 5, state: null })
    if (isRefusedMovement(received)) throw new Error(received.code)
    const facts = { announced: 5, short: 0, elsewhere: 0, openLines: 1, openOrders: 1 }
    const codes = whyLotNotClosed(lot, received, facts, null, true).map(({ code }) => code)
    expect(codes).toEqual(['close-lines-open', 'close-orders-open', 'close-not-counted', 'close-goods-left'])
  })

  it('is one with others for an item or a book, and their sum adds up as well', () => {
    const one = nextAccount(emptyAccount, { ...lot, kind: 'received', quantity: 5, state: null })
    const other = nextAccount(emptyAccount, {
      ...lot,
      lot: 'L2',
      kind: 'adjusted-in',
      quantity: 2,
      state: 'damaged',
    })
    if (isRefusedMovement(one) || isRefusedMovement(other)) throw new Error('refused')
    const both = together([one, other])
    expect(both.left).toEqual({ sellable: 5, held: 0, damaged: 2 })
    expect(addsUp(both)).toBe(true)
  })
})

const isSame = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean =>
  Object.keys(other).every((name) => one[name] === other[name])
