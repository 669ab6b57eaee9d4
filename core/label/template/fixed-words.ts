import { parseBoundText } from './binding.ts'
import type { LabelTemplate } from './template-schema.ts'
import { textsOf } from './template-texts.ts'

const hasLettersBeyondAscii = (text: string): boolean =>
  (parseBoundText(text) ?? []).some((part) => typeof part === 'string' && /[^\P{L}a-zA-Z]/u.test(part))

/**
 * Whether a label says some words of its own in one language, whichever is chosen for labels: a text for all languages with
 * letters that are not Latin, such as `原产地 Origin`. Captions such as `LOT`, which stand on labels everywhere, are no such words.
 */
export const hasFixedWords = (template: LabelTemplate): boolean =>
  textsOf(template).some(
    ({ isForAll, text, when }) =>
      isForAll && hasLettersBeyondAscii(text) && !when.some((condition) => 'languages' in condition),
  )
