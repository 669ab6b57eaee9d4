import { describe, expect, it } from 'vitest'
import type { BondmarkError } from '../../errors/bondmark-error.ts'
import { readTemplate, templateBytesMax } from './read-template.ts'
import { case100x150, unit60x40 } from './shipped.ts'
import type { LabelTemplate } from './template-schema.ts'

type Json = Record<string, unknown>

/** A document with one of its elements changed; `undefined` takes a member away. */
function changed(template: LabelTemplate, id: string, change: Json): Json {
  const elements = template.elements.map((element) =>
    element.id === id ? { ...element, ...change } : element,
  )
  return JSON.parse(JSON.stringify({ ...template, elements })) as Json
}
const without = (template: LabelTemplate, id: string): Json => ({
  ...template,
  elements: template.elements.filter((element) => element.id !== id),
})
const added = (template: LabelTemplate, element: Json): Json => ({
  ...template,
  elements: [...template.elements, element],
})

function refusal(document: unknown): Pick<BondmarkError, 'code' | 'detail'> | null {
  try {
    readTemplate(document)
    return null
  } catch (error) {
    const { code, detail } = error as BondmarkError
    return { code, detail }
  }
}

const text: Json = {
  type: 'text',
  id: 'new',
  x: 1,
  y: 1,
  width: 10,
  font: 'printer',
  sizes: [2],
  fit: 'whole',
}
const box: Json = { type: 'box', id: 'new', x: 1, y: 1, width: 10, height: 10, thickness: 1 }
const unit = unit60x40
/** Says that it has 4,096 × 4,096 dots; nobody has unpacked it yet. */
const header = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 16, 0]
const wide: Json = {
  type: 'image',
  x: 1,
  y: 1,
  width: 5,
  height: 5,
  png: Buffer.from([...header, 0, 0, 16, 0, 1, ...Array<number>(40).fill(0)]).toString('base64'),
}
const bytes = (value: string) => new TextEncoder().encode(value)

