import type { Code } from '../errors/codes.ts'

/** Which identifiers a pattern such as `01` or `31nn` means: 1 at the place that each has in the table, else 0. */
export type Meant = Uint8Array

/** Of the alternatives one must stand beside the identifier, each with all its members. */
export interface Requirement {
  /** As the table has it, for the error: `req=01,02`. */
  readonly source: string
  readonly anyOf: readonly (readonly Meant[])[]
  /** What an element string without it ends in: a failure, or a warning where it is usually in another symbol. */
  readonly missing: Extract<Code, 'ai-companion-missing' | 'companion-not-in-scan'>
}

export interface Exclusion {
  readonly source: string
  readonly meant: Meant
}

/** How an identifier stands to others, and its place in a Digital Link. */
export interface Relations {
  readonly requires: readonly Requirement[]
  readonly excludes: readonly Exclusion[]
  /** Null when it is no primary key; else the sequences of qualifiers that may follow it. */
  readonly qualifiers: readonly (readonly string[])[] | null
  readonly linkAttribute: boolean
}

/** True when `pattern`, in which `n` is any digit, means the identifier `ai`. */
export function isMeant(pattern: string, ai: string): boolean {
  const prefix = pattern.replace(/n+$/, '')
  return prefix.length === pattern.length
    ? ai === pattern
    : ai.length === pattern.length && ai.startsWith(prefix)
}

/**
 * Reads the relations of a row (see `ai-rows.ts`). Throws RangeError: the table is ours.
 *
 * @param meant gives what a pattern means
 */
export function readRelations(text: string, meant: (pattern: string) => Meant): Relations {
  const requires: Requirement[] = []
  const excludes: Exclusion[] = []
  let qualifiers: string[][] | null = null
  let linkAttribute = true
  for (const word of text.split(' ')) {
    const [, name, sign, list = ''] = /^(req|ex|key|nolink)(?:([=~])(.*))?$/.exec(word) ?? []
    if (name === 'req') {
      requires.push({
        source: `req=${list}`,
        anyOf: list.split(',').map((all) => all.split('+').map(meant)),
        missing: sign === '~' ? 'companion-not-in-scan' : 'ai-companion-missing',
      })
    } else if (name === 'ex') {
      for (const source of list.split(',')) excludes.push({ source: `ex=${source}`, meant: meant(source) })
    } else if (name === 'key') {
      qualifiers = list === '' ? [[]] : list.split('|').map((sequence) => sequence.split(','))
    } else if (name === 'nolink') {
      linkAttribute = false
    } else if (word !== '') throw new RangeError(`not a relation: ${word}`)
  }
  return { requires, excludes, qualifiers, linkAttribute }
}
