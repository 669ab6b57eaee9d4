import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linePieces } from './line-pieces.ts'

const cut = (text: string, how: 'words' | 'anywhere' = 'words') => linePieces(text, how).join('|')

describe('a line may be broken', () => {
  it.each([
    ['between Chinese letters', '婴儿奶粉', '婴|儿|奶|粉'],
    ['at spaces between Latin words', 'Infant formula milk', 'Infant |formula |milk'],
    ['at spaces between Korean words', '유기농 분유 이 단계', '유기농 |분유 |이 |단계'],
    ['between scripts', 'Aptamil爱他美', 'Aptamil|爱|他|美'],
    ['before kana and behind them', '明治ほほえみ缶', '明|治|ほ|ほ|え|み|缶'],
    ['at wide signs between Latin words', 'A，B（C）D', 'A，|B|（C）|D'],
    ['at wide spaces', '明治　ほ', '明|治　|ほ'],
  ])('%s', (_, text, pieces) => {
    expect(cut(text)).toBe(pieces)
  })
})

describe('no line begins with', () => {
  it.each([
    ['a stop', '奶。粉、好，', '奶。|粉、|好，'],
    ['a closing bracket', '「奶」（粉）', '「奶」|（粉）'],
    ['a mark of length or repetition', 'ビール時々', 'ビー|ル|時々'],
    ['small kana', 'チョコミャッ', 'チョ|コ|ミャッ'],
    ['a middle dot', 'ミルク・ココア', 'ミ|ル|ク・|コ|コ|ア'],
    ['an exclamation mark', '新！品？', '新！|品？'],
    ['a sign of percent or degrees', '脂肪３％以下', '脂|肪|３％|以|下'],
    ['an ellipsis', '奶粉…', '奶|粉…'],
  ])('%s', (_, text, pieces) => {
    expect(cut(text)).toBe(pieces)
  })
})

describe('no line ends with', () => {
  it.each([
    ['an opening bracket', '奶（粉「好', '奶|（粉|「好'],
    ['a sign of money', '价￥元', '价|￥元'],
    ['an opening quotation mark', '牛“奶', '牛|“奶'],
  ])('%s', (_, text, pieces) => {
    expect(cut(text)).toBe(pieces)
  })
})

describe('a quantity stays whole', () => {
  it.each([
    ['with a space', 'Milk 900 g tin', 'Milk |900 g |tin'],
    ['of letters', '净含量500毫升装', '净|含|量|500毫升|装'],
    ['of one letter', '婴儿奶粉3段900克', '婴|儿|奶|粉|3段|900克'],
    ['in Japanese', '内容量800グラム', '内|容|量|800グラム'],
    ['in Korean', '분유 12 개입 2027년 출시', '분유 |12 개입 |2027년 |출시'],
    ['behind a cross', 'Drink 330 ml × 6', 'Drink |330 ml |× 6'],
    ['but the word behind a number is no unit', '2027 上海', '2027 |上|海'],
  ])('%s', (_, text, pieces) => {
    expect(cut(text)).toBe(pieces)
  })
})

describe('what no line holds', () => {
  it('is broken between Korean syllables, and behind hyphens and slashes', () => {
    expect(cut('유기농분유', 'anywhere')).toBe('유|기|농|분|유')
    expect(cut('ready-to-drink', 'anywhere')).toBe('ready-|to-|drink')
    expect(cut('부드러운(맛)', 'anywhere')).toBe('부|드|러|운|(맛)')
  })
})

it('cuts no text into anything but itself, and no letter in two', () => {
  const letters = fc.constantFrom(
    ...'aé龘あッー한。「（）900 克-/…',
    '𠮟',
    'e\u0301',
    '👨‍👩‍👧',
    '各\u{e0100}',
  )
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 30 }), fc.constantFrom('words', 'anywhere'), (parts, how) => {
      const text = parts.join('')
      const pieces = linePieces(text, how as 'words')
      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) {
        expect(piece.isWellFormed()).toBe(true)
        expect(piece).not.toMatch(/^(?:\u0301|\u200d|\u{e0100})/u)
      }
    }),
    { numRuns: 300 },
  )
})
