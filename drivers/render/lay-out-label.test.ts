import { describe, expect, it } from 'vitest'
import {
  caseContent,
  mixedCaseContent,
  palletContent,
  unitContent,
} from '../../core/label/template/content.stub.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { case100x150, shippedTemplates, unit60x40 } from '../../core/label/template/shipped.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { dotAt } from './bitmap.ts'
import { drawPage } from './draw-page.ts'
import { layOutLabel } from './lay-out-label.ts'
import { type DotsPerMm, templateMedia } from './media.ts'

const heads: DotsPerMm[] = [8, 12, 24]
const shipped = (id: string): LabelTemplate => {
  const found = shippedTemplates.find((template) => templateId(template) === id)
  if (found === undefined) throw new Error(id)
  return found
}
const layOut = (
  template: LabelTemplate,
  content: LabelContent,
  dotsPerMm: DotsPerMm = 8,
  language: LabelLanguage = 'zh-CN',
) => layOutLabel(template, content, templateMedia(template, dotsPerMm), language)

const refusal = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** A document with one of its elements, found by its id, changed. */
function changed(template: LabelTemplate, id: string, change: object): LabelTemplate {
  const elements = template.elements.map((element) =>
    element.id === id ? { ...element, ...change } : element,
  )
  return readTemplate(JSON.parse(JSON.stringify({ ...template, elements })))
}
const withMore = (template: LabelTemplate, ...more: object[]): LabelTemplate =>
  readTemplate({ ...template, elements: [...template.elements, ...more] })

describe.each(heads)('at %i dots/mm', (dotsPerMm) => {
  it('the compact label holds the widest serial, PIN and lot, and a name cut short', () => {
    const wide = {
      ...unitContent,
      serial: 'W'.repeat(15),
      pin: 'W'.repeat(10),
      lot: 'W'.repeat(11),
      nameZh: '奶'.repeat(60),
      nameEn: 'Milk '.repeat(30),
    }
    const { ops } = layOut(shipped('unit-40x30/1'), wide, dotsPerMm)
    expect(ops.filter((op) => op.op === 'text').map(({ text }) => text)).toEqual(
      expect.arrayContaining([wide.serial, `LOT ${wide.lot}`, 'WWWWW', 'WWWWW']),
    )
  })

  it('a pallet names what is on it, and how much is left out', () => {
    const contents = Array.from({ length: 9 }, (_, n) => ({
      ...mixedCaseContent.contents[n % 3],
      lot: `L${n}`,
    })) as typeof palletContent.contents
    const { ops } = layOut(shipped('pallet-100x150/1'), { ...palletContent, contents }, dotsPerMm)
    const lots = ops.filter((op) => op.op === 'text' && op.text.startsWith('LOT')).length
    expect(lots).toBe(5)
    expect(ops.some(({ element }) => element === 'row-more')).toBe(true)
    expect(ops.filter((op) => op.op === 'symbol')).toMatchObject([{ text: `00${palletContent.sscc}` }])
  })
})

describe('version 2', () => {
  it.each<[string, LabelTemplate, LabelContent]>([
    ['unit-60x40/2', unit60x40, unitContent],
    ['unit-60x40/2', unit60x40, { ...unitContent, training: false, nameZh: '奶粉' }],
    ['case-100x150/2', case100x150, caseContent],
    ['case-100x150/2', case100x150, mixedCaseContent],
  ])('of a document prints in Chinese what version 1 prints, dot for dot: %s', (id, first, content) => {
    expect(drawPage(layOut(shipped(id), content))).toEqual(drawPage(layOut(first, content)))
  })
})

describe('a mixed case', () => {
  it('has no symbol that calls it one product, and names each lot', () => {
    const { ops } = layOut(case100x150, mixedCaseContent)
    expect(ops.filter((op) => op.op === 'symbol').map(({ symbology }) => symbology)).toEqual(['gs1-128'])
    const texts = ops.filter((op) => op.op === 'text').map(({ text }) => text)
    expect(texts).toEqual(expect.arrayContaining(['LOT AU-2407-001', 'LOT AU-2408-117', 'LOT KM1-2608A']))
    expect(texts.some((text) => text.includes('CONTENT (02)'))).toBe(false)
  })

  it('is refused by a document that has no words for what it leaves out', () => {
    const contents = Array.from({ length: 7 }, (_, n) => ({ ...mixedCaseContent.contents[0], lot: `L${n}` }))
    const content = { ...mixedCaseContent, contents: contents as typeof caseContent.contents }
    const { more: _, ...list } = case100x150.elements.find(({ id }) => id === 'contents-list') as {
      more?: unknown
    }
    const elements = case100x150.elements.map((element) => (element.id === 'contents-list' ? list : element))
    const strict = readTemplate({ ...case100x150, elements })
    expect(refusal(() => layOut(strict, content))).toMatchObject({
      code: 'label-does-not-fit',
      detail: { element: 'contents-list' },
    })
  })
})

