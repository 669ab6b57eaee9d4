import bwipjs from 'bwip-js/node'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AiRow, aiTable } from './ai-table.ts'
import { elementsError } from './build.ts'
import type { GsElement } from './scan-reading.ts'
import { companionsOf, validElement } from './valid-values.stub.ts'

/**
 * BWIPP carries a linter of the General Specifications that was written by others. What it says of values that are right,
 * and of values that are wrong in one place, is compared with what the table here says.
 */

/** One row for each format: a range of identifiers is judged alike. */
const rows = aiTable.filter(
  (row, i) => row.format !== aiTable[i - 1]?.format || row.title !== aiTable[i - 1]?.title,
)

/** Rules that the two read differently, and why ours is kept. */
const OTHERWISE: Readonly<Record<string, string>> = {
  gcppos1: 'a company prefix has at least four digits (the syntax engine); BWIPP asks for two',
  iban: 'an IBAN has more than ten characters (the syntax engine); BWIPP is content with five',
  cset64: 'padding is counted as the syntax engine counts it',
}

function bwippAccepts(elements: readonly GsElement[]): boolean {
  const text = elements.map(({ ai, value }) => `(${ai})${value}`).join('')
  try {
    bwipjs.raw({ bcid: 'gs1datamatrix', text })
    return true
  } catch (error) {
    if (!/GS1|AI \d/.test(String(error))) throw error
    return false
  }
}

/** A value that differs from `value` in one place: a character changed, added or taken away. */
function misprint(value: string, place: number, kind: number, character: string): string {
  const at = place % value.length
  if (kind === 0) return value.slice(0, at) + character + value.slice(at + 1)
  return kind === 1
    ? value.slice(0, at) + value.slice(at + 1)
    : value.slice(0, at) + character + value.slice(at)
}

const damage = fc.tuple(fc.nat(89), fc.nat(2), fc.constantFrom(...'0123456789AZaz-_/%=+'))

function scanOf(row: AiRow): fc.Arbitrary<GsElement[]> {
  return fc
    .tuple(...[row, ...companionsOf(row)].map(validElement))
    .filter((elements) => elements.every(({ value }) => !value.includes('(')))
}

describe('BWIPP’s linter agrees', () => {
  it.each(rows.map((row) => [row.ai, row] as const))('on (%s)', (_, row) => {
    const samples = fc.sample(fc.tuple(scanOf(row), damage), { numRuns: 4, seed: 20_261_125 })
    for (const [elements, [place, kind, character]] of samples) {
      const [first, ...others] = elements
      if (first === undefined) continue
      expect([first, elementsError(elements), bwippAccepts(elements)]).toEqual([first, null, true])
      const wrong = { ...first, value: misprint(first.value, place, kind, character) }
      const error = elementsError([wrong, ...others])
      if (error?.rule !== undefined && error.rule in OTHERWISE) continue
      expect([wrong, error?.rule, bwippAccepts([wrong, ...others])]).toEqual([
        wrong,
        error?.rule,
        error === null,
      ])
    }
  })
})
