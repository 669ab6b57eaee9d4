import { type Language, languages } from '../errors/words.ts'

/**
 * Which of our languages a caller wants (RFC 9110 §12.5.4): the one with the highest weight, by its primary tag; English
 * when none is named or all are refused. Looks at the first twenty ranges.
 */
export function languageWanted(header: string | undefined): Language {
  let best: { language: Language; weight: number } | null = null
  for (const range of (header ?? '').split(',', 20)) {
    const [, tag = '', q = '1'] =
      /^\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,40})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(range) ?? []
    const language = languages.find((each) => each.split('-', 1)[0] === tag.toLowerCase())
    const weight = Number(q)
    if (language && weight > 0 && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'en'
}
