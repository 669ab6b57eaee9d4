import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { readOneBitPng } from '../../drivers/render/layout/one-bit-png.ts'
import { nativeWays, pictureWays, type Way } from './loop-models.ts'
import { matrix, matrixFile } from './matrix-labels.ts'
import { differingDots } from './pictures.ts'
import { wrongWith } from './round-trip.ts'

describe('a shipped document, at every resolution and in every language', () => {
  it.each(matrix)('$name is drawn as it was when it was looked at, dot for dot', ({ name, make }) => {
    const golden = readOneBitPng(readFileSync(matrixFile(name)))
    expect(golden && differingDots(drawPage(make().page), golden)).toBe(0)
  })

  it('is in fixtures/labels for all of them', () => {
    expect(matrix).toHaveLength(6 * 3 * 4)
  })
})

/** A diagonal through the matrix, so that each document, language and way has its turn; all of it is `npm run test:soak -- --label-matrix`. */
const sample: readonly (readonly [string, (dotsPerMm: 8 | 12) => Way])[] = [
  ['unit-60x40-2-203-ko', (head) => nativeWays(head).zpl],
  ['unit-60x40-2-300-ja', (head) => nativeWays(head).tspl],
  ['unit-40x30-1-203-ja', (head) => nativeWays(head).tspl],
  ['unit-40x30-1-300-ko', (head) => nativeWays(head).zpl],
  ['case-100x150-2-203-ja', (head) => pictureWays(head).tspl],
  ['pallet-100x150-1-203-ko', (head) => nativeWays(head).zpl],
]

describe('a shipped document round the loop', () => {
  it.each(sample)('gives back its texts, modules and quiet zones: %s', async (name, wayAt) => {
    const label = matrix.find((each) => each.name === name)?.make()
    if (label === undefined || label.dotsPerMm === 24) throw new Error(`${name} is not shipped`)
    expect(await wrongWith(label, wayAt(label.dotsPerMm))).toBeNull()
  })
})
