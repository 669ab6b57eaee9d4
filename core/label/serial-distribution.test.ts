import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { chiSquare, chiSquareTail } from './chi-square.stub.ts'
import { CROCKFORD_ALPHABET, type Random, randomSymbols } from './crockford.ts'
import { newSerial } from './serial.ts'

const SERIALS = 20_000
const DRAWN = 12

/** Bytes of a stream that is the same in every run. */
function seeded(seed: number): Random {
  const next = seededRandom(seed)
  return (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256))
}
const system: Random = (length) => new Uint8Array(randomBytes(length))

/**
 * The smallest chance, over all positions and over all pairs of neighbours, of what was drawn, if every symbol is as likely
 * as another; times the number of tests made, so that it is compared with the false alarms of the whole (Bonferroni).
 */
function leastChance(texts: readonly string[], from: number): { positions: number; pairs: number } {
  const length = texts[0]?.length ?? 0
  const tests = length - from + (length - from - 1)
  const least = (width: number) => {
    let chance = 1
    for (let at = from; at + width <= length; at++) {
      const counts = new Array<number>(32 ** width).fill(0)
      for (const text of texts) {
        let cell = 0
        for (const symbol of text.slice(at, at + width)) cell = cell * 32 + CROCKFORD_ALPHABET.indexOf(symbol)
        counts[cell] = (counts[cell] ?? 0) + 1
      }
      chance = Math.min(chance, chiSquareTail(chiSquare(counts), counts.length - 1))
    }
    return chance * tests
  }
  return { positions: least(1), pairs: least(2) }
}

const serialsFrom = (random: Random) => Array.from({ length: SERIALS }, () => newSerial('B7Q', random))

describe('the symbols of serials and PINs', () => {
  it('are measured by a chi-square whose tails are those of the tables', () => {
    // 95th and 99.9th percentiles, NIST/SEMATECH e-Handbook, table 1.3.6.7.4.
    expect(chiSquareTail(44.985, 31)).toBeCloseTo(0.05, 4)
    expect(chiSquareTail(61.098, 31)).toBeCloseTo(0.001, 5)
    expect(chiSquareTail(3.841, 1)).toBeCloseTo(0.05, 4)
  })

  it('each follow from one byte: of the 256 values, eight give each symbol', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    const counts = Map.groupBy(
      randomSymbols(256, () => bytes),
      (symbol) => symbol,
    )
    expect([...counts.values()].map((each) => each.length)).toEqual(new Array(32).fill(8))
  })

  it('are spread evenly, each by itself and with its neighbour, in a stream that is the same every time', () => {
    const { positions, pairs } = leastChance(serialsFrom(seeded(20261125)), 3)
    expect(positions).toBeGreaterThan(0.01)
    expect(pairs).toBeGreaterThan(0.01)
  })

  it('are spread evenly as the machine draws them; a fair machine fails this once in a thousand million runs', () => {
    const serials = leastChance(serialsFrom(system), 3)
    expect(Math.min(serials.positions, serials.pairs)).toBeGreaterThan(0.5e-9)
    const pins = leastChance(
      Array.from({ length: SERIALS }, () => randomSymbols(10, system)),
      0,
    )
    expect(Math.min(pins.positions, pins.pairs)).toBeGreaterThan(0.5e-9)
  })

  it('betray a generator that draws one symbol two fifths too often', () => {
    const fair = seeded(7)
    const coin = seededRandom(8)
    const biased: Random = (length) => fair(length).map((byte) => (coin() < 0.0125 ? 0 : byte))
    expect(leastChance(serialsFrom(biased), 3).positions).toBeLessThan(1e-9)
  })

  it('betray the remainder of a division by an alphabet that does not divide 256', () => {
    const fair = seeded(9)
    // 30 symbols of 32, as if two were left out and the byte taken modulo 30.
    const modulo: Random = (length) => fair(length).map((byte) => byte % 30)
    expect(leastChance(serialsFrom(modulo), 3).positions).toBeLessThan(1e-9)
  })

  it('betray a generator whose symbols are even, and hang together', () => {
    const fair = seeded(10)
    const coin = seededRandom(11)
    const sticky: Random = (length) => {
      const bytes = fair(length)
      for (let i = 1; i < length; i++) if (coin() < 0.03) bytes[i] = bytes[i - 1] ?? 0
      return bytes
    }
    const { positions, pairs } = leastChance(serialsFrom(sticky), 3)
    expect(positions).toBeGreaterThan(1e-9)
    expect(pairs).toBeLessThan(1e-9)
  })

  it(`are ${DRAWN} in a serial and 10 in a PIN, and what that makes hard is written as it is computed here`, () => {
    const [serial, pin] = [32 ** DRAWN, 32 ** 10]
    expect([serial, pin]).toEqual([2 ** 60, 2 ** 50])
    const seconds = 365.25 * 86_400
    const figure = (n: number) => n.toExponential(1)
    const issued = [1e4, 1e6, 1e8].map((n) => [
      `| ${n.toLocaleString('en')}`,
      figure(n / serial),
      figure(serial / n),
      `${figure(serial / n / 1000 / seconds)} years`,
      `${figure(1 - Math.exp(-(n * (n - 1)) / 2 / serial) || (n * n) / 2 / serial)} |`,
    ])
    const online = [10, 1000, 1e6].map((n) => [`| ${n.toLocaleString('en')}`, `${figure(n / pin)} |`])
    const offline = [1, 1000, 1e6].map((cores) => [
      `| ${cores.toLocaleString('en')}`,
      `${figure(((pin / 2) * 0.024) / cores / seconds)} years`,
      `${figure((pin * 0.024) / cores / seconds)} years |`,
    ])
    const page = readFileSync(new URL('../../docs/formats/serials.md', import.meta.url), 'utf8')
    for (const row of [...issued, ...online, ...offline]) expect(page).toContain(row.join(' | '))
  })
})
