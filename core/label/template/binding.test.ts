import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillText, parseBoundText } from './binding.ts'
import { allHold } from './condition.ts'
import { caseContent, mixedCaseContent, palletContent, unitContent } from './content.stub.ts'
import { labelContent } from './content.ts'
import { moreValues, rowValues, valuesOf } from './fields.ts'

const filled = (text: string, values: Record<string, string | boolean | null>) => {
  const parts = parseBoundText(text)
  return parts === null ? 'malformed' : fillText(parts, values)
}

describe('a text with bindings', () => {
  it.each([
    ['EXP {expiry}', 'EXP 2027-06-30'],
    ['{expiry|date:YYYY.MM.DD}', '2027.06.30'],
    ['{expiry|date:YY年MM月DD日}', '27年06月30日'],
    ['{gtin|groups:1,6,6}', '0 950600 013435 2'],
    ['{units|number}', '1,234,567'],
    ['{word|upper}/{word|lower}', 'MILK É/milk é'],
    ['{gone|or:none}', 'none'],
    ['[{gone|after: }{gone|before: }]', '[]'],
    ['[{word|after:, }]', '[Milk é, ]'],
    ['{{literal}} {word}', '{literal} Milk é'],
    ['no binding', 'no binding'],
  ])('%s is printed as %s', (text, printed) => {
    const values = {
      expiry: '2027-06-30',
      gtin: '09506000134352',
      units: '1234567',
      word: 'Milk é',
      gone: null,
    }
    expect(filled(text, values)).toBe(printed)
  })

  it('is not printed at all while a value is missing and nothing stands for it', () => {
    expect(filled('LOT {lot}', { lot: null })).toBeNull()
    expect(filled('LOT {lot}', {})).toBeNull()
  })

  it.each([
    '{',
    '}',
    '{}',
    '{ lot }',
    '{lot',
    'lot}',
    '{lot|}',
    '{lot|or:{gtin}}',
    '{lot}}',
    '{constructor()}',
  ])('%s is no text of a document', (text) => {
    expect(filled(text, { lot: 'A' })).toBe('malformed')
  })

  it('prints any text as it is once its braces are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(filled(text.replace(/[{}]/g, '$&$&'), {})).toBe(text)
      }),
    )
  })
})

describe('what a label says', () => {
  it.each([unitContent, caseContent, mixedCaseContent, palletContent])('is valid content (%#)', (content) => {
    expect(labelContent.parse(content)).toEqual(content)
  })

  it('names of a case only what all inside have in common', () => {
    expect(valuesOf(caseContent)).toMatchObject({ mixed: false, lot: 'AU-2407-001', units: '24' })
    expect(valuesOf(mixedCaseContent)).toMatchObject({
      mixed: true,
      gtin: null,
      lot: null,
      expiry: null,
      nameZh: null,
      units: '42',
      kinds: '3',
    })
    const twoLots = { ...mixedCaseContent, contents: mixedCaseContent.contents.slice(0, 2) }
    expect(valuesOf(twoLots)).toMatchObject({ mixed: true, gtin: '09506000134352', lot: null, units: '30' })
    expect(valuesOf(palletContent)).toMatchObject({ cases: '40', units: '960' })
  })

  it('counts rows, and what was left out of a list', () => {
    const [first, ...rest] = mixedCaseContent.contents
    expect(first && rowValues(first)).toMatchObject({ quantity: '24', lot: 'AU-2407-001' })
    expect(moreValues(rest)).toEqual({ more: '2', moreUnits: '18' })
  })

  it('decides which elements are drawn', () => {
    const values = valuesOf(unitContent)
    const when = (...conditions: Parameters<typeof allHold>[0] & object) => allHold(conditions, values, 'ja')
    expect(when({ field: 'training', is: 'true' }, { field: 'originZh', is: 'present' })).toBe(true)
    expect(when({ field: 'training', is: 'true' }, { field: 'originZh', is: 'absent' })).toBe(false)
    expect(when({ field: 'training', is: 'false' })).toBe(false)
    expect(when({ field: 'originCountryCode', equals: 'AU' })).toBe(true)
    expect(when({ field: 'originCountryCode', equals: 'NZ' })).toBe(false)
    expect(when({ languages: ['ko', 'ja'] })).toBe(true)
    expect(when({ languages: ['en', 'zh-CN'] })).toBe(false)
    expect(allHold(undefined, values, 'ja')).toBe(true)
  })
})
