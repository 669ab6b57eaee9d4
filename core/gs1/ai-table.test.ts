import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type AiRow, aiLength, aiTable, rowOf, rowOfNumber } from './ai-table.ts'

interface DictionaryEntry {
  readonly ai: string
  readonly flags: string
  readonly format: string
  readonly attributes: readonly string[]
  readonly title: string
}

/** Linters that have another name since the version of the dictionary in the fixtures. */
const RENAMED = [
  [/\bkeyoff1\b/g, 'gcppos2'],
  [/\bkey\b/g, 'gcppos1'],
] as const

function entries(line: string): DictionaryEntry[] {
  const [fields = '', title = ''] = line.split(/ # (.*)$/)
  const [range = '', ...words] = fields.split(' ')
  const flags = /^[*?]+$/.test(words[0] ?? '') ? (words.shift() ?? '') : ''
  const attributes = words.filter((word) => /^(req|ex|dlpkey)\b/.test(word))
  let format = words.filter((word) => !attributes.includes(word)).join(' ')
  for (const [old, now] of RENAMED) format = format.replace(old, now)
  const [first = '', last = first] = range.split('-')
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => ({
    ai: String(Number(first) + i).padStart(first.length, '0'),
    flags,
    format,
    attributes,
    title,
  }))
}

const file = new URL(
  '../../fixtures/vectors/gs1-syntax-dictionary/gs1-syntax-dictionary.txt',
  import.meta.url,
)
const dictionary = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap(entries)

/** The attributes of a row as the dictionary writes them. */
function attributesOf({ requires, excludes, qualifiers }: AiRow): string[] {
  const ex = excludes.map(({ source }) => source.slice(3))
  const key = qualifiers?.map((sequence) => sequence.join(',')).join('|')
  return [
    ...requires.map(({ source }) => source),
    ...(ex.length > 0 ? [`ex=${ex.join(',')}`] : []),
    ...(key === undefined ? [] : [key === '' ? 'dlpkey' : `dlpkey=${key}`]),
  ]
}

/** Assigned since the version of the dictionary in the fixtures. */
const LATER = ['717', '8040', '8041', '8042', '8043']

describe('the table of application identifiers', () => {
  it('has the identifiers of the dictionary and those assigned since, no other', () => {
    expect(dictionary).toHaveLength(aiTable.length - LATER.length)
    const known = new Set([...dictionary.map(({ ai }) => ai), ...LATER])
    expect(aiTable.map(({ ai }) => ai).filter((ai) => !known.has(ai))).toEqual([])
  })

  it.each(dictionary.map((entry) => [entry.ai, entry] as const))(
    'has (%s) as the dictionary has it',
    (ai, entry) => {
      const row = rowOf(ai)
      expect(row?.format).toBe(entry.format)
      // The dictionary gives no titles to the coupons.
      if (entry.title !== '') expect(row?.title).toBe(entry.title)
      expect(row?.predefined).toBe(entry.flags.includes('*'))
      expect(row?.linkAttribute).toBe(entry.flags.includes('?'))
      expect(row && attributesOf(row).sort()).toEqual([...entry.attributes].sort())
    },
  )

  it('finds each identifier by its number and by the length that its first two digits say', () => {
    for (const row of aiTable) {
      expect(aiLength(Number(row.ai.slice(0, 2)))).toBe(row.ai.length)
      expect(rowOfNumber(Number(row.ai), row.ai.length)).toBe(row)
    }
    expect(rowOf('23')).toBeUndefined()
    expect(rowOf('0')).toBeUndefined()
    expect(rowOf('001')).toBeUndefined()
  })

  it('has values of one length only where no separator follows', () => {
    for (const row of aiTable) if (row.predefined) expect([row.ai, row.min]).toEqual([row.ai, row.max])
  })
})
