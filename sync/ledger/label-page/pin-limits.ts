import { hash } from 'node:crypto'
import { toHex } from '../../../core/encoding/hex.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'

/** How often something may be done: `burst` times at once, and then once every `everyMs`. */
export interface Allowance {
  readonly burst: number
  readonly everyMs: number
}

/**
 * Ten codes at once and then one every ten minutes for a unit; thirty at once and then one every twenty seconds for a client.
 * What they leave to somebody who guesses stands in decision 0051.
 */
export const UNIT_ALLOWANCE: Allowance = { burst: 10, everyMs: 600_000 }
export const CLIENT_ALLOWANCE: Allowance = { burst: 30, everyMs: 20_000 }

/** Cells of a table, 8 bytes each: what it holds at most, whoever comes. A power of two. */
const CELLS = 1 << 16

/** Counts tries by name, in memory that never grows. */
export interface TryLimit {
  /** Milliseconds to wait until this name may try again; 0 when it may now, and then the try is counted. */
  take(name: string): number
}

/**
 * A limit by the generic cell rate algorithm, over two rows of cells that are chosen by a keyed hash of the name. Nothing is
 * ever forgotten to make room, so no flood of other names gives anybody more tries; names that share both their cells share
 * their tries, and nobody outside can find two that do. After a start of the process all is forgotten: `burst` more tries.
 *
 * @param steadyMs milliseconds of a clock that only goes forward
 */
export function limitTries(
  { burst, everyMs }: Allowance,
  steadyMs: () => number,
  randomBytes: RandomBytes,
): TryLimit {
  const key = toHex(randomBytes(32))
  /** When the tries that were made will have been made up for; two rows of cells. */
  const madeUpAt = new Float64Array(2 * CELLS).fill(Number.NEGATIVE_INFINITY)
  const cellsOf = (name: string): [number, number] => {
    const bytes = hash('sha256', key + name, 'buffer')
    return [bytes.readUInt32LE(0) % CELLS, CELLS + (bytes.readUInt32LE(4) % CELLS)]
  }
  return {
    take(name) {
      const now = steadyMs()
      const cells = cellsOf(name)
      // The cell that fewer others share tells more of this name.
      const owed = Math.min(...cells.map((cell) => madeUpAt[cell] ?? 0))
      const wait = owed + everyMs - burst * everyMs - now
      if (wait > 0) return wait
      const next = Math.max(owed, now) + everyMs
      for (const cell of cells) madeUpAt[cell] = Math.max(madeUpAt[cell] ?? 0, next)
      return 0
    },
  }
}
