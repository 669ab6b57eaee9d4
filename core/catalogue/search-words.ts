/** The most words that one row is found by, and the longest of them in characters. */
const WORDS_MAX = 200
const WORD_LENGTH_MAX = 40

const run = /[\p{L}\p{M}\p{N}]+/gu
/** Scripts that put no space between words: there, two neighbouring signs are as near to a word as one can come. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]+/gu

/** Half-width, small, without accents' variants: one form for what people take for the same. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

function* pairs(signs: string): Generator<string> {
  const all = [...signs]
  if (all.length === 1) yield signs
  for (let at = 0; at + 1 < all.length; at++) yield `${all[at]}${all[at + 1]}`
}

/** What a text is found by: its words, and the pairs of signs of scripts without spaces. Folded; in order; each once. */
export function searchWords(text: string): string[] {
  const words = new Set<string>()
  for (const [piece] of fold(text).matchAll(run)) {
    for (const [signs] of piece.matchAll(unspaced)) for (const pair of pairs(signs)) words.add(pair)
    for (const rest of piece.split(unspaced)) if (rest !== '') words.add(rest.slice(0, WORD_LENGTH_MAX))
    if (words.size >= WORDS_MAX) break
  }
  return [...words].slice(0, WORDS_MAX)
}
