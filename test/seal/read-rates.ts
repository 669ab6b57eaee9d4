import { type Pixels, readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { type DamageKind, viewOf, wearOf } from './damage-levels.ts'
import type { TriedSymbol } from './tried-symbols.ts'
import { wornPrint } from './worn-print.ts'

/** How often a symbol was read of so many worn prints of it, and what else was read instead. */
export interface ReadRate {
  readonly read: number
  readonly misread: readonly string[]
}

/** A number of the cell's own, so that each cell can be had again by itself. */
const cellSeed = (seed: number, ...names: readonly string[]): number =>
  [...names.join(' ')].reduce(
    (mixed, letter) => Math.imul(mixed ^ letter.charCodeAt(0), 16_777_619),
    seed,
  ) >>> 0

interface Trials {
  readonly trials: number
  readonly seed: number
}

/** So many worn prints of a symbol at one level of one damage. */
export function* wornPrints(
  symbol: TriedSymbol,
  { name }: DamageKind,
  level: DamageKind['levels'][number],
  { trials, seed }: Trials,
): Generator<Pixels> {
  const random = seededRandom(cellSeed(seed, symbol.name, name, level.label))
  const view = viewOf(level, !symbol.name.startsWith('QR'))
  for (let trial = 0; trial < trials; trial++) yield wornPrint(symbol.bitmap, wearOf(level), view, random)
}

/** Wears and reads one symbol `trials` times at one level of one damage. */
export async function readRate(
  symbol: TriedSymbol,
  kind: DamageKind,
  level: DamageKind['levels'][number],
  trials: Trials,
): Promise<ReadRate> {
  const misread: string[] = []
  let read = 0
  for (const print of wornPrints(symbol, kind, level, trials)) {
    // Three letters of AIM id stand before the text.
    const texts = (await readSymbols(print)).map(({ text }) => text.slice(3))
    if (texts.includes(symbol.text)) read++
    misread.push(...texts.filter((text) => text !== symbol.text))
  }
  return { read, misread }
}
