import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedLines } from './bounded-lines.ts'

async function* piecesOf(pieces: readonly string[]) {
  yield* pieces
}
const linesOf = async (pieces: readonly string[], charactersMax = 100) => {
  const lines: string[] = []
  for await (const line of boundedLines(piecesOf(pieces), charactersMax)) lines.push(line)
  return lines
}

describe('lines that come in pieces', () => {
  it('end with LF, CR or both, and the last with the text', async () => {
    expect(await linesOf(['a\nb\r\nc\rd'])).toEqual(['a', 'b', 'c', 'd'])
    expect(await linesOf(['a\n\nb\n'])).toEqual(['a', '', 'b'])
  })

  it('are the same however the text is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\u001d', '\r', '\n'), maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(30)), async (whole, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < whole.length), whole.length].sort((a, b) => a - b)
        const pieces = places.slice(1).map((place, n) => whole.slice(places[n], place))
        expect(await linesOf(pieces)).toEqual(await linesOf([whole]))
      }),
    )
  })

  it('are cut one character after what they may have, and the next is whole again', async () => {
    expect(await linesOf(['x'.repeat(500), 'x'.repeat(500), 'x\nok\n'], 10)).toEqual(['x'.repeat(11), 'ok'])
    expect(await linesOf([`${'x'.repeat(10)}\n`], 10)).toEqual(['x'.repeat(10)])
  })

  it('without an end are one line that is too long', async () => {
    async function* endless() {
      for (let n = 0; n < 2_000; n++) yield 'x'.repeat(64 * 1024)
    }
    const lines: string[] = []
    for await (const line of boundedLines(endless(), 8192)) lines.push(line)
    expect(lines.map((line) => line.length)).toEqual([8193])
  })
})
