import { type Bitmap, fillRectangle, newBitmap } from '../../render/bitmap.ts'

/** Code words of Code 128 that are no letters. ISO/IEC 15417, table 1. */
export const code128 = {
  FNC3: 96,
  FNC2: 97,
  SHIFT: 98,
  toC: 99,
  toB: 100,
  toA: 101,
  FNC1: 102,
  startA: 103,
  startB: 104,
  startC: 105,
} as const

/** Widths of bar, space, bar, space, bar, space of each code word: ISO/IEC 15417, table 1. */
const patterns = (
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122' +
  '123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323' +
  '131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131' +
  '213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122' +
  '141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112' +
  '124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141' +
  '411131211412211214211232'
).match(/.{6}/g) as readonly string[]
const stop = '2331112'

/** The modules of a symbol, bars and spaces in turn, with its check character and its stop. */
function widths(words: readonly number[]): number[] {
  const sum = words.reduce((total, word, index) => total + word * Math.max(1, index), 0)
  return [...[...words, sum % 103].map((word) => patterns[word] ?? ''), stop].join('').split('').map(Number)
}

export function code128Modules(words: readonly number[]): number {
  return 11 * (words.length + 1) + 13
}

export function code128Bitmap(words: readonly number[], moduleDots: number, height: number): Bitmap {
  const bitmap = newBitmap(code128Modules(words) * moduleDots, height)
  let x = 0
  for (const [index, width] of widths(words).entries()) {
    if (index % 2 === 0) fillRectangle(bitmap, x, 0, width * moduleDots, 1)
    x += width * moduleDots
  }
  for (let row = 1; row < height; row++) bitmap.data.copyWithin(row * bitmap.stride, 0, bitmap.stride)
  return bitmap
}

/** FNC1 in a text that is given to `autoCode128`. */
export const fnc1 = '\ue001'

/**
 * Code words for a text by a printer's own choice of subsets: C where four digits or more stand together, else B, or A
 * for control characters. null when a letter has no code.
 */
export function autoCode128(text: string): number[] | null {
  const words: number[] = []
  let set: 'A' | 'B' | 'C' | null = null
  const go = (to: 'A' | 'B' | 'C') => {
    if (set === to) return
    const starts = { A: code128.startA, B: code128.startB, C: code128.startC }
    const changes = { A: code128.toA, B: code128.toB, C: code128.toC }
    words.push((set === null ? starts : changes)[to])
    set = to
  }
  for (let at = 0; at < text.length; ) {
    const letter = text[at] ?? ''
    if (letter === fnc1) {
      if (set === null) go(/^\d{2}/.test(text.slice(at + 1)) ? 'C' : 'B')
      words.push(code128.FNC1)
      at++
      continue
    }
    const digits = /^\d*/.exec(text.slice(at))?.[0].length ?? 0
    if (digits >= 4 || (set === 'C' && digits >= 2)) {
      // An odd digit is set before, so that the rest are pairs.
      if (digits % 2 === 1 && set !== 'C') {
        go('B')
        words.push(letter.charCodeAt(0) - 32)
        at++
      }
      go('C')
      for (let pair = 0; pair < Math.floor(digits / 2); pair++, at += 2)
        words.push(Number(text.slice(at, at + 2)))
      continue
    }
    const code = letter.charCodeAt(0)
    if (code > 127) return null
    go(code < 32 ? 'A' : 'B')
    words.push(code < 32 ? code + 64 : code - 32)
    at++
  }
  return words.length === 0 ? null : words
}
