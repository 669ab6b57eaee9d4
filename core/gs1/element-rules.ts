import type { AiRow } from './ai-table.ts'
import type { Meant, Requirement } from './relations.ts'
import type { Collected, Found, ScanError, ScanWarning } from './scan-reading.ts'

/**
 * Adds an element. The same identifier with the same value again is kept once, with a warning (it happens when a label
 * repeats its key); with another value the scan contradicts itself.
 */
export function addElement(into: Collected, row: AiRow, value: string, at: number): ScanError | null {
  const { elements, rows, ats } = into.found
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] !== row) continue
    if (elements[i]?.value !== value) return { code: 'ai-repeated', ai: row.ai, at }
    const isSaid = into.warnings.some(({ code, ai }) => code === 'ai-repeated-alike' && ai === row.ai)
    if (!isSaid) into.warnings.push({ code: 'ai-repeated-alike', ai: row.ai })
    return null
  }
  elements.push({ ai: row.ai, value })
  rows.push(row)
  ats.push(at)
  return null
}

/** The place of the first row that is meant, or -1. */
function placeOf(rows: readonly AiRow[], meant: Meant, butNot: AiRow | null): number {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row !== undefined && row !== butNot && meant[row.index] === 1) return i
  }
  return -1
}

function isSatisfied(rows: readonly AiRow[], { anyOf }: Requirement): boolean {
  for (const all of anyOf) {
    let missing = 0
    for (const meant of all) if (placeOf(rows, meant, null) < 0) missing++
    if (missing === 0) return true
  }
  return false
}

/** The first place at which an identifier stands that may not stand beside another one, or null. */
function exclusionError({ rows, ats }: Found): ScanError | null {
  let first: ScanError | null = null
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined) continue
    for (const { meant, source } of row.excludes) {
      // A pattern such as 310n means (3103) too: an identifier does not exclude itself.
      const place = placeOf(rows, meant, row)
      if (place < 0) continue
      const later = Math.max(i, place)
      const at = ats[later] ?? 0
      if (first !== null && first.at <= at) continue
      first = { code: 'ai-excluded', ai: rows[later]?.ai ?? null, at, rule: source }
    }
  }
  return first
}

/**
 * Judges the elements together: what may not stand side by side, and what must (General Specifications §4.13). These
 * rules hold over all symbols of an item: where a companion is usually in another one, its absence is a warning.
 */
export function pairingError(found: Found, warnings: ScanWarning[]): ScanError | null {
  const { rows, ats } = found
  const excluded = rows.length > 1 ? exclusionError(found) : null
  if (excluded !== null) return excluded
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined) continue
    for (const requirement of row.requires) {
      if (isSatisfied(rows, requirement)) continue
      const { missing, source } = requirement
      if (missing === 'ai-companion-missing') {
        return { code: missing, ai: row.ai, at: ats[i] ?? 0, rule: source }
      }
      warnings.push({ code: missing, ai: row.ai })
    }
  }
  return null
}

/** Those that may not stand together without another one, which is not there. */
export const orphansOf = (rows: readonly AiRow[]): readonly AiRow[] =>
  rows.filter(({ requires }) =>
    requires.some((one) => one.missing === 'ai-companion-missing' && !isSatisfied(rows, one)),
  )

/** True when these identifiers may stand in one scan: each once, nothing excluded, nothing missing. */
export function canStandTogether(rows: readonly AiRow[]): boolean {
  if (new Set(rows).size < rows.length) return false
  return pairingError({ elements: [], rows: [...rows], ats: [] }, []) === null
}
