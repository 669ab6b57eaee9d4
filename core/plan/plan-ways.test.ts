import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Code } from '../errors/codes.ts'
import { planHash } from './asn.ts'
import { diffPlans } from './diff-plans.ts'
import { planColumns } from './plan-row.ts'
import { planBytesMax } from './plan-text.ts'
import { readPlan } from './read-plan.ts'
import { goodRow, type SampleRow, sampleCsv } from './sample-plan.stub.ts'

const decodeGb18030 = (bytes: Uint8Array) => iconv.decode(Buffer.from(bytes), 'gb18030')
const read = (content: string | Uint8Array) =>
  readPlan(typeof content === 'string' ? Buffer.from(content) : content, {
    fileName: 'plan.csv',
    decodeGb18030,
  })
const found = (content: string | Uint8Array) => {
  const reading = read(content)
  return reading.ok ? [] : reading.problems.map(({ row, column, code }) => `${row} ${column} ${code}`)
}

/** Text as plans hold it: Chinese of two and four GB18030 bytes, other scripts, what must be quoted. */
const words = fc
  .array(
    fc.constantFrom(
      '奶粉',
      '月光',
      '𠮷',
      '㐂',
      'é',
      'Ж',
      '€',
      'Milk',
      ',',
      ';',
      '"',
      "'s",
      ' & ',
      '900 g',
      '（',
      '，',
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => `奶粉${parts.join('').trim()}`)
const row = fc.record({
  name_zh: words,
  name_en: words,
  seller: fc.constant('Seller Ltd'),
  quantity: fc.integer({ min: 6, max: 1_000_000 }).map(String),
  refund_ratio: fc.constantFrom('', '0', '0.5', '1', '0.000001'),
  report_id: fc.constantFrom('FE-1', 'FE/2.b'),
})
const rows = fc
  .array(row, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((cells, i) => ({ ...cells, line: String(i + 1) })))

/** A way to write a file down. */
const way = fc.record({
  encoding: fc.constantFrom('utf-8', 'utf-8-bom', 'gb18030' as const),
  separator: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  columns: fc.shuffledSubarray([...planColumns], { minLength: planColumns.length }),
  capitals: fc.boolean(),
  quoteAll: fc.boolean(),
  space: fc.constantFrom('', ' ', '\u3000'),
  tail: fc.constantFrom('', '\n', '\n\n\n', '\r\n , \r\n'.replaceAll(',', '')),
})
type Way = typeof way extends fc.Arbitrary<infer T> ? T : never

function write(changes: readonly SampleRow[], w: Way): Buffer {
  const cell = (text: string) =>
    w.quoteAll || /[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : `${w.space}${text}${w.space}`
  const name = (column: string) => cell(w.capitals ? column.toUpperCase() : column)
  const lines = [
    w.columns.map(name),
    ...changes.map((change) => {
      const cells: Record<string, string> = { ...goodRow, ...change }
      return w.columns.map((column) => cell(cells[column] ?? ''))
    }),
  ]
  const text = lines.map((line) => line.join(w.separator)).join(w.lineEnd) + w.tail
  return w.encoding === 'gb18030'
    ? iconv.encode(text, 'gb18030')
    : Buffer.from(w.encoding === 'utf-8-bom' ? `\ufeff${text}` : text)
}

describe('a plan', () => {
  it('reads the same in whatever way it is written, and the way is reported', () => {
    fc.assert(
      fc.property(rows, way, (changes, w) => {
        const [one, other] = [read(sampleCsv(changes)), read(write(changes, w))]
        if (!one.ok || !other.ok) throw new Error(JSON.stringify([one, other]))
        expect(other.plans).toEqual(one.plans)
        expect(other.report).toEqual({
          form: 'csv',
          encoding: w.encoding,
          separator: w.separator,
          rows: changes.length,
        })
      }),
    )
  })

  it('and its revision differ by exactly what makes the one the other', () => {
    fc.assert(
      fc.property(rows, rows, (was, now) => {
        const [before, after] = [read(sampleCsv(was)), read(sampleCsv(now))]
        if (!before.ok || !after.ok) throw new Error('not read')
        const [a, b] = [before.plans[0], after.plans[0]]
        if (!a || !b) throw new Error('no ASN')
        const diff = diffPlans(a, b)
        const removed = new Set(diff.removed.map(({ line }) => line))
        const changed = new Map(diff.changed.map(({ line, changes }) => [line, changes]))
        const kept = a.lines
          .filter(({ line }) => !removed.has(line))
          .map((line) => ({
            ...line,
            ...Object.fromEntries(
              (changed.get(line.line) ?? []).map(({ field, before: from }) => {
                expect(String(line[field as keyof typeof line] ?? '')).toBe(from)
                return [field, b.lines.find((l) => l.line === line.line)?.[field as keyof typeof line]]
              }),
            ),
          }))
        expect(planHash({ ...b, lines: [...kept, ...diff.added] })).toBe(planHash(b))
        expect(diffPlans(b, b)).toEqual({ head: [], added: [], removed: [], changed: [] })
      }),
    )
  })
})

describe('a plan in no way that is known is refused, and the way is named', () => {
  const good = sampleCsv([{}])
  it.each<[string, string | Uint8Array, Code, string]>([
    ['UTF-16 with a mark', Buffer.from(`\ufeff${good}`, 'utf16le'), 'plan-encoding-other', 'UTF-16'],
    ['UTF-16 without one', Buffer.from(good, 'utf16le'), 'plan-encoding-other', 'UTF-16'],
    [
      'UTF-16 the other way round',
      Buffer.from(`\ufeff${good}`, 'utf16le').swap16(),
      'plan-encoding-other',
      'UTF-16',
    ],
    ['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'plan-encoding-other', 'UTF-32'],
    [
      'a mark of UTF-8 before GB18030',
      Buffer.concat([Buffer.from('\ufeff'), iconv.encode(good, 'gb18030')]),
      'plan-encoding-unknown',
      `${iconv.encode(good, 'gb18030').length + 3} bytes`,
    ],
    [
      'either encoding',
      iconv.encode(good.replace('奶粉', '模'), 'gb18030'),
      'plan-encoding-ambiguous',
      'ģ / 模',
    ],
    ['full-width commas', good.replaceAll(',', '，'), 'plan-separator-other', '，'],
    ['bars', good.replaceAll(',', '|'), 'plan-separator-other', '|'],
    ['a NUL in it', good.replace('Brand', 'Bra\0nd'), 'plan-nul', '\\u0000'],
  ])('%s', (_, content, code, value) => {
    const reading = read(content)
    expect(reading).toMatchObject({ ok: false, total: 1, problems: [{ code, value }] })
  })

  it('a Latin plan with Chinese in it is UTF-8 without doubt', () => {
    expect(read(sampleCsv([{ brand: 'Café' }]))).toMatchObject({ ok: true, report: { encoding: 'utf-8' } })
  })

  it('GB18030 may have its own mark', () => {
    const marked = Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), iconv.encode(good, 'gb18030')])
    expect(read(marked)).toMatchObject({ ok: true, report: { encoding: 'gb18030' } })
  })
})

