import { BondmarkError } from '../../errors/bondmark-error.ts'
import { bindingsOf, parseBoundText } from './binding.ts'
import type { LabelKind } from './label-kind.ts'
import { pathOf } from './path.ts'
import type { ElementOf, LabelElement, LabelTemplate } from './template-schema.ts'

const expiry = '{expiry|date:YYMMDD}'

/**
 * What the identifiers that name goods, or count them, hold on a label of each kind; one that is null may not stand there. A
 * case is a logistic unit and no trade item, so (01) and (21) would call it one of the units in it, and a unit holds nothing that
 * (02) and (37) could speak of (General Specifications 3.2.2, 3.2.6).
 */
const own: Readonly<Record<LabelKind, Readonly<Record<string, string | null>>>> = {
  unit: { '00': null, '01': '{gtin}', '02': null, '10': '{lot}', '17': expiry, '21': '{serial}', '37': null },
  case: {
    '00': '{sscc}',
    '01': null,
    '02': '{gtin}',
    '10': '{lot}',
    '17': expiry,
    '21': null,
    '37': '{units}',
  },
  pallet: {
    '00': '{sscc}',
    '01': null,
    '02': '{gtin}',
    '10': '{lot}',
    '17': expiry,
    '21': null,
    '37': '{units}',
  },
}

const spelled = (kind: LabelKind): string =>
  Object.entries(own[kind])
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([ai, value]) => (value === null ? [] : [`(${ai}) ${value}`]))
    .join(', ')

const isOwn = ({ ai, value }: ElementOf<'gs1-128'>['data'][number], kind: LabelKind): boolean => {
  const expected = own[kind][ai]
  return expected === undefined || expected === value
}

const binds = (text: string, field: string): boolean =>
  bindingsOf(parseBoundText(text) ?? []).some((binding) => binding.field === field)

/** What a symbol should have held where it may speak of other goods than its label; null where it cannot. */
function expectedOf(element: LabelElement, kind: LabelKind): string | null {
  switch (element.type) {
    case 'gs1-128':
    case 'gs1-datamatrix':
      return element.data.every((data) => isOwn(data, kind)) ? null : spelled(kind)
    case 'ean-13':
    case 'itf-14':
      return element.text === '{gtin}' ? null : '{gtin}'
    case 'qr': {
      // The QR code of a unit's label has a rule of its own.
      const texts = typeof element.text === 'string' ? [element.text] : Object.values(element.text)
      return kind === 'unit' || texts.every((text) => binds(text, 'sscc')) ? null : '{sscc}'
    }
    default:
      return null
  }
}

/**
 * Machines believe symbols, and nobody reads them by eye: each says what its label is about, from the label's own fields, with
 * no words in their place and none for what is missing.
 *
 * @throws BondmarkError `template-symbol-foreign` `{path, element, expected}`
 */
export function checkSymbols({ kind, elements }: LabelTemplate): void {
  for (const [index, element] of elements.entries()) {
    const expected = expectedOf(element, kind)
    if (expected === null) continue
    const path = pathOf(['elements', index])
    throw new BondmarkError('template-symbol-foreign', { path, element: element.id, expected })
  }
}
