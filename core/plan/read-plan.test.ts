import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Code } from '../errors/codes.ts'
import { wordsFor } from '../errors/words.ts'
import { problemFailure } from './plan-problem.ts'
import { readPlan } from './read-plan.ts'
import { goodRow, type SampleRow, sampleCsv } from './sample-plan.stub.ts'

const decodeGb18030 = (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030')
const read = (content: string | Uint8Array) =>
  readPlan(typeof content === 'string' ? Buffer.from(content) : content, {
    fileName: 'plan.csv',
    decodeGb18030,
  })

function taken(content: string | Uint8Array) {
  const reading = read(content)
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading
}

function refused(content: string | Uint8Array) {
  const reading = read(content)
  if (reading.ok) throw new Error('the plan was taken')
  return reading.problems
}

const found = (content: string | Uint8Array) => refused(content).map((p) => `${p.row} ${p.column} ${p.code}`)

describe('a plan', () => {
  it('has the same names however they were typed, so that no rule on them is passed by', () => {
    const typed = { brand: 'Cafe\u0301', manufacturer: 'Maker\u00a0 Ltd', name_zh: '全脂\u3000奶粉' }
    expect(taken(sampleCsv([typed])).plans[0]?.lines[0]).toMatchObject({
      ...{ brand: 'Caf\u00e9', manufacturer: 'Maker Ltd', nameZh: '全脂 奶粉' },
    })
    // A joiner that its script needs is a letter of it.
    const persian = 'می\u200cخواهم'
    expect(taken(sampleCsv([{ brand: persian }])).plans[0]?.lines[0]?.brand).toBe(persian)
  })

  it('becomes one ASN a number, with a line for every row', () => {
    const { plans, report } = taken(
      sampleCsv([{}, { lot: 'L2', sscc: '395060000412003179 395060000412004022' }, { asn: 'ASN-8' }]),
    )
    expect(plans.map((p) => [p.asn, p.lines.length])).toEqual([
      ['ASN-7', 2],
      ['ASN-8', 1],
    ])
    expect(plans[0]?.lines[1]).toEqual({
      line: '1',
      lot: 'L2',
      customsEntry: '422720261000000007',
      entryItem: '1',
      brand: 'Brand',
      manufacturer: 'Maker Ltd',
      gtin: '09506000110011',
      nameZh: '奶粉',
      nameEn: 'Milk powder',
      category: 'infant-formula',
      hsCode: '1901101000',
      origin: 'AU',
      expiry: '2028-02-29',
      quantity: 12,
      unitsPerCase: 6,
      ssccs: ['395060000412003179', '395060000412004022'],
      reportId: 'FE-1',
      reportExpires: '2027-01-31',
      refundRatio: 0.01,
    })
    expect(report).toEqual({ form: 'csv', encoding: 'utf-8', separator: ',', rows: 3 })
  })

  it.each([',', ';', '\t'])('is read with %j between its cells', (separator) => {
    const { plans, report } = taken(sampleCsv([{ name_en: 'Milk, "best"; 900 g' }], separator))
    expect(report.separator).toBe(separator)
    expect(plans[0]?.lines[0]?.nameEn).toBe('Milk, "best"; 900 g')
  })

  it('is read in UTF-8 with a byte order mark, and in GB18030', () => {
    const text = sampleCsv([{ name_zh: '月光面膜𠮷' }])
    const marked = taken(`\ufeff${text}`)
    const national = taken(iconv.encode(text, 'gb18030'))
    expect([marked.report.encoding, national.report.encoding]).toEqual(['utf-8-bom', 'gb18030'])
    expect(marked.plans).toEqual(national.plans)
  })

  it('is the same plan in JSON, with numbers as numbers and empty cells as null', () => {
    const row = { ...goodRow, quantity: 12, units_per_case: 6, refund_ratio: 0.01, sscc: [], container: null }
    const json = JSON.stringify({ format: 'bondmark/plan/1', rows: [row] })
    expect(taken(json).plans).toEqual(taken(sampleCsv([{ container: '' }])).plans)
    expect(taken(json).report.form).toBe('json')
  })

  it('may have its columns in any order and leave out the optional ones', () => {
    const {
      sscc: _s,
      report_id: _r,
      report_expires: _e,
      refund_ratio: _f,
      container: _c,
      container_seal: _l,
      ...needed
    } = goodRow
    const names = Object.keys(needed).reverse()
    const { plans } = taken(`${names.join(';')}\r\n${Object.values(needed).reverse().join(';')}\r\n\r\n`)
    expect(plans[0]).toMatchObject({
      container: null,
      lines: [{ ssccs: [], reportId: null, refundRatio: null }],
    })
  })

  it('may hold a brand that starts with a sign, but no formula', () => {
    expect(taken(sampleCsv([{ brand: '@home', name_en: '-196 Lemon' }])).ok).toBe(true)
    expect(found(sampleCsv([{ brand: '=1+1', name_en: '@SUM(A1)', name_zh: "+cmd|' /C calc'!A0" }]))).toEqual(
      ['2 brand plan-value-formula', '2 name_zh plan-value-formula', '2 name_en plan-value-formula'],
    )
  })
})

describe('a malformed plan', () => {
  it.each<[SampleRow, Code]>([
    [{ asn: '' }, 'plan-value-missing'],
    [{ asn: 'ASN 7' }, 'plan-reference-malformed'],
    [{ seller: 'x'.repeat(201) }, 'plan-value-too-long'],
    [{ brand: 'Bra\u0007nd' }, 'plan-value-control'],
    [{ brand: 'dnarB\u202e' }, 'plan-value-control'],
    [{ manufacturer: 'two\nlines' }, 'plan-value-control'],
    [{ brand: 'Bra\u200bnd' }, 'plan-value-control'],
    [{ manufacturer: 'Ma\u00adker Ltd' }, 'plan-value-control'],
    [{ seller: 'Sel\u200dler Ltd' }, 'plan-value-control'],
    [{ entry_item: 'one' }, 'plan-entry-item-malformed'],
    [{ supervision_mode: '121' }, 'plan-supervision-mode-malformed'],
    [{ gtin: '95060001100' }, 'plan-gtin-malformed'],
    [{ gtin: '9506000110012' }, 'plan-gtin-check-digit'],
    [{ gtin: '00000000' }, 'plan-gtin-malformed'],
    [{ hs_code: '19011010' }, 'plan-hs-code-malformed'],
    [{ origin: 'UK' }, 'plan-origin-unknown'],
    [{ origin: 'au' }, 'plan-origin-unknown'],
    [{ lot: 'A'.repeat(21) }, 'plan-lot-malformed'],
    [{ lot: '批1' }, 'plan-lot-malformed'],
    [{ expiry: '2026-02-29' }, 'plan-date-malformed'],
    [{ expiry: '29/02/2028' }, 'plan-date-malformed'],
    [{ quantity: '0' }, 'plan-quantity-malformed'],
    [{ quantity: '12.5' }, 'plan-quantity-malformed'],
    [{ quantity: '1000001' }, 'plan-quantity-malformed'],
    [{ units_per_case: '13' }, 'plan-units-per-case-over'],
    [{ sscc: '39506000041200317' }, 'plan-sscc-malformed'],
    [{ sscc: '395060000412003178' }, 'plan-sscc-check-digit'],
    [{ sscc: '395060000412003179 395060000412003179' }, 'plan-sscc-twice'],
    [{ report_expires: '2027-13-01' }, 'plan-date-malformed'],
    [{ refund_ratio: '1.5' }, 'plan-ratio-malformed'],
    [{ refund_ratio: '2%' }, 'plan-ratio-malformed'],
  ])('with %j is refused by name', (change, code) => {
    const column = Object.keys(change)[0]
    expect(refused(sampleCsv([{ asn: 'ASN-1' }, change]))).toMatchObject([
      { file: 'plan.csv', row: 3, column, code },
    ])
  })

  it('is refused whole, with every problem listed in the order of the file', () => {
    expect(
      found(
        sampleCsv([
          {},
          { lot: 'L2', gtin: '9506000110028', expiry: 'soon', origin: 'XX' },
          { lot: 'L3' },
          { lot: 'L4', quantity: '-1' },
        ]),
      ),
    ).toEqual([
      '3 origin plan-origin-unknown',
      '3 expiry plan-date-malformed',
      '5 quantity plan-quantity-malformed',
    ])
  })

  it('is refused when rows contradict each other', () => {
    expect(found(sampleCsv([{}, {}]))).toEqual(['3 lot plan-row-twice'])
    expect(found(sampleCsv([{}, { lot: 'L2', seller: 'Another' }]))).toEqual([
      '3 seller plan-asn-inconsistent',
    ])
    expect(found(sampleCsv([{}, { lot: 'L2', container: '' }]))).toEqual([
      '3 container plan-asn-inconsistent',
    ])
    expect(found(sampleCsv([{}, { lot: 'L2', gtin: '9506000110028' }]))).toEqual([
      '3 gtin plan-line-inconsistent',
    ])
    expect(found(sampleCsv([{ report_id: '' }]))).toEqual(['2 report_id plan-report-incomplete'])
  })

  it('is refused for columns it has not, has twice, or should not have', () => {
    const header = sampleCsv([])
      .replace('hs_code', 'HS code')
      .replace('lot,', 'lot,lot,')
      .replace('origin,', '')
    expect(found(`${header}\n`)).toEqual([
      '1 HS code plan-column-unknown',
      '1 lot plan-column-twice',
      '1 hs_code plan-column-missing',
      '1 origin plan-column-missing',
    ])
    expect(
      found(JSON.stringify({ format: 'bondmark/plan/1', rows: [{ ...goodRow, colour: 'red' }] })),
    ).toEqual(['1 colour plan-column-unknown'])
  })

  it('is refused for a row of another length, and for quotes that never close', () => {
    expect(found(`${sampleCsv([{}])}\n1,2,3`)).toEqual(['3  plan-row-shape'])
    expect(found(`${sampleCsv([{}])}\n"open,${'x,'.repeat(5)}`)).toEqual(['3  plan-quotes'])
  })

  it('keeps the line of the file below empty lines and quoted line ends', () => {
    const [header, row] = sampleCsv([{ origin: 'XX' }]).split('\n')
    expect(found(`${header}\r\n\r\n,,\r\n${row}`)).toContain('4 origin plan-origin-unknown')
    expect(found(`${header}\n${row?.replace('Brand', '"two\nlines"')}\n${row}`)).toContain(
      '4 origin plan-origin-unknown',
    )
  })

  it('is refused when it is empty, too large, too long, or in no encoding that is known', () => {
    expect(found('')).toEqual(['0  plan-empty'])
    expect(found(sampleCsv([]))).toEqual(['0  plan-empty'])
    expect(found(new Uint8Array(16 * 1024 * 1024 + 1))).toEqual(['0  plan-too-large'])
    expect(found(`${sampleCsv([])}\n${'x\n'.repeat(50_001)}`)[0]).toBe('2  plan-row-shape')
    expect(found(new Uint8Array([0x61, 0xff, 0xff, 0xfe]))).toEqual(['0  plan-encoding-unknown'])
    expect(found(Buffer.from(`\ufeff${sampleCsv([{}])}`, 'utf16le'))).toEqual(['0  plan-encoding-other'])
    expect(found('{"format":"bondmark/plan/2","rows":[]}')).toEqual(['0  plan-json-malformed'])
    expect(found('[{"asn":')).toEqual(['0  plan-json-malformed'])
  })

  it('takes 50,000 rows and not one more', () => {
    const rows = Array.from({ length: 50_001 }, (_, i) => ({ line: String(i + 1) }))
    expect(taken(sampleCsv(rows.slice(1))).report.rows).toBe(50_000)
    expect(found(sampleCsv(rows))).toEqual(['0  plan-too-many-rows'])
  })

  it('loses no row behind empty lines, however many there are', () => {
    const csv = sampleCsv(Array.from({ length: 30_000 }, (_, i) => ({ line: String(i + 1) })))
    expect(taken(csv.replaceAll('\n', '\n\n')).report.rows).toBe(30_000)
    expect(taken(`${csv}${'\n'.repeat(200_000)}`).report.rows).toBe(30_000)
    expect(found(csv.replace('\n', '\n'.repeat(200_000)))).toEqual(['0  plan-too-many-rows'])
  })

  it('lists no more than a hundred problems, with values that are safe to show', () => {
    const problems = refused(
      sampleCsv(Array.from({ length: 500 }, () => ({ brand: `\u001b[31m${'x'.repeat(300)}` }))),
    )
    expect(problems).toHaveLength(100)
    expect(problems[0]?.value).toMatch(/^\\u001b\[31mx+…$/)
    expect(problems[0]?.value.length).toBeLessThan(90)
  })

  it('says in both languages where and why', () => {
    const [problem] = refused(sampleCsv([{ gtin: '9506000110012' }]))
    if (!problem) throw new Error('no problem')
    expect(wordsFor(problemFailure(problem), 'en')).toMatch(
      /^plan\.csv, row 2, column gtin: .*9506000110012.*check digit|^plan\.csv, row 2, column gtin: the check digit/,
    )
    expect(wordsFor(problemFailure(problem), 'zh-CN')).toContain('9506000110012')
  })

  it('never throws, whatever the bytes', () => {
    const parts = fc.constantFrom(
      ...sampleCsv([{}]).split(/(?<=[,\n])/),
      '"',
      '\r',
      '\0',
      '{',
      '[',
      '；',
      '\t',
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof read(bytes).ok === 'boolean'))
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 60 }),
        (texts) => typeof read(texts.join('')).ok === 'boolean',
      ),
    )
    fc.assert(
      fc.property(
        fc.json(),
        (rows) => typeof read(`{"format":"bondmark/plan/1","rows":${rows}}`).ok === 'boolean',
      ),
    )
  })
})