const till = {
  id: 'till',
  x: 5,
  y: 0,
  place: 'quiet-zone',
  module: 0.5,
  height: 35,
  when: [{ field: 'gtin', is: 'present' }],
}
const tillBars = { ...till, type: 'ean-13', text: '{gtin}' }

describe('a label is refused before anything is reserved, by the name of its element,', () => {
  it.each<[string, LabelTemplate, LabelContent, object]>([
    [
      'when a lot does not fit',
      unit60x40,
      { ...unitContent, lot: 'W'.repeat(20) },
      { code: 'label-does-not-fit', detail: { element: 'lot' } },
    ],
    [
      'when a link is longer than the pinned QR version holds',
      unit60x40,
      { ...unitContent, link: `${unitContent.link}${'x'.repeat(40)}` },
      { code: 'label-symbol-too-long', detail: { element: 'qr' } },
    ],
    [
      'when a module is below its floor',
      changed(unit60x40, 'qr', { module: 0.375 }),
      unitContent,
      { code: 'label-module-too-small', detail: { element: 'qr', module: 0.375, floor: 0.5 } },
    ],
    [
      'when a product’s bars on a case are those of a till',
      withMore(case100x150, { ...tillBars, module: 0.33 }),
      caseContent,
      { code: 'label-module-too-small', detail: { element: 'till', module: 0.375, floor: 0.495 } },
    ],
    [
      'when they are as low as at a till',
      withMore(case100x150, { ...tillBars, height: 22.85 }),
      caseContent,
      { code: 'label-bars-too-low', detail: { element: 'till', floor: 34.28 } },
    ],
    [
      'when a module comes out above its ceiling',
      withMore(case100x150, { ...tillBars, module: 0.66 }),
      caseContent,
      { code: 'label-module-too-large', detail: { element: 'till', module: 0.75, ceiling: 0.66 } },
    ],
    [
      'when bars hold more than GS1 lets them',
      withMore(case100x150, {
        ...till,
        type: 'gs1-128',
        modules: 200,
        data: [
          { ai: '02', value: '{gtin}' },
          { ai: '37', value: '{units}' },
          { ai: '400', value: 'A'.repeat(30) },
        ],
      }),
      caseContent,
      { code: 'label-symbol-too-long', detail: { element: 'till' } },
    ],
    [
      'when text stands in a quiet zone',
      withMore(unit60x40, { ...unit60x40.elements.find(({ id }) => id === 'lot'), id: 'near', x: 29, y: 12 }),
      unitContent,
      { code: 'label-quiet-zone-crossed', detail: { element: 'qr', other: 'near' } },
    ],
    [
      'when a quiet zone runs off the label',
      changed(unit60x40, 'qr', { x: 1, y: 1, place: 'symbol' }),
      unitContent,
      { code: 'label-quiet-zone-crossed', detail: { element: 'qr', other: 'edge' } },
    ],
    [
      'when the border of a scratch panel would run into its code',
      changed(unit60x40, 'panel', { border: 2, padding: 0.5 }),
      unitContent,
      { code: 'label-does-not-fit', detail: { element: 'panel' } },
    ],
    [
      'when elements overlap',
      withMore(unit60x40, { type: 'box', id: 'stain', x: 40, y: 20, width: 4, height: 4, thickness: 4 }),
      unitContent,
      { code: 'label-elements-overlap', detail: { element: 'stain' } },
    ],
    [
      'when two columns of a list overlap',
      changed(case100x150, 'contents-list', {
        columns: [
          {
            id: 'row-gtin',
            x: 0,
            y: 1,
            width: 30,
            font: 'printer',
            sizes: [2.5],
            fit: 'whole',
            text: '{gtin}',
          },
          { id: 'row-lot', x: 10, y: 1, width: 40, font: 'printer', sizes: [2], fit: 'whole', text: '{lot}' },
        ],
      }),
      mixedCaseContent,
      { code: 'label-elements-overlap', detail: { element: 'row-lot', other: 'row-gtin' } },
    ],
    [
      'when one reaches beyond the edge',
      changed(unit60x40, 'hint-training', { y: { level: 'panel', plus: 8 } }),
      unitContent,
      { code: 'label-beyond-edge', detail: { element: 'hint-training' } },
    ],
    [
      'when bars do not come out as wide as pinned',
      withMore(case100x150, {
        type: 'gs1-128',
        id: 'more-bars',
        x: 5,
        y: 0,
        place: 'symbol',
        module: 0.5,
        modules: 100,
        height: 3,
        exception: { height: 3, reason: 'For this test.' },
        when: [{ field: 'gtin', is: 'present' }],
        data: [
          { ai: '00', value: '{sscc}' },
          { ai: '02', value: '{gtin}' },
          { ai: '37', value: '{units}' },
        ],
      }),
      caseContent,
      { code: 'label-symbol-size-differs', detail: { element: 'more-bars' } },
    ],
    [
      'when bars are too low',
      changed(case100x150, 'sscc', { height: 20 }),
      caseContent,
      { code: 'label-bars-too-low', detail: { element: 'sscc', height: 20, floor: 31.75 } },
    ],
    [
      'when a matrix cannot hold the longest lot',
      changed(case100x150, 'contents', { modules: 26 }),
      {
        ...caseContent,
        contents: [{ ...caseContent.contents[0], lot: 'aB3dE5gH7jK9mN1pQ3sT' }],
      } as LabelContent,
      { code: 'label-symbol-too-long', detail: { element: 'contents' } },
    ],
    [
      'when its content is of another kind',
      unit60x40,
      caseContent,
      { code: 'label-content-invalid', detail: { element: 'kind' } },
    ],
  ])('%s', (_, template, content, refused) => {
    expect(refusal(() => layOut(template, content))).toMatchObject(refused)
  })

  it('when the stock is another', () => {
    const media = templateMedia(unit60x40, 8)
    expect(() => layOutLabel(case100x150, caseContent, media, 'en')).toThrow(
      expect.objectContaining({
        code: 'label-stock-wrong',
        detail: { template: 'case-100x150/1', stock: '60x40-203' },
      }),
    )
  })
})

