import { describe, expect, it } from 'vitest'
import { fontsFor } from './label-fonts.ts'

const pairs = Array.from({ length: 0x7e }, (_, lead) => 0x81 + lead).flatMap((lead) =>
  Array.from({ length: 0xbf }, (_, trail) => Uint8Array.of(lead, 0x40 + trail)),
)

/** Letters that an encoding spells in two bytes, of the scripts that it is for. */
function lettersOf(encoding: string, scripts: RegExp): string[] {
  const decoder = new TextDecoder(encoding)
  const letters = pairs.map((pair) => decoder.decode(pair).normalize('NFC'))
  return [...new Set(letters.filter((letter) => scripts.test(letter) && !letter.includes('\ufffd')))]
}

const lacking = (letters: readonly string[], language: 'ja' | 'ko') =>
  letters.filter((letter) => {
    const [run] = fontsFor(letter, 'Bondmark Medium', language)(letter) ?? []
    return run?.face.family !== `Bondmark Medium ${language === 'ja' ? 'JP' : 'KR'}`
  })

describe('the label fonts', () => {
  it('have every kanji and kana of Windows 932, in Japanese forms', () => {
    const letters = lettersOf('shift_jis', /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u)
    expect(letters.length).toBeGreaterThan(6800)
    expect(lacking([...letters, ...'𠮟塡剝頰'], 'ja')).toEqual([])
  })

  it('have every modern syllable and the hanja of KS X 1001, in Korean forms but one that the whole font lacks', () => {
    const syllables = Array.from({ length: 11_172 }, (_, at) => String.fromCodePoint(0xac00 + at))
    const hanja = lettersOf('euc-kr', /^\p{Script=Han}$/u)
    expect(hanja.length).toBeGreaterThan(4600)
    expect(lacking([...syllables, ...hanja], 'ko')).toEqual(['隙'])
    expect(fontsFor('隙', 'Bondmark Medium', 'ko')('隙')).not.toBeNull()
  })

  it('have the letters of both in both weights', () => {
    for (const language of ['ja', 'ko'] as const)
      expect(fontsFor('粉ミルク우유', 'Bondmark Bold', language)('粉ミルク우유')).not.toBeNull()
  })
})
