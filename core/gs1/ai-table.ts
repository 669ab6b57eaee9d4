import { type AiSource, aiRows } from './ai-rows.ts'
import { isMeant, type Meant, type Relations, readRelations } from './relations.ts'
import { type Component, readFormat, type ValueFault, valueCheck } from './value-format.ts'

/** An assigned application identifier, made ready for reading and writing. */
export interface AiRow extends Relations {
  /** Its place in the table, by which {@link Meant} knows it. */
  readonly index: number
  readonly ai: string
  readonly title: string
  /** As `ai-rows.ts` has it. */
  readonly format: string
  readonly components: readonly Component[]
  /** Least and most characters of a value. */
  readonly min: number
  readonly max: number
  /** True when its first two digits say its length, so that no separator follows it (General Specifications §7.8.5). */
  readonly predefined: boolean
  /** Judges `text[start, end)` as its value; null when it holds. */
  readonly check: (text: string, start: number, end: number) => ValueFault | null
}

/** First two digits of the element strings that need no separator (General Specifications, figure 7.8.5-2). */
const PREDEFINED = new Set('00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41'.split(' '))

/** The identifiers that a row of the source stands for: `91-99` is nine. */
function identifiersOf([identifiers]: AiSource): string[] {
  const [first = '', last = first] = identifiers.split('-')
  const count = Number(last) - Number(first) + 1
  return Array.from({ length: count }, (_, i) => String(Number(first) + i).padStart(first.length, '0'))
}

const identifiers = aiRows.flatMap(identifiersOf)
const meanings = new Map<string, Meant>()

function meant(pattern: string): Meant {
  const known = meanings.get(pattern)
  if (known !== undefined) return known
  const found = Uint8Array.from(identifiers, (ai) => (isMeant(pattern, ai) ? 1 : 0))
  meanings.set(pattern, found)
  return found
}

function rowsOf(source: AiSource): Omit<AiRow, 'index'>[] {
  const [, title, format, relations = ''] = source
  const components = readFormat(format)
  const shared = {
    format,
    components,
    min: components.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0),
    max: components.reduce((sum, part) => sum + part.max, 0),
    check: valueCheck(components),
    ...readRelations(relations, meant),
  }
  return identifiersOf(source).map((ai, i) => {
    const counted = title.replace(/\{(\d)\}/, (_all, from) => String(Number(from) + i))
    return { ...shared, ai, title: counted, predefined: PREDEFINED.has(ai.slice(0, 2)) }
  })
}

/** All assigned application identifiers, in the order of the General Specifications. */
export const aiTable: readonly AiRow[] = aiRows.flatMap(rowsOf).map((row, index) => ({ ...row, index }))

const byIdentifier = new Map(aiTable.map((row) => [row.ai, row]))

/** The row of an identifier, or undefined when it is not assigned. */
export function rowOf(ai: string): AiRow | undefined {
  return byIdentifier.get(ai)
}

/** How many digits an identifier has, by its first two; those of no assigned one count as two. */
const digitsByFirstTwo = new Uint8Array(100).fill(2)
/** By the number that the digits of the identifier make, for each count of digits. */
const byNumber: readonly (AiRow | undefined)[][] = [
  [],
  [],
  new Array(100),
  new Array(1000),
  new Array(10_000),
]
for (const row of aiTable) {
  digitsByFirstTwo[Number(row.ai.slice(0, 2))] = row.ai.length
  const rows = byNumber[row.ai.length]
  if (rows !== undefined) rows[Number(row.ai)] = row
}

/** How many digits the identifier has whose first two are `firstTwo` as a number (General Specifications §3.2). */
export function aiLength(firstTwo: number): number {
  return digitsByFirstTwo[firstTwo] ?? 2
}

/** The row of the identifier whose `length` digits make `number`, or undefined. */
export function rowOfNumber(number: number, length: number): AiRow | undefined {
  return byNumber[length]?.[number]
}
