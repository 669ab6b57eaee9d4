import { expect, it } from 'vitest'
import { readTemplate } from './read-template.ts'
import { case100x150, unit60x40 } from './shipped.ts'
import type { LabelTemplate } from './template-schema.ts'

type Json = Record<string, unknown>

const place = { id: 'new', x: 1, y: 1, place: 'quiet-zone', module: 0.75 }
const matrix = (...data: [ai: string, value: string][]): Json => ({
  type: 'gs1-datamatrix',
  ...place,
  modules: 22,
  data: data.map(([ai, value]) => ({ ai, value })),
})
const retail = (type: 'ean-13' | 'itf-14', text: string, more: Json = {}): Json => ({
  type,
  ...place,
  module: 0.5,
  height: 10,
  text,
  ...more,
})
const qr = (text: unknown): Json => ({ type: 'qr', ...place, version: 8, level: 'L', mask: 3, text })
const read = (template: LabelTemplate, element: Json) =>
  readTemplate({ ...template, elements: [...template.elements, element] })

const ofOneLot = { when: [{ field: 'mixed', is: 'false' }] }

it.each<[string, LabelTemplate, Json]>([
  ['another product', unit60x40, matrix(['01', '09506000134369'], ['21', '{serial}'])],
  ['another serial', unit60x40, matrix(['01', '{gtin}'], ['21', 'ST1{serial}'])],
  ['a lot in other letters', unit60x40, matrix(['01', '{gtin}'], ['10', '{lot|upper}'])],
  ['another day', unit60x40, matrix(['01', '{gtin}'], ['17', '{expiry|date:YYDDMM}'])],
  ['a case that the unit is not', unit60x40, matrix(['00', '195060000134352018'])],
  ['contents of a unit', unit60x40, matrix(['02', '{gtin}'], ['37', '24'])],
  ['another product in bars', unit60x40, retail('ean-13', '9506000134369')],
  ['another case', case100x150, matrix(['00', '195060000134352018'])],
  ['a unit that the case is not', case100x150, { ...matrix(['01', '{gtin}']), ...ofOneLot }],
  [
    'one product on a mixed case',
    case100x150,
    matrix(['00', '{sscc}'], ['02', '{gtin|or:09506000134352}'], ['37', '{units}']),
  ],
  ['one lot on a mixed case', case100x150, matrix(['00', '{sscc}'], ['10', '{lot|or:LOT1}'])],
  [
    'another count',
    case100x150,
    { ...matrix(['00', '{sscc}'], ['02', '{gtin}'], ['37', '{kinds}']), ...ofOneLot },
  ],
  ['a page of somebody’s', case100x150, qr('https://example.com')],
  [
    'a case in one language alone',
    case100x150,
    qr({ en: '{sscc}', 'zh-CN': '{sscc}', ja: '{sscc}', ko: '{units}' }),
  ],
])('no document has a symbol that names %s', (_, template, element) => {
  expect(() => read(template, element)).toThrow(
    expect.objectContaining({
      code: 'template-symbol-foreign',
      detail: expect.objectContaining({ element: 'new' }),
    }),
  )
})

it.each<[string, LabelTemplate, Json]>([
  [
    'the unit whole',
    unit60x40,
    matrix(
      ['01', '{gtin}'],
      ['17', '{expiry|date:YYMMDD}'],
      ['10', '{lot}'],
      ['21', '{serial}'],
      ['422', '036'],
    ),
  ],
  ['the product in bars', unit60x40, retail('itf-14', '{gtin}')],
  ['the one product of a case', case100x150, retail('ean-13', '{gtin}', ofOneLot)],
  ['the case as a link', case100x150, qr('https://id.gs1.org/00/{sscc}')],
])('a document may have a symbol that names %s', (_, template, element) => {
  expect(read(template, element).elements.at(-1)).toMatchObject({ id: 'new' })
})
