import type { Code } from '../../errors/codes.ts'

/** How many errors, and how many warnings, one document may earn; the others are counted only. */
export const FINDINGS_MAX = 1000

/** How much of a key a path shows: keys are as long as whoever writes them likes. */
const KEY_SHOWN_MAX = 100

/** As RFC 9535 §2.7 writes names in normalized paths. */
function escapeInKey(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** One thing that is wrong or odd, where it is, and the value it is about where that helps. */
export interface Finding {
  /** JSONPath (RFC 9535) from the document's root, `$.epcisBody.eventList[0].bizStep`. */
  readonly path: string
  readonly code: Code
  readonly value?: string
}

/** A place in a JSON document, written out only when something is found there. */
export class Place {
  readonly #parent: Place | null
  readonly #key: string | number

  constructor(parent: Place | null = null, key: string | number = '$') {
    this.#parent = parent
    this.#key = key
  }

  at(key: string | number): Place {
    return new Place(this, key)
  }

  toString(): string {
    if (this.#parent === null) return String(this.#key)
    const above = this.#parent.toString()
    if (typeof this.#key === 'number') return `${above}[${this.#key}]`
    const key = this.#key.slice(0, KEY_SHOWN_MAX)
    if (/^[A-Za-z_]\w*$/.test(key)) return `${above}.${key}`
    return `${above}['${key.replace(/[\\'\p{Cc}\p{Cs}]/gu, escapeInKey)}']`
  }
}

/** What a document's checks have found so far. */
export class Findings {
  readonly errors: Finding[] = []
  readonly warnings: Finding[] = []
  leftOut = 0

  error(place: Place, code: Code, value?: string): void {
    this.#add(this.errors, place, code, value)
  }

  warn(place: Place, code: Code, value?: string): void {
    this.#add(this.warnings, place, code, value)
  }

  #add(list: Finding[], place: Place, code: Code, value: string | undefined): void {
    if (list.length >= FINDINGS_MAX) {
      this.leftOut++
      return
    }
    list.push({
      path: place.toString(),
      code,
      ...(value === undefined ? {} : { value: value.slice(0, 120) }),
    })
  }
}
