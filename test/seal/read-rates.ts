import { type Pixels, readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { type DamageKind, viewOf, wearOf } from './damage-levels.ts'
import type { TriedSymbol } from './tried-symbols.ts'
import { wornPrint } from './worn-print.ts'

/** How often a symbol was read of so many worn prints of it, and what else was read. */
export interface ReadRate {
  readonly read: number
  /** Other texts out of a symbol of its own kind: what must never be. */
  readonly misread: readonly string[]
  /** Texts out of symbols of another kind that are not there, such as bars seen in the modules of a QR code. */
  readonly ghosts: readonly string[]
}

/** AIM identifier of each tried symbol. */
const aimOf = ({ name }: TriedSymbol): string =>
  name.startsWith('QR') ? ']Q1' : name.startsWith('DataMatrix') ? ']d2' : ']C1'

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
  const aim = aimOf(symbol)
  const right = aim + symbol.text
  const others: string[] = []
  let read = 0
  for (const print of wornPrints(symbol, kind, level, trials)) {
    const texts = (await readSymbols(print)).map(({ text }) => text)
    if (texts.includes(right)) read++
    others.push(...texts.filter((text) => text !== right))
  }
  const isOfItsKind = (text: string) => text.startsWith(aim)
  return {
    read,
    misread: others.filter(isOfItsKind),
    ghosts: others.filter((text) => !isOfItsKind(text)),
  }
}
