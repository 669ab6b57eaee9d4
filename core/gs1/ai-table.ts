import { type AiSource, aiRows } from './ai-rows.ts'
import { type Relations, readRelations } from './relations.ts'
import { type Component, readFormat, type ValueFault, valueCheck } from './value-format.ts'

/** An assigned application identifier, made ready for reading and writing. */
export interface AiRow extends Relations {
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

function rowsOf([identifiers, title, format, relations = '']: AiSource): AiRow[] {
  const [first = '', last = first] = identifiers.split('-')
  const components = readFormat(format)
  const shared = {
    format,
    components,
    min: components.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0),
    max: components.reduce((sum, part) => sum + part.max, 0),
    check: valueCheck(components),
    ...readRelations(relations),
  }
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => {
    const ai = String(Number(first) + i).padStart(first.length, '0')
    const counted = title.replace(/\{(\d)\}/, (_all, from) => String(Number(from) + i))
    return { ...shared, ai, title: counted, predefined: PREDEFINED.has(ai.slice(0, 2)) }
  })
}

/** All assigned application identifiers, in the order of the General Specifications. */
export const aiTable: readonly AiRow[] = aiRows.flatMap(rowsOf)

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
