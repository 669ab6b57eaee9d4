/**
 * The GS1 check digit (General Specifications §7.9.1): weights 3 and 1 from the right, sum up to the next ten.
 *
 * @param digits a GS1 key without its check digit, digits only
 * @returns the check digit, 0–9
 */
export function checkDigit(digits: string): number {
  return checkDigitAt(digits, 0, digits.length)
}

/** True when `digits` is all digits, at least two of them, and the last one is the check digit of the others. */
export function hasValidCheckDigit(digits: string): boolean {
  return digits.length >= 2 && isDigits(digits, 0, digits.length) && checkDigitHolds(digits, 0, digits.length)
}

/** {@link checkDigit} of `text[start, end)`, which the caller knows to be digits: the scan parser cuts no substrings. */
export function checkDigitAt(text: string, start: number, end: number): number {
  let sum = 0
  let weight = 3
  for (let i = end - 1; i >= start; i--) {
    sum += (text.charCodeAt(i) - 48) * weight
    weight = 4 - weight
  }
  return (10 - (sum % 10)) % 10
}

/** True when the last of the digits `text[start, end)` is the check digit of those before it. */
export function checkDigitHolds(text: string, start: number, end: number): boolean {
  return checkDigitAt(text, start, end - 1) === text.charCodeAt(end - 1) - 48
}

/** True when `text[start, end)` is not empty and has only ASCII digits. */
export function isDigits(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return end > start
}
