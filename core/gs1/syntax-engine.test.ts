import { describe, expect, it } from 'vitest'
import vectors from '../../fixtures/vectors/gs1-syntax-engine/vectors.json' with { type: 'json' }
import { rowOf } from './ai-table.ts'
import { readBracketed } from './bracketed.ts'
import { writeElementString } from './build.ts'
import { parseScan } from './parse-scan.ts'
import type { Collected, GsElement } from './scan-reading.ts'
import { ruleNamed } from './value-rules/rules-by-name.ts'

/** Faults that come of what stands together, and warnings: not what these vectors are about. */
const RELATIONS = ['ai-companion-missing', 'ai-excluded']

/** The rule of ours that finds what the engine calls by that name. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^NON_DIGIT/, 'digits'],
  [/^INVALID_CSET82/, 'cset82'],
  [/^INVALID_CSET39/, 'cset39'],
  [/^INVALID_CSET64_CHARACTER/, 'cset64'],
  [/^INVALID_CSET64_PADDING/, 'cset64'],
  [/CHECK_PAIR|CSET32/, 'csumalpha'],
  [/^INCORRECT_CHECK_DIGIT/, 'csum'],
  [/KEY|GCP_PREFIX/, 'gcppos1'],
  [/IMPORT_IDX/, 'importeridx'],
  [/^ILLEGAL_ZERO_VALUE/, 'nonzero'],
  [/^ILLEGAL_ZERO_PREFIX/, 'nozeroprefix'],
  [/^NOT_ZERO$/, 'zero'],
  [/^NOT_ZERO_OR_ONE/, 'yesno'],
  [/WINDING/, 'winding'],
  [/ISO3166_ALPHA2/, 'iso3166alpha2'],
  [/ISO3166_OR_999/, 'iso3166999'],
  [/ISO3166$/, 'iso3166'],
  [/ISO4217/, 'iso4217'],
  [/IBAN/, 'iban'],
  [/MMSS/, 'length'],
  [/MONTH|DAY/, 'yymmd'],
  [/HOUR|MINUTE/, 'hhmi'],
  [/SECOND/, 'ss'],
  [/PIECE/, 'pieceoftotal'],
  [/PERCENT/, 'pcenc'],
  [/COUPON/, 'coupon'],
  [/LATITUDE/, 'latitude'],
  [/LONGITUDE/, 'longitude'],
  [/HYPHEN/, 'hyphen'],
]

/** Links on which this project decides otherwise than the engine (decision 0010). */
const LINKS_OTHERWISE = new Set([
  // RFC 3986 §3.1: schemes are case-insensitive.
  'HtTp://a/b/00/006141411234567890',
  // A slash behind the last value changes nothing, and web servers add it.
  'https://a/stem/00/006141411234567890/',
])

/** Associations that this project warns of: the companion is usually in another symbol of the logistic unit. */
const WARNED_ONLY = new Set([
  '(02)12345678901231(37)123',
  '(99)AAA(02)12345678901231(37)123',
  '(02)12345678901231(99)AAA(37)123',
  '(02)12345678901231(37)123(99)AAA',
])

function carets(elements: readonly GsElement[]): string {
  return `^${writeElementString(elements, 'given', '^')}`
}

describe('the GS1 Syntax Engine’s case', () => {
  it.each(vectors.elementRules.map(({ text, verdict }) => [text, verdict] as const))(
    '%j is %s',
    (text, verdict) => {
      const reading = parseScan(text)
      if (verdict === 'OK') {
        expect(reading.ok || RELATIONS.includes(reading.error.code)).toBe(true)
        return
      }
      const rule = RULES.find(([name]) => name.test(verdict))?.[1] ?? 'unknown'
      expect(reading.ok ? null : reading.error.rule).toContain(rule)
    },
  )

  it.each(vectors.bracketed.map(({ text, elements }) => [text, elements] as const))(
    '%j is %s',
    (text, elements) => {
      // Values are what is asked about here: most of these texts lack the companions that a scan needs.
      const into: Collected = { found: { elements: [], rows: [], ats: [] }, warnings: [], parameters: [] }
      const error = readBracketed(text, 0, text.length, into)
      if (elements === null) {
        expect(error).not.toBeNull()
        expect(parseScan(text).ok).toBe(false)
        return
      }
      expect([error, carets(into.found.elements)]).toEqual([null, elements])
    },
  )

  it.each(vectors.elementStrings.map(({ text, ok }) => [text, ok] as const))(
    '%j is right: %s',
    (text, ok) => {
      const reading = parseScan(text)
      expect(reading.ok || RELATIONS.includes(reading.error.code)).toBe(
        // Without FNC1 in the first place the text is no GS1 data for the engine; from a keyboard it may be.
        text === '991234' ? true : ok,
      )
    },
  )

  it.each(vectors.associations.map(({ text, ok }) => [text, ok] as const))(
    '%s goes together: %s',
    (text, ok) => {
      const reading = parseScan(text)
      expect(reading.ok).toBe(ok || WARNED_ONLY.has(text))
      if (WARNED_ONLY.has(text)) {
        expect(reading.ok && reading.warnings).toEqual([{ code: 'companion-not-in-scan', ai: '37' }])
      }
    },
  )

  it.each(vectors.links.map(({ link, elements }) => [link, elements] as const))(
    '%s is %s',
    (link, elements) => {
      const reading = parseScan(link)
      if (elements === null) expect(reading.ok).toBe(LINKS_OTHERWISE.has(link))
      else expect(reading.ok ? carets(reading.elements) : reading.error).toBe(elements)
    },
  )

  it.each(vectors.scans)('$text of a scanner is right: $ok', ({ text, ok, elements }) => {
    const reading = parseScan(text)
    // Twelve digits are a UPC-A whose scanner drops the leading zero, which many do.
    expect(reading.ok).toBe(ok || text === ']E0123456789012')
    if (elements !== undefined) expect(reading.ok && carets(reading.elements)).toBe(elements)
  })

  it.each(
    Object.entries(vectors.linters).flatMap(([name, cases]) =>
      cases.map(({ value, ok }) => [name, value, ok] as const),
    ),
  )('of linter %s, %j, is right: %s', (name, value, ok) => {
    // The characters of set 64 are checked by the format, its padding by the rule.
    const holds =
      name === 'cset64'
        ? rowOf('8030')?.check(value, 0, value.length) === null
        : ruleNamed(name).judge(value, 0, value.length) < 0
    expect(holds).toBe(ok)
  })
})
