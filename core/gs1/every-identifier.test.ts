import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AiRow, aiTable } from './ai-table.ts'
import { buildBracketed, buildDigitalLink, buildElementString, elementsError } from './build.ts'
import { parseScan } from './parse-scan.ts'
import type { GsElement, ScanReading } from './scan-reading.ts'
import { companionsOf, validElement } from './valid-values.stub.ts'

const RUNS = { numRuns: 10 }

/** The identifier with everything that must stand beside it, in that order. */
function scanOf(row: AiRow): fc.Arbitrary<GsElement[]> {
  return fc.tuple(...[row, ...companionsOf(row)].map(validElement))
}

function sorted(elements: readonly GsElement[]): GsElement[] {
  return [...elements].sort((a, b) => (a.ai < b.ai ? -1 : 1))
}

function read(text: string): readonly GsElement[] {
  const reading: ScanReading = parseScan(text)
  if (!reading.ok) throw new Error(`${text} is refused: ${JSON.stringify(reading.error)}`)
  return reading.elements
}

/** A key that may carry `row` as an attribute of its link, where it is in no link of its own. */
function linkable(elements: readonly GsElement[]): boolean {
  try {
    buildDigitalLink(elements)
    return true
  } catch {
    return false
  }
}

describe('every application identifier', () => {
  it.each(aiTable.map((row) => [row.ai, row] as const))('(%s) is read as it was built', (_, row) => {
    fc.assert(
      fc.property(scanOf(row), (elements) => {
        expect(elementsError(elements)).toBeNull()
        const given = buildElementString(elements, { order: 'given', separator: '\u001d' })
        // Digits alone, as many as a GTIN has, are a GTIN when nothing says that they are not.
        if (!/^(?:\d{8}|\d{12,14})$/.test(given)) expect(read(given)).toEqual(elements)
        expect(read(`]C1${given}`)).toEqual(elements)
        const carets = `^${buildElementString(elements, { order: 'predefined-first', separator: '^' })}`
        expect(sorted(read(carets))).toEqual(sorted(elements))
        expect(read(buildBracketed(elements))).toEqual(elements)
        if (!linkable(elements)) return
        const link = buildDigitalLink(elements)
        expect(sorted(read(link))).toEqual(sorted(elements))
        const reading = parseScan(link)
        expect(reading.ok && reading.digitalLink).toBe(link)
        const own = buildDigitalLink(elements, {
          root: 'http://brand.example:8080/p/01',
          parameters: [{ name: 'näme', value: 'a b&c=d' }],
        })
        const ownReading = parseScan(own)
        expect(ownReading.ok && ownReading.digitalLink).toBe(link)
        expect(ownReading.ok && ownReading.parameters).toEqual([{ name: 'näme', value: 'a b&c=d' }])
      }),
      RUNS,
    )
  })

  it('but those that no link may carry stands in a link', () => {
    const absent = aiTable.filter((row) => {
      const [elements = []] = fc.sample(scanOf(row), { numRuns: 1, seed: 7 })
      const withKey = elements.some(({ ai }) => aiTable.find((each) => each.ai === ai)?.qualifiers)
      return withKey && !linkable(elements)
    })
    expect(absent.map(({ ai }) => ai)).toEqual(['7041', '8014', '8040', '8041', '8042', '8043', '8200'])
  })

  it.each(aiTable.map((row) => [row.ai, row] as const))(
    '(%s) with a character too many is refused',
    (_, row) => {
      fc.assert(
        fc.property(scanOf(row), ([element, ...others]) => {
          if (element === undefined) return
          const longer = { ...element, value: element.value.padEnd(row.max + 1, '0') }
          expect(elementsError([longer, ...others])).not.toBeNull()
          const text = [longer, ...others].map(({ ai, value }) => `(${ai})${value}`).join('')
          expect(parseScan(text).ok).toBe(false)
        }),
        RUNS,
      )
    },
  )
})
