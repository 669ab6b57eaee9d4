import { isCountryAlpha } from './code-lists.ts'

/** An IBAN has a country of two letters, two check digits and at least seven more characters (ISO 13616-1). */
const CHARACTERS_MIN = 11

/** What a digit (0–9) or capital letter (10–35) counts in an IBAN, or -1. */
function weight(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 65 && code <= 90 ? code - 55 : -1
}

/** `iban`: an international bank account number: country, characters, and the check digits of ISO 7064 MOD 97-10. */
export function iban(text: string, start: number, end: number): number {
  const length = end - start
  for (let i = start; i < end; i++) if (weight(text.charCodeAt(i)) < 0) return i
  if (!isCountryAlpha(text, start, Math.min(end, start + 2))) return start
  if (length < CHARACTERS_MIN) return end
  let rest = 0
  for (let i = 0; i < length; i++) {
    const value = weight(text.charCodeAt(start + ((i + 4) % length)))
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1 ? -1 : start + 2
}
