import type { Language } from '../../core/errors/words.ts'

/** Where the book stands in each language. */
export const scenarioPages: readonly (readonly [Language, URL])[] = [
  ['en', new URL('../../docs/scenarios.md', import.meta.url)],
  ['zh-CN', new URL('../../docs/scenarios.zh-CN.md', import.meta.url)],
]
