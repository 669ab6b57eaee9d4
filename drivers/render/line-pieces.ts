/** What a line may be broken into where one that is too long for any line is broken, too: `words` keeps those whole. */
type Break = 'words' | 'anywhere'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What people see as single letters: never cut through, not even with an ellipsis. */
export const lettersOf = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment)

const isSpace = (letter: string): boolean => letter === ' ' || letter === '\u3000'
/** Han letters, kana, and the wide signs that stand among them. */
const ideographic =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/u
const hangul = /^\p{Script=Hangul}/u

/**
 * No line begins with these (JIS X 4051 and GB/T 15834: closing brackets, stops, marks of repetition and length, small kana), nor
 * with signs that belong to the number before them. Signs that open as often as they close are left out.
 */
const notFirst =
  /^(?:[[\p{Pe}\p{Pf}\p{Po}ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ～〜–—℃°’”％‰²³™®]--["'#\&@*¡¿§¶†‡※]])/v

/** No line ends with these: opening brackets, and what belongs to the number behind it. */
const notLast = /^(?:[\p{Ps}\p{Pi}‘“¥￥$＄€£₩№])/u

/** Numbers with what is counted: 900 g, 500毫升, 12 개입, 3段. */
const quantity =
  /\d(?:[ \u00a0]?(?:(?:µg|mg|kg|g|ml|cl|l|mm|cm|m|oz|lb|pcs)\b|千克|公斤|毫克|微克|毫升|厘米|毫米|小时|キログラム|グラム|ミリリットル|リットル|개입|[개정포매병캡장])|个月|か月|カ月|[\p{Script=Han}년월일세])/giu
/** 900 g × 6 may break before its cross, not behind it. */
const times = /[×x] (?=\d)/gu

/** Places in the text, in UTF-16 units, at which a quantity would be torn. */
function withinQuantities(text: string): ReadonlySet<number> {
  const places = new Set<number>()
  for (const { index, 0: match } of text.matchAll(quantity))
    for (let at = index + 1; at < index + match.length; at++) places.add(at)
  for (const { index, 0: match } of text.matchAll(times)) places.add(index + match.length)
  return places
}

function mayBreak(before: string, after: string, how: Break): boolean {
  if (isSpace(after)) return false
  if (isSpace(before)) return true
  if (notFirst.test(after) || notLast.test(before)) return false
  if (ideographic.test(before) || ideographic.test(after)) return true
  if (how === 'words') return false
  return hangul.test(before) || hangul.test(after) || /[-/]$/.test(before)
}

/**
 * A text cut into the pieces that a line may not be broken within, spaces at their ends. Chinese and Japanese break between
 * letters, as kinsoku has it; Latin and Korean at spaces; with `anywhere`, for a piece that no line holds, Korean between its
 * syllables and Latin behind hyphens and slashes.
 */
export function linePieces(text: string, how: Break): string[] {
  const whole = withinQuantities(text)
  const pieces: string[] = []
  let [at, before] = [0, '']
  for (const letter of lettersOf(text)) {
    const last = pieces.at(-1)
    if (last === undefined || (!whole.has(at) && mayBreak(before, letter, how))) pieces.push(letter)
    else pieces[pieces.length - 1] = last + letter
    at += letter.length
    before = letter
  }
  return pieces
}
