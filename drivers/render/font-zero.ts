import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/**
 * Widths of the printers' resident font 0 (a condensed bold sans), in parts of its height, rounded up: it differs a
 * little between firmwares, and a text must never run into its neighbour.
 */
function bound(letter: string): number {
  if (/[MWmw@%]/.test(letter)) return 0.86
  if (/[ .,:;'|!ijl]/.test(letter)) return 0.34
  if (/[0-9]/.test(letter)) return 0.57
  if (/[A-Z&]/.test(letter)) return 0.64
  return 0.62
}

/** Of printable ASCII, by its code: every label asks for some hundreds of them. */
const bounds = Array.from({ length: 127 }, (_, code) => bound(String.fromCharCode(code)))
const partOfHeight = (letter: string): number => bounds[letter.charCodeAt(0)] ?? bound(letter)

/** Where the letters stand, from the field's top, in parts of its height. */
export const baselinePart = 0.78

/** Dots that the text takes at most. */
export function fontZeroWidth(text: string, height: number): number {
  return Math.ceil([...text].reduce((sum, letter) => sum + partOfHeight(letter), 0) * height)
}

/** Dots that it usually takes: digits and brackets, of which we know it, are narrower than the bound. */
export function fontZeroUsualWidth(text: string, height: number): number {
  const part = (letter: string) => {
    if (/[0-9]/.test(letter)) return 0.5
    return /[()]/.test(letter) ? 0.31 : partOfHeight(letter) * 0.93
  }
  return [...text].reduce((sum, letter) => sum + part(letter), 0) * height
}

/**
 * The largest of `heights` at which the text fits `width` dots on one line.
 * Throws `label-does-not-fit` below the smallest, `label-content-invalid` for anything but printable ASCII.
 */
export function fitFontZero(
  text: string,
  width: number,
  heights: readonly number[],
  element: string,
): number {
  if (!/^[ -~]+$/.test(text)) throw new BondmarkError('label-content-invalid', { element })
  const height = heights.find((candidate) => fontZeroWidth(text, candidate) <= width)
  if (height === undefined) throw new BondmarkError('label-does-not-fit', { element })
  return height
}
