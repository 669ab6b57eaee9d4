import { countryLetters } from '../gs1/value-rules/code-lists.ts'

/** Whether the text is an assigned ISO 3166-1 alpha-2 code, in capitals. */
export function isCountry(code: string): boolean {
  return countryLetters.has(code)
}

/** All assigned codes, in alphabetical order. */
export function countryCodes(): string[] {
  return [...countryLetters]
}
