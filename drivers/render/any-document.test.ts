import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { mixedCaseContent, palletContent, unitContent } from '../../core/label/template/content.stub.ts'
import { labelLanguages } from '../../core/label/template/label-kind.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { encodeLabel } from '../printers/encode-label.ts'
import { printerModels } from '../printers/models.ts'
import { drawPage } from './draw-page.ts'
import { layOutLabel } from './lay-out-label.ts'
import { templateMedia } from './media.ts'

type Json = Record<string, unknown> | unknown[]

/** Elements of the types that no shipped document has. */
const spare: Json[] = [
  {
    type: 'ean-13',
    id: 's1',
    x: 1,
    y: 1,
    place: 'quiet-zone',
    module: 0.33,
    height: 20,
    text: '{gtin}',
  },
  { type: 'itf-14', id: 's2', x: 1, y: 1, place: 'symbol', module: 0.5, height: 13, text: '{gtin}' },
  { type: 'box', id: 's3', x: 'center', y: { middle: 5 }, width: 3, height: 3, thickness: 1 },
  {
    type: 'image',
    id: 's4',
    x: { right: 1 },
    y: 1,
    width: 2,
    height: 2,
    png: 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR42mOoZ9gPAAJAAT8mHDHfAAAAAElFTkSuQmCC',
  },
]

/** Values that a designer, or somebody worse, may put in the place of another. */
const values = fc.oneof(
  fc.constantFrom<unknown>(0, 0.1, 1, 2.5, 60, 200, -1, 1e9, Number.NaN, '', 'center', null, true, [], {}),
  fc.double({ min: 0, max: 70 }).map((value) => Math.round(value * 8) / 8),
  fc.constantFrom(
    '{lot}',
    '{pin}',
    '{nameZh}',
    '{units}',
    '{{',
    '{expiry|date:DD.MM.YY}',
    'A\u0007',
    '漢字',
    'ไทย',
  ),
  fc.constantFrom<unknown>(
    { right: 3 },
    { middle: 20 },
    { below: 'qr', gap: 0 },
    { level: 'nameZh', plus: 3 },
  ),
  fc.constantFrom<unknown>(
    [{ field: 'training', is: 'false' }],
    [{ field: 'lot', equals: 'X' }],
    'whole',
    'bold',
  ),
)

/** Places of a document, each as the object or list and the key in it. */
function placesIn(value: unknown): [Json, string][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Json, key] as [Json, string],
    ...placesIn(inner),
  ])
}

type Edit = {
  readonly at: number
  readonly value: unknown
  readonly how: 'nudge' | 'set' | 'remove' | 'repeat'
}
const edits = fc.array(
  fc.record<Edit>({
    at: fc.nat(10_000),
    value: values,
    how: fc.constantFrom('nudge', 'nudge', 'nudge', 'nudge', 'set', 'set', 'remove', 'repeat'),
  }),
  { minLength: 1, maxLength: 3 },
)

function edit(document: Json, { at, value: shared, how }: Edit): void {
  const places = placesIn(document).filter(
    ([inside, key]) => how !== 'nudge' || typeof Reflect.get(inside, key) === 'number',
  )
  const [inside, key] = places[at % places.length] ?? [[], '0']
  // A length that is a little another, and so may well be printed.
  const value =
    how === 'nudge' ? Number(Reflect.get(inside, key)) * (0.9 + at / 50_000) : structuredClone(shared)
  if (Array.isArray(inside)) {
    if (how === 'remove') inside.splice(Number(key), 1)
    else inside.splice(Number(key), how === 'repeat' ? 0 : 1, how === 'repeat' ? inside[Number(key)] : value)
  } else if (how === 'remove') delete inside[key]
  else inside[key] = value
}

const contents = { unit: unitContent, case: mixedCaseContent, pallet: palletContent }

it('no document crashes the engine: it is printed whole on its label, or refused with a reason', () => {
  let printed = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...shippedTemplates),
      fc.subarray(spare, { maxLength: 1 }),
      edits,
      fc.constantFrom(8, 12, 24),
      fc.constantFrom(...labelLanguages),
      (template, more, changes, dotsPerMm, language) => {
        const document = structuredClone({ ...template, elements: [...template.elements, ...more] })
        for (const change of changes) edit(document as unknown as Json, change)
        try {
          const read = readTemplate(document)
          const page = layOutLabel(read, contents[read.kind], templateMedia(read, dotsPerMm as 8), language)
          for (const op of page.ops) {
            expect([op.x, op.y, op.width, op.height].every(Number.isInteger)).toBe(true)
            expect(op.x + op.width).toBeLessThanOrEqual(page.media.widthDots)
            expect(op.y + op.height).toBeLessThanOrEqual(page.media.heightDots)
          }
          drawPage(page)
          encodeLabel(printerModels['zpl-203'], 'ANY', page)
          printed++
        } catch (error) {
          if (!(error instanceof BondmarkError)) throw error
        }
      },
    ),
    { numRuns: 150 },
  )
  expect(printed).toBeGreaterThan(0)
})
