import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex } from '../encoding/hex.ts'

/** Numbers below a bound, one after the other, from a seed of 32 bytes: SHA-256(seed ‖ counter), rejected above the last whole multiple. */
function numbersFrom(seed: string): (below: number) => number {
  const salt = fromHex(seed)
  let block = new DataView(new ArrayBuffer(0))
  let [counter, at] = [0, 0]
  const next = () => {
    if (at >= block.byteLength) {
      const place = new Uint8Array(4)
      new DataView(place.buffer).setUint32(0, counter++)
      const bytes = sha256(concatBytes(salt, place))
      block = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      at = 0
    }
    at += 4
    return block.getUint32(at - 4)
  }
  return (below) => {
    const whole = 2 ** 32 - (2 ** 32 % below)
    for (;;) {
      const number = next()
      if (number < whole) return number % below
    }
  }
}

/** `count` different numbers from 1 to `of`, in ascending order: a partial Fisher–Yates shuffle that keeps only what it moved. */
function pick(count: number, of: number, below: (bound: number) => number): number[] {
  const moved = new Map<number, number>()
  const picked: number[] = []
  for (let i = 0; i < count; i++) {
    const j = i + below(of - i)
    picked.push((moved.get(j) ?? j) + 1)
    moved.set(j, moved.get(i) ?? i)
  }
  return picked.sort((a, b) => a - b)
}

/** Units to take out of one case, both counted from 1. */
export interface DrawnCase {
  readonly case: number
  readonly units: readonly number[]
}

/**
 * Which units of a lot to take: spread over as many cases as there are units to take, and evenly over all cases when there are
 * fewer. The same seed over the same lot draws the same.
 *
 * @param seed 32 bytes in hex
 * @param cases units in each case, in order
 * @param n units to take, at most all there are
 */
export function drawUnits(seed: string, cases: readonly number[], n: number): DrawnCase[] {
  const total = cases.reduce((sum, units) => sum + units, 0)
  if (n > total) throw new RangeError(`${n} units of ${total}`)
  const below = numbersFrom(seed)
  const wanted = new Map<number, number>()
  let left = n
  while (left > 0) {
    const open = cases.flatMap((units, i) => ((wanted.get(i) ?? 0) < units ? [i] : []))
    const some = left >= open.length ? open : pick(left, open.length, below).map((i) => open[i - 1] ?? 0)
    // Whole rounds at once: as many as the smallest open case still holds.
    const room = Math.min(...some.map((i) => (cases[i] ?? 0) - (wanted.get(i) ?? 0)))
    const rounds = Math.max(1, Math.min(room, Math.floor(left / some.length)))
    for (const i of some) wanted.set(i, (wanted.get(i) ?? 0) + rounds)
    left -= some.length * rounds
  }
  return [...wanted]
    .sort(([a], [b]) => a - b)
    .map(([i, units]) => ({ case: i + 1, units: pick(units, cases[i] ?? 0, below) }))
}