describe('a label document is refused, with the place and a reason of its own,', () => {
  it.each<[string, unknown, object]>([
    ['that is no JSON', bytes('{'), { code: 'template-malformed', detail: { path: '/' } }],
    ['that is no UTF-8', Uint8Array.of(0xff), { code: 'template-malformed', detail: { why: 'not UTF-8' } }],
    [
      'whose JSON two readers would not read alike',
      bytes('{"name":"a","name":"b"}'),
      { code: 'template-malformed', detail: { path: '/name', why: 'stands here twice' } },
    ],
    ['that is too large', new Uint8Array(templateBytesMax + 1), { code: 'template-malformed' }],
    ['that is no document at all', null, { code: 'template-malformed' }],
    [
      'with a member that nobody knows',
      { ...unit, author: 'me' },
      { code: 'template-malformed', detail: { path: '/' } },
    ],
    [
      'with an element of an unknown type',
      added(unit, { ...box, type: 'circle' }),
      { code: 'template-malformed', detail: { path: '/elements/16/type' } },
    ],
    [
      'with a number that is none',
      changed(unit, 'lot', { width: 'wide' }),
      { code: 'template-malformed', detail: { path: '/elements/8/width' } },
    ],
    [
      'with a place below nothing',
      changed(unit, 'lot', { y: { below: 'lot-caption' } }),
      { code: 'template-malformed', detail: { path: '/elements/8/y/gap' } },
    ],
    [
      'with words for some languages only',
      changed(unit, 'hint', { text: { en: 'Scan to check' } }),
      { code: 'template-malformed', detail: { path: '/elements/15/text/zh-CN' } },
    ],
    [
      'with a title that turns the words around it on a screen',
      { ...unit, title: { ...unit.title, en: '\u202eUnit label' } },
      { code: 'template-malformed', detail: { path: '/title/en' } },
    ],
    [
      'with a text without a fit',
      changed(unit, 'lot', { fit: undefined }),
      { code: 'template-fit-missing', detail: { path: '/elements/8/fit' } },
    ],
    [
      'with a QR code without a version',
      changed(unit, 'qr', { version: undefined }),
      { code: 'template-symbol-unpinned', detail: { path: '/elements/0/version' } },
    ],
    [
      'with a QR code without a mask',
      changed(unit, 'qr', { mask: undefined }),
      { code: 'template-symbol-unpinned', detail: { path: '/elements/0/mask' } },
    ],
    [
      'with a DataMatrix without a size',
      changed(case100x150, 'contents', { modules: undefined }),
      { code: 'template-symbol-unpinned' },
    ],
    [
      'with a DataMatrix of a size that there is not',
      changed(case100x150, 'contents', { modules: 33 }),
      { code: 'template-symbol-unpinned' },
    ],
    [
      'with two elements of one id',
      changed(unit, 'lot', { id: 'serial' }),
      { code: 'template-id-repeated', detail: { element: 'serial' } },
    ],
    [
      'with the PIN named like an element',
      added(unit, { ...box, id: 'pin' }),
      { code: 'template-id-repeated', detail: { element: 'pin' } },
    ],
    [
      'with a place below a later element',
      changed(unit, 'nameEn', { y: { below: 'lot', gap: 1 } }),
      { code: 'template-reference-unknown', detail: { path: '/elements/2', element: 'lot' } },
    ],
    [
      'with a binding to an unknown field',
      added(unit, { ...text, text: '{weight}' }),
      { code: 'template-field-unknown', detail: { path: '/elements/16/text', field: 'weight' } },
    ],
    [
      'with a binding to what every object has',
      added(unit, { ...text, text: '{constructor}' }),
      { code: 'template-field-unknown', detail: { field: 'constructor' } },
    ],
    [
      'with a condition on an unknown field',
      added(unit, { ...text, text: 'A', when: [{ field: 'weight', is: 'present' }] }),
      { code: 'template-field-unknown', detail: { path: '/elements/16/when', field: 'weight' } },
    ],
    [
      'with a truth asked of a text',
      added(unit, { ...text, text: 'A', when: [{ field: 'lot', is: 'true' }] }),
      { code: 'template-field-unknown', detail: { field: 'lot' } },
    ],
    [
      'with a list of contents on a unit',
      added(unit, {
        ...case100x150.elements.find(({ type }) => type === 'list'),
        when: undefined,
        y: 0,
        x: 0,
      }),
      { code: expect.stringMatching(/^template-(off-label|field-unknown)$/) },
    ],
    [
      'with braces that name nothing',
      added(unit, { ...text, text: 'LOT {lot' }),
      { code: 'template-binding-malformed', detail: { text: 'LOT {lot' } },
    ],
    [
      'with an unknown format',
      added(unit, { ...text, text: '{lot|reversed}' }),
      { code: 'template-format-unknown', detail: { format: 'reversed', field: 'lot' } },
    ],
    [
      'with a date format for what is no date',
      added(unit, { ...text, text: '{lot|date:YYYY}' }),
      { code: 'template-format-unknown', detail: { format: 'date', field: 'lot' } },
    ],
    [
      'with a field that some labels lack and no word for those',
      added(unit, { ...text, text: '{originZh}' }),
      { code: 'template-field-may-miss', detail: { field: 'originZh' } },
    ],
    [
      'with one lot said of a case that may be mixed',
      changed(case100x150, 'contents', { when: undefined }),
      { code: 'template-field-may-miss', detail: { field: 'gtin' } },
    ],
    [
      'with a PIN outside of a scratch panel',
      added(unit, { ...text, text: '{pin}' }),
      { code: 'template-pin-outside-panel', detail: { path: '/elements/16/text' } },
    ],
    [
      'with a PIN in a QR code',
      changed(unit, 'qr', { text: '{link}#{pin}' }),
      { code: 'template-qr-unsealed' },
    ],
    [
      'with a condition on the PIN',
      added(unit, { ...text, text: 'A', when: [{ field: 'pin', equals: '0' }] }),
      { code: 'template-field-unknown', detail: { field: 'pin' } },
    ],
    [
      'with a QR code of anything but the sealed link',
      changed(unit, 'qr', { text: 'https://example.com/{gtin}' }),
      { code: 'template-qr-unsealed', detail: { element: 'qr' } },
    ],
    [
      'without the QR code',
      {
        ...unit,
        elements: [unit.elements.find(({ id }) => id === 'training'), box].map((e) => ({ ...e, y: 1 })),
      },
      { code: 'template-identity-missing', detail: { kind: 'unit' } },
    ],
    [
      'with the QR code on some labels only',
      changed(unit, 'qr', { when: [{ field: 'training', is: 'true' }] }),
      { code: 'template-identity-missing' },
    ],
    [
      'for a case without its SSCC in bars',
      without(case100x150, 'sscc-readable').elements && {
        ...case100x150,
        elements: case100x150.elements.filter(({ id }) => id !== 'sscc' && id !== 'sscc-readable'),
      },
      { code: 'template-identity-missing', detail: { kind: 'case' } },
    ],
    ['that hides TRAINING', without(unit, 'training'), { code: 'template-training-unmarked' }],
    [
      'that says something else than TRAINING',
      changed(unit, 'training', { text: 'SAMPLE' }),
      { code: 'template-training-unmarked' },
    ],
    [
      'that may cut TRAINING short',
      changed(unit, 'training', { fit: 'ellipsis' }),
      { code: 'template-training-unmarked' },
    ],
    ...['training', 'qr', 'panel'].map((covered): [string, unknown, object] => [
      `that may cover its ${covered}`,
      added(unit, { ...box, over: [covered] }),
      { code: 'template-over-forbidden', detail: { element: 'new', other: covered } },
    ]),
    [
      'that says TRAINING only where a value is missing',
      changed(unit, 'training', { text: '{originZh|or:TRAINING}' }),
      { code: 'template-training-unmarked' },
    ],
    ...['training', 'qr', 'panel'].map((hidden): [string, unknown, object] => [
      `that may print its ${hidden} on black`,
      {
        ...unit,
        elements: [
          { ...box, id: 'black' },
          ...unit.elements.map((e) => (e.id === hidden ? { ...e, over: ['black'] } : e)),
        ],
      },
      { code: 'template-over-forbidden', detail: { element: hidden, other: 'black' } },
    ]),
    [
      'with an element beyond the label',
      added(unit, { ...box, x: 55 }),
      { code: 'template-off-label', detail: { element: 'new' } },
    ],
    [
      'with two scratch panels',
      added(unit, {
        ...unit.elements.find(({ id }) => id === 'panel'),
        id: 'panel-2',
        pin: { id: 'pin-2', sizes: [3], lines: 1 },
      }),
      { code: 'template-panel-misplaced', detail: { element: 'panel-2' } },
    ],
    [
      'with a scratch panel on a case',
      added(case100x150, { ...unit.elements.find(({ id }) => id === 'panel'), y: 1 }),
      { code: 'template-panel-misplaced', detail: { element: 'panel' } },
    ],
    [
      'with an image that is none',
      added(unit, { type: 'image', id: 'logo', x: 1, y: 1, width: 5, height: 5, png: 'A'.repeat(80) }),
      { code: 'template-image-malformed', detail: { element: 'logo' } },
    ],
    [
      'with more dots of images than a station unpacks',
      { ...unit, elements: [...unit.elements, ...[1, 2].map((n) => ({ ...wide, id: `image-${n}` }))] },
      { code: 'template-malformed', detail: { path: '/elements/17' } },
    ],
    [
      'with a column beyond its list',
      changed(case100x150, 'contents-list', { width: 80 }),
      { code: 'template-off-label', detail: { element: 'row-quantity' } },
    ],
    [
      'with a lot that may be cut short',
      added(unit, { ...text, font: 'medium', lineHeight: 3, fit: 'ellipsis', text: '{lot}' }),
      { code: 'template-data-shortened', detail: { field: 'lot' } },
    ],
    [
      'with TRAINING on labels in some languages only',
      changed(unit, 'training', {
        when: [{ field: 'training', is: 'true' }, { languages: ['en', 'zh-CN'] }],
      }),
      { code: 'template-training-unmarked' },
    ],
    [
      'with an element for a language that there is not',
      added(unit, { ...text, text: 'A', when: [{ languages: ['fr'] }] }),
      { code: 'template-malformed' },
    ],
    [
      'with several sizes and no shrinking',
      changed(unit, 'lot', { fit: 'whole' }),
      { code: 'template-fit-wrong', detail: { path: '/elements/8' } },
    ],
    [
      'with sizes that do not fall',
      changed(unit, 'lot', { sizes: [2, 3] }),
      { code: 'template-fit-wrong', detail: { path: '/elements/8' } },
    ],
    [
      'with Chinese in the printer’s font',
      added(unit, { ...text, text: '批号 {lot}' }),
      { code: 'template-font-wrong', detail: { path: '/elements/16' } },
    ],
    [
      'with several lines in the printer’s font',
      added(unit, { ...text, lines: 2, text: 'A' }),
      { code: 'template-font-wrong' },
    ],
    [
      'with one of our fonts and no line height',
      added(unit, { ...text, font: 'bold', text: 'A' }),
      { code: 'template-font-wrong' },
    ],
    [
      'with half a character',
      added(unit, { ...text, font: 'bold', lineHeight: 3, text: '\ud800' }),
      { code: 'template-malformed', detail: { path: '/elements/16/text' } },
    ],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toMatchObject(expected)
  })
})

it('a label document is read from its bytes and from its value alike', () => {
  expect(readTemplate(bytes(JSON.stringify(unit)))).toEqual(unit)
  expect(readTemplate(JSON.parse(JSON.stringify(unit)))).toEqual(unit)
})
