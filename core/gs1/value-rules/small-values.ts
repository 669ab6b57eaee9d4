import { twoDigitsAt } from './value-rule.ts'

/** Rules of one idea each, for components of one or a few characters. */

function only(allowed: string): (text: string, start: number, end: number) => number {
  return (text, start, end) => {
    for (let i = start; i < end; i++) if (!allowed.includes(text.charAt(i))) return i
    return -1
  }
}

/** `zero`: the digit 0. */
export const zero = only('0')
/** `yesno`: 0 is no, 1 is yes. */
export const yesOrNo = only('01')
/** `winding`: direction of a roll: 0 face out, 1 face in, 9 undefined. */
export const winding = only('019')
/** `iso5218`: 0 not known, 1 male, 2 female, 9 not applicable. */
export const sex = only('0129')
/** `hyphen`: the sign of a temperature below zero. */
export const hyphen = only('-')
/** `importeridx`: one character of the importer's choice. */
export const importerIndex = only('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz')

/** `nonzero`: digits, not all of them 0. */
export function nonZero(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) !== 48) return -1
  return start
}

/** `nozeroprefix`: no leading zero, unless it is the number 0 itself. */
export function noZeroPrefix(text: string, start: number, end: number): number {
  return end - start > 1 && text.charCodeAt(start) === 48 ? start : -1
}

/** `hasnondigit`: at least one character that is not a digit. */
export function hasNonDigit(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return -1
  }
  return start
}

/** `pieceoftotal`: two digits of the piece and two of the total, neither 0, the piece not above the total. */
export function pieceOfTotal(text: string, start: number): number {
  const piece = twoDigitsAt(text, start)
  const total = twoDigitsAt(text, start + 2)
  if (piece === 0) return start
  if (total === 0) return start + 2
  return piece > total ? start : -1
}

/** `posinseqslash`: `1/3`, a place and a total without leading zeros, the place not above the total. */
export function placeInSequence(text: string, start: number, end: number): number {
  const fields = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text.slice(start, end))
  if (fields === null) return start
  return BigInt(fields[1] ?? 0) > BigInt(fields[2] ?? 0) ? start : -1
}

/** `pcenc`: percent signs only as the beginning of `%` and two hexadecimal digits. */
export function percentEncoded(text: string, start: number, end: number): number {
  for (let i = text.indexOf('%', start); i >= 0 && i < end; i = text.indexOf('%', i + 1)) {
    if (i + 3 > end || !/^[0-9A-Fa-f]{2}$/.test(text.slice(i + 1, i + 3))) return i
  }
  return -1
}

/** Ten digits that are not above `most`, compared as text because they are of one length. */
function upTo(most: string): (text: string, start: number, end: number) => number {
  return (text, start, end) => (text.slice(start, end) > most ? start : -1)
}

/** `latitude`: ten-millionths of a degree from the South Pole, 0 to 180 degrees. */
export const latitude = upTo('1800000000')
/** `longitude`: ten-millionths of a degree east of Greenwich, 0 to 360 degrees. */
export const longitude = upTo('3600000000')

/** `cset64`: padding, when there is any, fills up to a multiple of three as the reference linter counts it. */
export function padding64(text: string, start: number, end: number): number {
  let content = end
  while (content > start && text.charCodeAt(content - 1) === 0x3d) content--
  const pads = end - content
  for (let i = start; i < content; i++) if (text.charCodeAt(i) === 0x3d) return i
  return pads > 2 || (pads > 0 && (end - start) % 3 !== 0) ? content : -1
}
