import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { buildElementString } from '../../../core/gs1/build.ts'
import { GS } from '../../../core/gs1/element-string.ts'
import { bindingsOf, parseBoundText } from '../../../core/label/template/binding.ts'
import type { Values } from '../../../core/label/template/fields.ts'
import type { LabelLanguage } from '../../../core/label/template/label-kind.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { boundText, textFor } from './lettering.ts'

type Data = ElementOf<'gs1-128'>['data']

/**
 * Writes a document's application identifiers as one element string, every rule of GS1 checked. The writer throws
 * `label-content-invalid`, naming the field whose value does not hold.
 */
export function elementStringOf(data: Data, language: LabelLanguage, id: string): (values: Values) => string {
  const parts = data.map(({ ai, value }) => ({ ai, text: boundText(value, language) }))
  const fieldOf = new Map(
    data.map(({ ai, value }) => [ai, bindingsOf(parseBoundText(value) ?? [])[0]?.field ?? id]),
  )
  return (values) => {
    const elements = parts.map(({ ai, text }) => ({ ai, value: textFor(text, values, id) }))
    try {
      return buildElementString(elements, { order: 'given', separator: GS })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      const element = fieldOf.get(String(error.detail.ai)) ?? id
      throw new BondmarkError('label-content-invalid', { element }, { cause: error })
    }
  }
}

/** Codewords that a DataMatrix of a side holds (ISO/IEC 16022, table 7). */
const matrixCapacity: Readonly<Record<ElementOf<'gs1-datamatrix'>['modules'], number>> = {
  10: 3,
  12: 5,
  14: 8,
  16: 12,
  18: 18,
  20: 22,
  22: 30,
  24: 36,
  26: 44,
  32: 62,
  36: 86,
  40: 114,
  44: 144,
  48: 174,
  52: 204,
}

/** Whether an element string fits with its FNC1, as every encoder can write it: two digits a codeword, or one character. */
export function fitsMatrix(text: string, side: ElementOf<'gs1-datamatrix'>['modules']): boolean {
  const codewords = text.match(/\d\d|[\s\S]/g)?.length ?? 0
  return 1 + codewords <= matrixCapacity[side]
}
