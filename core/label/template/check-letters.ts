import { BondmarkError } from '../../errors/bondmark-error.ts'
import { parseBoundText } from './binding.ts'
import { pathOf } from './path.ts'
import type { LabelTemplate, Letters } from './template-schema.ts'
import { textsOf } from './template-texts.ts'

const falls = (sizes: readonly number[]): boolean =>
  sizes.every((size, index) => index === 0 || size < (sizes[index - 1] ?? 0))

function suitsFit({ fit, sizes }: Letters): boolean {
  if (!falls(sizes)) return false
  return fit === 'ellipsis' || (fit === 'shrink') === sizes.length > 1
}

/** What only one of the two kinds of font can do, and needs. */
function suitsFont(letters: Letters & { readonly baseline?: number | undefined }): boolean {
  const { font, fit, sizes, lineHeight, lines, inverse, baseline } = letters
  if (font === 'printer')
    return fit !== 'ellipsis' && lineHeight === undefined && lines === undefined && inverse === undefined
  return lineHeight !== undefined && lineHeight >= (sizes[0] ?? 0) && baseline === undefined
}

const isAscii = (text: string): boolean =>
  (parseBoundText(text) ?? []).every((part) => typeof part !== 'string' || /^[ -~]*$/.test(part))

/**
 * Checks how a document's texts are lettered.
 *
 * @throws BondmarkError `template-fit-wrong` (sizes that do not suit the fit), `template-font-wrong` (what the font cannot
 * do, or lacks; words beyond ASCII in the printer's font)
 */
export function checkLetters(template: LabelTemplate): void {
  for (const { path, text, letters } of textsOf(template)) {
    if (letters === null) continue
    const where = { path: pathOf(path.slice(0, -1)) }
    if (!suitsFit(letters)) throw new BondmarkError('template-fit-wrong', where)
    if (!suitsFont(letters) || (letters.font === 'printer' && !isAscii(text)))
      throw new BondmarkError('template-font-wrong', where)
  }
}
