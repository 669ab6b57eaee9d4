import { cbvVocabularies, type Vocabulary } from '../cbv-vocabulary.ts'
import { isUri } from './uri.ts'
import { type Check, text } from './values.ts'

/** Spellings that EPCIS 2.0 does not allow in JSON: URNs of CBV, and homes that were never ratified. */
const OLD_CBV = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/
const OLD_VOC = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//

/** CURIEs of GS1's own vocabularies in full. */
function inFull(word: string): string {
  if (word.startsWith('cbv:')) return `https://ref.gs1.org/cbv/${word.slice(4)}`
  return word.startsWith('gs1:') ? `https://ref.gs1.org/voc/${word.slice(4)}` : word
}

/**
 * A word of a vocabulary: bare when it is a standard one, or any URI for a user's own (CBV 2.0 §7, EPCIS 2.0 JSON
 * Schema). A word that GS1 has not published in this version is odd, not wrong: later versions add some. A word of
 * another of CBV's vocabularies is wrong.
 */
export function wordOf(vocabulary: Vocabulary): Check {
  const { root, words } = vocabulary
  // Words about sensors live in the GS1 Web Vocabulary, among much else; all of CBV is vocabularies like these.
  const home = root.startsWith('https://ref.gs1.org/cbv/') ? 'https://ref.gs1.org/cbv/' : root
  const old = home === root ? OLD_VOC : OLD_CBV
  return (value, place, around) => {
    const { findings } = around
    if (!text(value, place, around)) return
    if (!value.includes(':')) {
      if (!words.has(value)) findings.error(place, 'epcis-word-unknown', value)
      return
    }
    if (old.test(value)) return findings.error(place, 'epcis-word-spelling', value)
    if (!isUri(value)) return findings.error(place, 'epcis-uri-malformed', value)
    const full = inFull(value)
    if (full.startsWith(root)) {
      if (!words.has(full.slice(root.length))) findings.warn(place, 'epcis-word-newer', value)
    } else if (cbvVocabularies.some((other) => full.startsWith(other.root))) {
      findings.error(place, 'epcis-word-unknown', value)
    } else if (full.startsWith(home)) findings.warn(place, 'epcis-word-newer', value)
  }
}
