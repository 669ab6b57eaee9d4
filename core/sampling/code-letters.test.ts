import { describe, expect, it } from 'vitest'
import { codeLetterFor, codeLetters, lotSizeBounds } from './code-letters.ts'
import { samplingLevels } from './levels.ts'
import { table1Again } from './second-transcription.stub.ts'

describe('Table 1', () => {
  it('gives the letter of a second transcription on both sides of every bound, at every level', () => {
    const { to, letters } = table1Again()
    expect(to).toEqual(lotSizeBounds)
    expect([...letters.keys()]).toEqual([...samplingLevels])
    for (const level of samplingLevels) {
      const there = letters.get(level) ?? ''
      expect(there).toHaveLength(to.length + 1)
      expect(codeLetterFor(2, level)).toBe(there[0])
      to.forEach((bound, i) => {
        expect([level, bound, codeLetterFor(bound, level)]).toEqual([level, bound, there[i]])
        expect([level, bound + 1, codeLetterFor(bound + 1, level)]).toEqual([level, bound + 1, there[i + 1]])
      })
      expect(codeLetterFor(1_000_000_000, level)).toBe(there.at(-1))
    }
  })

  it('never gives a smaller letter to a larger lot or to a higher level', () => {
    const place = (lotSize: number, level: (typeof samplingLevels)[number]) =>
      codeLetters.indexOf(codeLetterFor(lotSize, level))
    const sizes = [2, ...lotSizeBounds.flatMap((bound) => [bound, bound + 1])]
    for (const level of samplingLevels)
      for (const [i, size] of sizes.entries())
        expect(place(size, level)).toBeGreaterThanOrEqual(place(sizes[i - 1] ?? size, level))
    for (const size of sizes)
      for (const levels of [
        ['S-1', 'S-2', 'S-3', 'S-4', 'II', 'III'],
        ['S-1', 'S-2', 'S-3', 'I', 'II', 'III'],
      ] as const)
        for (const [i, level] of levels.entries())
          expect(place(size, level)).toBeGreaterThanOrEqual(place(size, levels[i - 1] ?? level))
  })

  it('never leads to letter S', () => {
    for (const level of samplingLevels) expect(codeLetterFor(Number.MAX_SAFE_INTEGER, level)).not.toBe('S')
  })
})
