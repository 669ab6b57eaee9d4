import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LabelLanguage, labelLanguages } from '../../core/label/template/label-kind.ts'
import { type Bitmap, dotAt } from './bitmap.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'

const style: TextStyle = { font: 'Bondmark Medium', size: 24, lineHeight: 30, linesMax: 2 }
const drawn = (text: string, language?: LabelLanguage, width = 300, more: Partial<TextStyle> = {}) =>
  textBitmap(text, width, { ...style, ...more, ...(language ? { language } : {}) }, 'name', 'whole')
const bytes = ({ data }: Bitmap) => Buffer.from(data).toString('hex')

function blackDots(bitmap: Bitmap): number {
  let black = 0
  for (let y = 0; y < bitmap.height; y++)
    for (let x = 0; x < bitmap.width; x++) if (dotAt(bitmap, x, y)) black++
  return black
}

describe('letters on a label', () => {
  it('have the forms of its language: 逸 and 海 differ between Chinese, Japanese and Korean', () => {
    const forms = (['zh-CN', 'ja', 'ko'] as const).map((language) => bytes(drawn('逸海', language)))
    expect(new Set(forms).size).toBe(3)
    expect(bytes(drawn('逸海'))).toBe(forms[0])
    expect(bytes(drawn('逸海', 'en'))).toBe(forms[0])
  })

  it('on an English label have those of the text’s own script', () => {
    expect(bytes(drawn('骨のミルク', 'en'))).toBe(bytes(drawn('骨のミルク', 'ja')))
    expect(bytes(drawn('骨 우유', 'en'))).toBe(bytes(drawn('骨 우유', 'ko')))
  })

  it('of a Chinese name on a Japanese or Korean label are Chinese throughout', () => {
    for (const language of ['ja', 'ko'] as const) {
      expect(bytes(drawn('海洋奶粉 900 g', language))).toBe(bytes(drawn('海洋奶粉 900 g', 'zh-CN')))
      expect(bytes(drawn('海洋', language))).not.toBe(bytes(drawn('海洋', 'zh-CN')))
    }
  })

  it('that one font lacks come from the next: Korean on a Chinese label, a rare ideograph on a Japanese one', () => {
    for (const [text, language] of [
      ['分유粉', 'zh-CN'],
      ['龘と㐀', 'ja'],
      ['龘 우유 ミルク', 'ko'],
    ] as const)
      expect(blackDots(drawn(text, language))).toBeGreaterThan(100)
  })

  it.each([
    ...[...'กاไ𠮷\u1112'],
    '👍',
    '각'.normalize('NFD').slice(0, 1),
    '\u0310',
    '\u200d',
    '\u3164',
    '\ufeff',
    '\ud840',
    '\ue000',
    '葛\u{e0100}',
  ])('that no shipped font has are refused, naming the element: %j', (letter) => {
    for (const language of labelLanguages)
      expect(() => drawn(`A${letter}`, language)).toThrow(
        expect.objectContaining({ code: 'label-content-invalid', detail: { element: 'name' } }),
      )
  })

  it('are composed first: decomposed kana, syllables and accents are the letters that they make', () => {
    const text = '각がé'
    expect(bytes(drawn(text.normalize('NFD'), 'ko'))).toBe(bytes(drawn(text, 'ko')))
  })

  it('keep strokes thinner than a dot: 조 is not printed as 소', () => {
    const small = { size: 14, lineHeight: 18, linesMax: 1 } as const
    const inTop = (text: string) => {
      const bitmap = drawn(text, 'ko', 16, small)
      const rows = Array.from({ length: 18 }, (_, y) =>
        Array.from({ length: 16 }, (__, x) => Number(dotAt(bitmap, x, y))).reduce((sum, dot) => sum + dot, 0),
      )
      return Math.max(...rows.slice(0, 7))
    }
    expect(inTop('조')).toBeGreaterThanOrEqual(7)
    expect(inTop('소')).toBeLessThanOrEqual(4)
  })

  it('stand in the middle, also in two fonts', () => {
    const bitmap = drawn('분유 奶粉', 'zh-CN', 300, { align: 'center', linesMax: 1 })
    let [left, right] = [300, 0]
    for (let y = 0; y < bitmap.height; y++)
      for (let x = 0; x < 300; x++)
        if (dotAt(bitmap, x, y)) [left, right] = [Math.min(left, x), Math.max(right, x)]
    expect(Math.abs(left - (299 - right))).toBeLessThanOrEqual(4)
  })
})

describe('a text that is too long', () => {
  const fitted = (text: string, width: number, language: LabelLanguage) =>
    textBitmap(text, width, { ...style, language }, 'name', 'ellipsis')

  it('is refused where all of it is asked for', () => {
    expect(() => drawn('婴儿配方奶粉'.repeat(8), 'zh-CN')).toThrow(
      expect.objectContaining({ code: 'label-does-not-fit', detail: { element: 'name' } }),
    )
  })

  it('of one long Korean word is broken between syllables', () => {
    expect(drawn('유기농아기분유단계별영양', 'ko', 200).height).toBe(60)
  })

  it('loses its end, in any script, within its width and lines and never within a letter', () => {
    const letters = fc.constantFrom(...'aéW龘あッー한뷁。「（）90 克-/', '𠮟', '한 ', 'ver', 'ビール')
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 30, maxLength: 60 }),
        fc.constantFrom(...labelLanguages),
        fc.integer({ min: 60, max: 200 }),
        (parts, language, width) => {
          const bitmap = fitted(parts.join(''), width, language)
          expect(bitmap.width).toBe(width)
          expect(bitmap.height).toBeLessThanOrEqual(60)
          expect(blackDots(bitmap)).toBeGreaterThan(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes no time to speak of, however long it is', () => {
    expect(fitted('W'.repeat(100_000), 200, 'en').height).toBe(30)
    expect(fitted('뷁'.repeat(20_000), 200, 'ko').height).toBe(60)
    const thin = { ...style, size: 28, lineHeight: 28, linesMax: 8 }
    expect(textBitmap('l'.repeat(6_600), 661, thin, 'name', 'ellipsis').height).toBe(28)
  })
})
