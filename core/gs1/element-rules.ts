import { rowOf } from './ai-table.ts'
import type { Found, ScanError, ScanWarning } from './scan-reading.ts'

/**
 * Adds an element. The same identifier with the same value again is tolerated and kept once (it happens when a label
 * repeats its key); with another value the scan contradicts itself.
 */
export function addElement(found: Found, ai: string, value: string, at: number): ScanError | null {
  for (const element of found.elements) {
    if (element.ai === ai) return element.value === value ? null : { code: 'ai-repeated', ai, at }
  }
  found.elements.push({ ai, value })
  found.ats.push(at)
  return null
}

function has(found: Found, ai: string): boolean {
  for (const element of found.elements) if (element.ai === ai) return true
  return false
}

/** Judges the elements together: what may not stand side by side, and what must (General Specifications §4.13). */
export function pairingError(found: Found, warnings: ScanWarning[]): ScanError | null {
  for (let i = 0; i < found.elements.length; i++) {
    const ai = found.elements[i]?.ai ?? ''
    const at = found.ats[i] ?? 0
    const row = rowOf(ai)
    if (row === undefined) continue
    for (const excluded of row.excludes) {
      if (!has(found, excluded)) continue
      const other = found.elements.findIndex((element) => element.ai === excluded)
      const otherAt = found.ats[other] ?? 0
      return otherAt > at
        ? { code: 'ai-excluded', ai: excluded, at: otherAt }
        : { code: 'ai-excluded', ai, at }
    }
    for (const group of row.companions) {
      if (group.anyOf.some((companion) => has(found, companion))) continue
      if (!group.elsewhere) return { code: 'ai-companion-missing', ai, at }
      warnings.push({ code: 'companion-not-in-scan', ai })
    }
  }
  return null
}
