import { createHash } from 'node:crypto'
import {
  DRAFT_BYTES_MAX,
  DRAFT_WORD_BYTES_MAX,
  DRAFT_WORDS_MAX,
  type DraftWord,
  isLater,
  parseDraftWord,
  type ToldWord,
  toldWord,
} from '../../core/drafts/draft-word.ts'
import { fromUtf8 } from '../../core/encoding/utf8.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'

/** The key of a station's word at a place of a draft. */
export function draftKey(kid: string, { draft, place }: Pick<DraftWord, 'draft' | 'place'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([draft, place]))
    .digest('hex')
  return `${kid}/draft/${digest.slice(0, 32)}`
}

/** The word in these bytes, or null when they are none in its one encoding. */
export function readDraftWord(bytes: Uint8Array | undefined): DraftWord | null {
  const text = bytes && bytes.length <= DRAFT_WORD_BYTES_MAX ? fromUtf8(bytes) : null
  if (!bytes || text === null) return null
  try {
    const word = parseDraftWord(JSON.parse(text))
    return word && Buffer.compare(canonicalBytes(word), bytes) === 0 ? word : null
  } catch {
    return null
  }
}

/** The later of the words under one key; null when none of the values is one that belongs there. */
export function latestDraftWord(
  kid: string,
  key: string,
  values: readonly (Uint8Array | undefined)[],
): ToldWord | null {
  const words = values.flatMap((bytes) => {
    const word = readDraftWord(bytes)
    return word && draftKey(kid, word) === key ? [toldWord(kid, word)] : []
  })
  return words.reduce<ToldWord | null>((a, b) => (a && isLater(a, b) ? a : b), null)
}

/** What of a station's words is later than what is said already, by key, as far as there is room; `own`: what it has there. */
export function newDraftWords(
  kid: string,
  words: readonly DraftWord[],
  own: ReadonlyMap<string, readonly Uint8Array[]>,
): [string, Uint8Array][] {
  let room = DRAFT_WORDS_MAX - own.size
  let bytes = DRAFT_BYTES_MAX - [...own.values()].reduce((sum, [first]) => sum + (first?.length ?? 0), 0)
  return words.flatMap((word): [string, Uint8Array][] => {
    const key = draftKey(kid, word)
    const there = own.get(key)
    const said = there ? latestDraftWord(kid, key, there) : null
    if (said && said.word.n >= word.n) return []
    const encoded = canonicalBytes(word)
    const more = encoded.length - (there?.[0]?.length ?? 0)
    if ((!there && room <= 0) || more > bytes || encoded.length > DRAFT_WORD_BYTES_MAX) return []
    if (!there) room -= 1
    bytes -= more
    return [[key, encoded]]
  })
}
