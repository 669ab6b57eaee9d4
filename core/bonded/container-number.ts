/**
 * Why the number of a container is odd by ISO 6346, or null: three letters of the owner, U, J or Z, six digits and a check
 * digit. A warning and no more: customs' papers count, and boxes without such a number exist.
 */
export function whyContainerOdd(number: string): 'container-number-odd' | 'container-check-digit' | null {
  if (!/^[A-Z]{3}[UJZ]\d{7}$/.test(number)) return 'container-number-odd'
  return Number(number[10]) === containerCheckDigit(number.slice(0, 10)) ? null : 'container-check-digit'
}

/** ISO 6346:2022, annex A: each character's value times two to the power of its place, modulo 11, and 10 becomes 0. */
export function containerCheckDigit(ten: string): number {
  let sum = 0
  for (const [place, character] of [...ten].entries()) sum += numberOf(character) * 2 ** place
  return (sum % 11) % 10
}

/** Letters count from 10 and leave out the multiples of 11. */
function numberOf(character: string): number {
  if (character >= '0' && character <= '9') return Number(character)
  const place = character.charCodeAt(0) - 65
  return 10 + place + Math.floor((place + 9) / 10)
}