describe('what a spreadsheet does to a number is named', () => {
  it.each<[SampleRow, string]>([
    [{ gtin: '9.50600E+12' }, '2 gtin plan-value-scientific'],
    [{ gtin: '9,50600E+12' }, '2 gtin plan-value-scientific'],
    [{ sscc: '3.9506E+17' }, '2 sscc plan-value-scientific'],
    [{ hs_code: '1.9011E+09' }, '2 hs_code plan-value-scientific'],
    [{ customs_entry: '4.22721E+17' }, '2 customs_entry plan-value-scientific'],
    [{ gtin: "'9506000110011" }, '2 gtin plan-value-apostrophe'],
    [{ gtin: '="9506000110011"' }, '2 gtin plan-value-formula'],
  ])('%j', (change, problem) => {
    expect(found(sampleCsv([change]))).toEqual([problem])
  })

  it('a JSON number with more digits than one can hold is not taken', () => {
    const json = JSON.stringify({ format: 'bondmark/plan/1', rows: [goodRow] })
    const rounded = json.replace('"sscc":""', '"sscc":395060000412003179')
    expect(found(rounded)).toEqual(['1 sscc plan-value-type'])
  })

  it('a JSON row that says one thing twice is not taken, whichever was meant', () => {
    const json = JSON.stringify({ format: 'bondmark/plan/1', rows: [goodRow, goodRow] })
    expect(found(json.replace(/("lot":"[^"]*")(.*)("lot":)/, '$1$2"lot":"OTHER",$3'))).toContain(
      '2 lot plan-column-twice',
    )
  })

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('a JSON cell of %s in one another is not taken, however deep', (_, open, close) => {
    const deep = `${open.repeat(100_000)}${open === '[' ? '' : 1}${close.repeat(100_000)}`
    const json = JSON.stringify({ format: 'bondmark/plan/1', rows: [goodRow] })
    expect(found(json.replace('"sscc":""', `"sscc":${deep}`))).toEqual(['1 sscc plan-value-type'])
  })
})

it('names may be in capitals, but not twice', () => {
  expect(found(sampleCsv([{}]).replace('gtin', 'GTIN'))).toEqual([])
  expect(found(`${sampleCsv([]).replace('gtin', 'GTIN,gtin')}\n`)).toEqual(['1 gtin plan-column-twice'])
})

it('all problems are counted, and the first hundred named', () => {
  const reading = read(
    sampleCsv(Array.from({ length: 3000 }, (_, i) => ({ line: `${i + 1}`, gtin: '1', origin: 'XX' }))),
  )
  expect(reading).toMatchObject({ ok: false, total: 6000 })
  expect(reading.ok || reading.problems.length).toBe(100)
})

describe('bytes that are made to cost are refused with typed problems', () => {
  const fill = (text: string) => text.repeat(Math.floor(planBytesMax / Buffer.byteLength(text)))
  it.each([
    ['quotes', fill('"')],
    ['open brackets', fill('[')],
    ['nested objects', fill('{"a":')],
    ['commas', fill(',')],
    ['columns', fill('a,')],
    ['lines', fill('a\n')],
    ['rows of two', `${sampleCsv([])}\n${fill('a,').slice(1000)}`],
    ['unknown fields', `{"format":"bondmark/plan/1","rows":[{${fill('"b":1,').slice(100)}"c":1}]}`],
    ['one cell', sampleCsv([{ seller: fill('x').slice(2000) }])],
    ['an open quote', `${sampleCsv([])}\n"${fill('x,').slice(2000)}`],
  ])('%s', (_, text) => {
    const reading = read(text)
    expect(reading.ok).toBe(false)
    if (!reading.ok) for (const { value } of reading.problems) expect(value.length).toBeLessThan(500)
  })

  it('whatever is done to a good file', () => {
    const good = [Buffer.from(sampleCsv([{}, { lot: 'L2' }])), iconv.encode(sampleCsv([{}]), 'gb18030')]
    const damage = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 8 }), cut: fc.nat(20) })
    fc.assert(
      fc.property(fc.constantFrom(...good), fc.array(damage, { maxLength: 5 }), (file, damages) => {
        let bytes = file
        for (const { at, bytes: put, cut } of damages) {
          const place = at % (bytes.length + 1)
          bytes = Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)])
        }
        const reading = read(bytes)
        if (!reading.ok) expect(reading.total).toBeGreaterThanOrEqual(reading.problems.length)
      }),
    )
  })
})
