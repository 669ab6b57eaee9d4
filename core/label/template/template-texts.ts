import { type Fields, fieldsOf, moreFields, rowFields } from './fields.ts'
import type { Condition, ElementOf, LabelElement, LabelTemplate, Letters } from './template-schema.ts'

/** A text of a document, where it stands, and what it may bind. */
export interface PlacedText {
  readonly path: readonly (string | number)[]
  readonly text: string
  /** Whether it is one text for every language. */
  readonly isForAll: boolean
  readonly fields: Fields
  /** Conditions of its element. */
  readonly when: readonly Condition[]
  /** How it is lettered, where it is printed for people. */
  readonly letters: Letters | null
}

type Inside = Pick<PlacedText, 'path' | 'text' | 'isForAll'> & Partial<Pick<PlacedText, 'fields' | 'letters'>>

const wordings = (text: string | Readonly<Record<string, string>>, ...path: (string | number)[]): Inside[] =>
  typeof text === 'string'
    ? [{ path, text, isForAll: true }]
    : Object.entries(text).map(([language, words]) => ({
        path: [...path, language],
        text: words,
        isForAll: false,
      }))

const moreOf = ({ more }: ElementOf<'list'>): Inside[] =>
  more === undefined ? [] : wordings(more.text, 'more', 'text').map((text) => ({ ...text, letters: more }))

function inside(element: LabelElement): Inside[] {
  switch (element.type) {
    case 'text':
      return wordings(element.text, 'text').map((text) => ({ ...text, letters: element }))
    case 'qr':
    case 'ean-13':
    case 'itf-14':
      return wordings(element.text, 'text')
    case 'gs1-datamatrix':
    case 'gs1-128':
      return element.data.map(({ value }, index) => ({
        path: ['data', index, 'value'],
        text: value,
        isForAll: true,
      }))
    case 'list':
      return [
        ...element.columns.flatMap((column, index) =>
          wordings(column.text, 'columns', index, 'text').map((text) => ({
            ...text,
            fields: rowFields,
            letters: column,
          })),
        ),
        ...moreOf(element).map((more) => ({ ...more, fields: moreFields })),
      ]
    default:
      return []
  }
}

/** Every text of a document that may bind a field. */
export const textsOf = ({ kind, elements }: LabelTemplate): PlacedText[] =>
  elements.flatMap((element, index) =>
    inside(element).map((text) => ({
      fields: fieldsOf[kind],
      letters: null,
      ...text,
      path: ['elements', index, ...text.path],
      when: element.when ?? [],
    })),
  )
