import { expect, it } from 'vitest'
import { mixedCaseContent } from '../../core/label/template/content.stub.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { case100x150 } from '../../core/label/template/shipped.ts'
import type { ElementOf } from '../../core/label/template/template-schema.ts'
import { tryTemplate } from './try-template.ts'

const isList = ({ type }: { type: string }) => type === 'list'
const list = case100x150.elements.find(isList) as ElementOf<'list'>
const withList = (change: object) =>
  readTemplate({
    ...case100x150,
    elements: case100x150.elements.map((element) => (isList(element) ? { ...element, ...change } : element)),
  })

it.each([
  ['a column', { columns: list.columns.map((column) => ({ ...column, width: 1 })) }, 'row-name'],
  [
    'the words for what it leaves out',
    { rows: 2, more: { ...list.more, sizes: [12], lineHeight: 14 } },
    'row-more',
  ],
])(
  'a template with a list that cannot hold %s is shown without it, and what is refused is named',
  (_, change, named) => {
    const { bitmap, failure } = tryTemplate(withList(change), mixedCaseContent, 8, 'en')
    expect(failure).toMatchObject({ code: 'label-does-not-fit', detail: { element: named } })
    expect(bitmap?.data.some((byte) => byte !== 0)).toBe(true)
  },
)
