import type { Failure } from '../errors/bondmark-error.ts'
import type { LineSubject } from './line-life.ts'

/** What is counted of one line and lot, in units. */
export interface LineQuantities {
  readonly planned: number
  readonly received: number
  readonly commissioned: number
  /** Received and needing no label of ours: exempt, whitelisted, or serialised by the maker. */
  readonly exempt: number
  readonly damaged: number
  /** Announced and never come. */
  readonly short: number
  /** Announced, and by other stations' word received, or called missing, there: `whyNotElsewhere` says what that must cite. */
  readonly elsewhere?: number
}

/** Received units that are still open: neither commissioned, nor exempt, nor damaged (FORMATS, "Flow of a unit"). */
export const stillOpen = ({ received, commissioned, exempt, damaged }: LineQuantities): number =>
  received - commissioned - exempt - damaged

/** Announced units that have neither come, nor been reported missing, nor are others' by their word. */
export const stillExpected = ({ planned, received, short, elsewhere = 0 }: LineQuantities): number =>
  planned - received - short - elsewhere

/**
 * Why a line can't be closed with these quantities, or null: received = commissioned + exempt + damaged, nothing is
 * counted below zero, and unless its goods are kept from it (`held`) everything announced came, is reported missing, or is elsewhere.
 */
export function whyNotReconciled(
  quantities: LineQuantities,
  held: boolean,
  subject: LineSubject,
): Failure | null {
  const { asn, line, lot } = subject
  const wrong = (waiting: number): Failure => ({
    code: 'line-not-reconciled',
    detail: { asn, line, lot, waiting },
  })
  const below = Object.values(quantities).find((count) => !Number.isSafeInteger(count) || count < 0)
  if (below !== undefined) return wrong(Number.isSafeInteger(below) ? below : 0)
  const expected = stillExpected(quantities)
  if (expected < 0 || (expected > 0 && !held)) return wrong(expected)
  const open = stillOpen(quantities)
  return open === 0 ? null : wrong(open)
}