describe('an element', () => {
  it('that is not drawn leaves its room to what stands below it', () => {
    const y = (training: boolean) =>
      layOut(shipped('unit-40x30/1'), { ...unitContent, training }).ops.find((op) => op.element === 'nameZh')
        ?.y
    expect([y(true), y(false)]).toEqual([32, 10])
  })

  it('speaks the language of the label', () => {
    const heading = (language: LabelLanguage) =>
      layOut(shipped('pallet-100x150/1'), palletContent, 8, language).ops.find(
        (op) => op.element === 'heading',
      )
    expect(heading('en')).not.toEqual(heading('zh-CN'))
  })

  it('for some languages is drawn on their labels alone', () => {
    const ids = (language: LabelLanguage) =>
      new Set(layOut(shipped('unit-60x40/2'), unitContent, 8, language).ops.map(({ element }) => element))
    expect([...ids('en').union(ids('ja'))]).toEqual(expect.arrayContaining(['name', 'serial-caption-cjk']))
    expect([...ids('zh-CN')]).not.toEqual(expect.arrayContaining(['name']))
    expect([ids('en').has('serial-caption-cjk'), ids('ja').has('serial-caption')]).toEqual([false, false])
  })

  it('is cut short in its smallest size, after it was tried whole in all of them', () => {
    const rows = (nameEn: string) => {
      const contents = [{ ...mixedCaseContent.contents[0], nameEn }] as typeof palletContent.contents
      const { ops } = layOut(shipped('pallet-100x150/1'), { ...palletContent, contents }, 8, 'en')
      return ops.find(({ element }) => element === 'row-name')?.height ?? 0
    }
    const [short, long, longest] = ['Honey', unitContent.nameEn, unitContent.nameEn.repeat(4)].map(rows)
    expect(long).toBeLessThan(short ?? 0)
    expect(longest).toBe(long)
  })

  it('may be drawn on another where its document says so', () => {
    const badge = { type: 'box', id: 'badge', x: 31.75, y: 2, width: 5, height: 2, thickness: 2 }
    const over = withMore(unit60x40, { ...badge, over: ['nameZh'] })
    expect(layOut(over, unitContent).ops.at(-1)).toMatchObject({ element: 'badge' })
  })
})

it('an image is scaled to its millimetres', () => {
  // 2×2 dots: black, white / white, black.
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR42mOoZ9gPAAJAAT8mHDHfAAAAAElFTkSuQmCC'
  const logo = { type: 'image', id: 'logo', x: 56, y: 1, width: 2, height: 2, png }
  const template = withMore(changed(unit60x40, 'nameZh', { width: 24 }), logo)
  const page = drawPage(layOut(template, unitContent))
  const black = (x: number, y: number) => dotAt(page, 8 * 56 + x, 8 + y)
  expect([black(0, 0), black(7, 7), black(8, 0), black(0, 8), black(15, 15)]).toEqual([
    true,
    true,
    false,
    false,
    true,
  ])
})
