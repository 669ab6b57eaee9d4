import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { GlobalFonts } from '@napi-rs/canvas'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import { fontBytes, fontFile, readCoverage } from './font-coverage.ts'

/** Weights of the label fonts, by the name that layouts give them. */
export type LabelFont = 'Bondmark Medium' | 'Bondmark Bold'

/** Where a font was drawn for: a Han letter looks different in each. */
type Region = 'SC' | 'JP' | 'KR'

/** A font that is open: its name on a canvas, and whether it has a glyph. */
export interface Face {
  readonly family: string
  has(codePoint: number): boolean
}

/** The whole Chinese font, for its rare letters; of the others what `test/fixtures/make-label-fonts.ts` has cut out. */
const chinese: Record<LabelFont, string> = {
  'Bondmark Medium': '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  'Bondmark Bold': '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
}
const packed: Record<LabelFont, string> = { 'Bondmark Medium': 'medium', 'Bondmark Bold': 'bold' }
// Two folders up from here and from a bundle alike.
const folder = new URL('../../drivers/render/fonts/', import.meta.url)
/** The largest has four million. */
const fontBytesMax = 8_000_000

/** Fonts in use, opened when a letter is first asked of them: most stations never need the Korean one. */
const open = new Map<string, Face>()

function openFace(font: LabelFont, region: Region): Face {
  const family = region === 'SC' ? font : `${font} ${region}`
  const known = open.get(family)
  if (known !== undefined) return known
  const face = { family, has: region === 'SC' ? openWhole(font) : openPacked(font, region, family) }
  open.set(family, face)
  return face
}

function openWhole(font: LabelFont): Face['has'] {
  const path = fileURLToPath(import.meta.resolve(chinese[font]))
  GlobalFonts.registerFromPath(path, font)
  return readCoverage(fontFile(path))
}

function openPacked(font: LabelFont, region: Region, family: string): Face['has'] {
  const name = `noto-sans-${region.toLowerCase()}-${packed[font]}.ttf.br`
  const bytes = brotliDecompressSync(readFileSync(new URL(name, folder)), { maxOutputLength: fontBytesMax })
  GlobalFonts.register(bytes, family)
  return readCoverage(fontBytes(name, bytes))
}

const preferred: Record<Exclude<LabelLanguage, 'en'>, readonly Region[]> = {
  'zh-CN': ['SC', 'KR', 'JP'],
  ja: ['JP', 'SC', 'KR'],
  ko: ['KR', 'SC', 'JP'],
}

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const hangul = /\p{Script=Hangul}/u
const han = /\p{Script=Han}/u

/**
 * Whose font a text is in. On a label in English, which has no Han letters of its own, the text's script says it. A text of Han
 * letters alone that the language's font lacks one of is Chinese throughout: half of its letters in another form look wrong.
 */
function languageOf(text: string, font: LabelFont, language: LabelLanguage): Exclude<LabelLanguage, 'en'> {
  const [isJapanese, isKorean] = [kana.test(text), hangul.test(text)]
  if (language === 'en') return isJapanese ? 'ja' : isKorean ? 'ko' : 'zh-CN'
  const [region = 'SC'] = preferred[language]
  const { has } = openFace(font, region)
  const isForeign = [...text].some((letter) => han.test(letter) && !has(letter.codePointAt(0) ?? 0))
  return isForeign && !isJapanese && !isKorean ? 'zh-CN' : language
}

/** A stretch of text in one font. */
export interface FontRun {
  readonly text: string
  readonly face: Face
}

/** Cuts a text by the fonts that it takes; null when no shipped font has one of its letters. */
export type CutIntoRuns = (text: string) => FontRun[] | null

/**
 * How a text, and lines of it, are cut into fonts: that of the label's language first, then those of other scripts. A font is
 * asked letter by letter, and none of the system's is ever used: labels would differ between stations.
 */
export function fontsFor(text: string, font: LabelFont, language: LabelLanguage): CutIntoRuns {
  const regions = preferred[languageOf(text, font, language)]
  return (part) => {
    const runs: { text: string; face: Face }[] = []
    for (const letter of part) {
      const codePoint = letter.codePointAt(0) ?? 0
      const region = regions.find((each) => openFace(font, each).has(codePoint))
      if (region === undefined) return null
      const face = openFace(font, region)
      const last = runs.at(-1)
      if (last?.face === face) last.text += letter
      else runs.push({ text: letter, face })
    }
    return runs
  }
}

/** The font that Latin letters are drawn in, whatever the language. */
export const latinFamily = (font: LabelFont): string => openFace(font, 'SC').family
