import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fromHex } from '../encoding/hex.ts'
import { type DrawnCase, draw, LOT_UNITS_MAX, type LotCase, lotCase, samplingLot } from './draw.ts'
import { SeededChance } from './seeded-chance.ts'

const vectorFile = z.object({
  vectors: z.array(
    z.object({
      name: z.string(),
      seed: z.string(),
      n: z.int(),
      cases: z.array(lotCase),
      drawn: z.array(z.object({ pallet: z.string(), case: z.string(), units: z.array(z.int()) })).optional(),
      drawnSha256: z.string().optional(),
    }),
  ),
})
const { vectors } = vectorFile.parse(
  JSON.parse(
    readFileSync(new URL('../../fixtures/vectors/sampling-draw/vectors.json', import.meta.url), 'utf8'),
  ),
)

const seedOf = (number: number) => new Uint8Array(createHash('sha256').update(String(number)).digest())
const unitsOf = (drawn: readonly DrawnCase[]) => drawn.reduce((sum, { units }) => sum + units.length, 0)

const packed: fc.Arbitrary<LotCase[]> = fc
  .array(
    fc.record({
      pallet: fc.constantFrom('', 'P1', 'P2', 'P3'),
      case: fc.integer({ min: 0, max: 30 }).map((number) => `C${number}`),
      units: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((cases) => [...new Map(cases.map((one) => [`${one.pallet} ${one.case}`, one])).values()])

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('a draw', () => {
  it.each(vectors)('gives what another program gives by the same text: $name', (vector) => {
    const drawn = draw({ seed: fromHex(vector.seed), n: vector.n, cases: vector.cases })
    if (vector.drawn) expect(drawn).toEqual(vector.drawn)
    else expect(createHash('sha256').update(JSON.stringify(drawn)).digest('hex')).toBe(vector.drawnSha256)
  })

  it('takes exactly so many different units, all of the lot, in order', () => {
    fc.assert(
      fc.property(seed, packed, fc.integer({ min: 1, max: 400 }), (bytes, cases, n) => {
        const total = cases.reduce((sum, { units }) => sum + units, 0)
        const drawn = draw({ seed: bytes, n, cases })
        expect(unitsOf(drawn)).toBe(Math.min(n, total))
        for (const { pallet, case: name, units } of drawn) {
          const there = cases.find((one) => one.pallet === pallet && one.case === name)
          expect(new Set(units).size).toBe(units.length)
          expect(units).toEqual([...units].sort((a, b) => a - b))
          for (const unit of units) expect(unit >= 1 && unit <= (there?.units ?? 0)).toBe(true)
        }
      }),
    )
  })

  it('takes from each case and each pallet its share, rounded up or down', () => {
    fc.assert(
      fc.property(seed, packed, fc.integer({ min: 1, max: 400 }), (bytes, cases, wanted) => {
        const total = cases.reduce((sum, { units }) => sum + units, 0)
        const n = Math.min(wanted, total)
        const drawn = draw({ seed: bytes, n, cases })
        const isShare = (taken: number, units: number) => Math.abs(taken - (n * units) / total) < 1
        for (const one of cases) {
          const own = drawn.filter(({ pallet, case: name }) => pallet === one.pallet && name === one.case)
          expect(isShare(unitsOf(own), one.units)).toBe(true)
        }
        for (const pallet of new Set(cases.map((one) => one.pallet))) {
          const units = cases.filter((one) => one.pallet === pallet).reduce((sum, one) => sum + one.units, 0)
          expect(isShare(unitsOf(drawn.filter((one) => one.pallet === pallet)), units)).toBe(true)
        }
      }),
    )
  })

  it('is the same for the same seed and lot, in whatever order the cases are listed, and another for another seed', () => {
    fc.assert(
      fc.property(seed, packed, fc.integer({ min: 1, max: 40 }), (bytes, cases, n) => {
        expect(draw({ seed: bytes, n, cases: [...cases].reverse() })).toEqual(draw({ seed: bytes, n, cases }))
      }),
    )
    const lot = [{ pallet: '', case: '', units: 100_000 }]
    const draws = new Set(
      Array.from({ length: 50 }, (_, i) => JSON.stringify(draw({ seed: seedOf(i), n: 20, cases: lot }))),
    )
    expect(draws.size).toBe(50)
  })

  it('gives every unit the same chance, also in a small case on a small pallet (chi-square, 3,000 seeds)', () => {
    const cases = [
      { pallet: 'P1', case: 'C1', units: 24 },
      { pallet: 'P1', case: 'C2', units: 24 },
      { pallet: 'P1', case: 'C3', units: 5 },
      { pallet: 'P2', case: 'C1', units: 24 },
      { pallet: 'P3', case: 'C1', units: 1 },
      { pallet: 'P3', case: 'C2', units: 2 },
    ]
    const total = 80
    const [n, seeds] = [8, 3000]
    const taken = new Map<string, number>()
    for (let i = 0; i < seeds; i++)
      for (const { pallet, case: name, units } of draw({ seed: seedOf(i), n, cases }))
        for (const unit of units) {
          const key = `${pallet} ${name} ${unit}`
          taken.set(key, (taken.get(key) ?? 0) + 1)
        }
    expect(taken.size).toBe(total)
    const expected = (seeds * n) / total
    const chiSquare = [...taken.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 79 degrees of freedom: above 124.3 once in a thousand. The seeds are fixed, so this never changes by itself.
    expect(chiSquare).toBeLessThan(124.3)
  })

  it.each([
    [{ n: 0 }, 'draw-nothing'],
    [{ n: 1.5 }, 'draw-nothing'],
    [{ cases: [] }, 'draw-nothing'],
    [{ seed: new Uint8Array(31) }, 'draw-seed-malformed'],
    [{ cases: [{ pallet: 'P', case: 'C', units: LOT_UNITS_MAX + 1 }] }, 'draw-lot-large'],
    [
      {
        cases: [
          { pallet: 'P', case: 'C', units: 1 },
          { pallet: 'P', case: 'C', units: 2 },
        ],
      },
      'draw-lot-repeated',
    ],
  ])('is refused for %o', (wrong, code) => {
    const right = { seed: new Uint8Array(32), n: 1, cases: [{ pallet: '', case: '', units: 10 }] }
    expect(() => draw({ ...right, ...wrong })).toThrow(new RegExp(code))
  })

  it('is made from a lot that says what its names are made of', () => {
    const lot = {
      format: 'bondmark/sampling-lot/1',
      cases: [{ pallet: '', case: '350603600000000015', units: 24 }],
    }
    expect(samplingLot.safeParse(lot).success).toBe(true)
    expect(samplingLot.safeParse({ ...lot, cases: [{ pallet: 'ü', case: '', units: 1 }] }).success).toBe(
      false,
    )
    expect(samplingLot.safeParse({ ...lot, cases: [] }).success).toBe(false)
  })
})

describe('a number that follows from a seed', () => {
  it('is below its bound, and every one of them comes up about as often', () => {
    const chance = new SeededChance(seedOf(1))
    const counts = new Array<number>(6).fill(0)
    for (let i = 0; i < 60_000; i++) {
      const number = chance.below(6)
      counts[number] = (counts[number] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // 5 degrees of freedom: above 20.5 once in a thousand.
    expect(chiSquare).toBeLessThan(20.5)
  })

  it('needs a seed of 32 bytes', () => {
    expect(() => new SeededChance(new Uint8Array(16))).toThrow(RangeError)
  })
})
