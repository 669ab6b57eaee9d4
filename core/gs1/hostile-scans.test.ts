import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codes } from '../errors/codes.ts'
import { aiTable } from './ai-table.ts'
import { parseScan, SCAN_LENGTH_MAX } from './parse-scan.ts'
import type { ScanReading } from './scan-reading.ts'
import { validElement } from './valid-values.stub.ts'

const GS = '\u001d'

/** What every reading keeps, whatever was scanned. */
function expectSound(input: string, reading: ScanReading): void {
  expect(reading.input).toBe(input)
  if (!reading.ok) {
    expect(codes).toContain(reading.error.code)
    expect(reading.error.at).toBeGreaterThanOrEqual(0)
    expect(reading.error.at).toBeLessThanOrEqual(input.length)
    return
  }
  expect(reading.elements.length).toBeGreaterThan(0)
  expect(new Set(reading.elements.map(({ ai }) => ai)).size).toBe(reading.elements.length)
  expect(reading.warnings.length).toBeLessThan(4 * aiTable.length)
  for (const { code } of reading.warnings) expect(codes).toContain(code)
  if (reading.digitalLink === null) return
  // What is said to be the link of a scan is a link, and the link of itself.
  const linked = parseScan(reading.digitalLink)
  expect(linked.ok && linked.digitalLink).toBe(reading.digitalLink)
}

const element = fc.constantFrom(...aiTable).chain(validElement)
const written = fc.oneof(
  element.map(({ ai, value }) => ai + value),
  element.map(({ ai, value }) => `${GS}${ai}${value}`),
  element.map(({ ai, value }) => `(${ai})${value}`),
  element.map(({ ai, value }) => `/${ai}/${encodeURIComponent(value)}`),
  element.map(({ ai, value }) => `&${ai}=${encodeURIComponent(value)}`),
)
const glue = fc.constantFrom(
  ...']C1 ]E0 ]E3 ]Q1 ]d2 ]I3 https://a HTTP://b.example/p ? & = ; % + # / // ( ) \\( ^ | ]e0 01 00 99'.split(
    ' ',
  ),
  GS,
)
const anything = fc
  .array(fc.oneof(written, glue, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 10 })
  .map((parts) => parts.join(''))

describe('a hostile scan', () => {
  it('is answered, never thrown at, and its answer is sound', () => {
    fc.assert(
      fc.property(anything, (input) => expectSound(input, parseScan(input))),
      { numRuns: 5000 },
    )
  })

  it('with one character of a good one changed, added or lost is answered', () => {
    const good = fc.array(element, { minLength: 1, maxLength: 4 }).map((elements) => {
      return `]C1${elements.map(({ ai, value }) => ai + value).join(GS)}`
    })
    fc.assert(
      fc.property(
        good,
        fc.nat(200),
        fc.string({ maxLength: 1 }),
        fc.nat(1),
        (text, place, character, lost) => {
          const at = place % (text.length + 1)
          const input = text.slice(0, at) + character + text.slice(at + lost)
          expectSound(input, parseScan(input))
        },
      ),
      { numRuns: 3000 },
    )
  })

  // Each repeats what a reader could look at again and again; all are as long as a scan may be.
  it.each([
    ['one element for ever', `99A${`${GS}99A`.repeat(2000)}`],
    ['one bracket for ever', '(99)A'.repeat(1600)],
    ['open parentheses', `(99)${'('.repeat(8000)}`],
    ['escaped parentheses', `(99)${'\\('.repeat(4000)}`],
    ['identifiers that never end', `(10)A${'(1'.repeat(4000)}`],
    ['slashes', `https://a${'/'.repeat(8000)}`],
    ['keys of a link', `https://a${'/01/1'.repeat(1600)}`],
    ['ampersands', `https://a/01/09506000134352?${'&'.repeat(8000)}`],
    ['parameters', `https://a/01/09506000134352?${'a=b&'.repeat(2000)}`],
    ['semicolons', `https://a/01/09506000134352?${';a='.repeat(2500)}`],
    ['escapes', `https://a/01/${'%41'.repeat(2600)}`],
    ['capitals', `https://a/AB${'a'.repeat(8000)}`],
    ['digits', '9'.repeat(8000)],
    ['zeros', '0'.repeat(SCAN_LENGTH_MAX)],
    ['hidden elements', `010950600013435291${'17271231'.repeat(11)}`],
  ])('of %s is answered', (_, input) => {
    expect(input.length).toBeLessThanOrEqual(SCAN_LENGTH_MAX)
    expectSound(input, parseScan(input))
  })
})
