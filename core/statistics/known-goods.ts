import type { Decision } from '../decision/decision.ts'

/** Where and when something was stated. */
export interface StatedAt {
  /** Place in the station's store. */
  readonly n: number
  /** RFC 3339 */
  readonly t: string
}

/** A line of a notice as it stands now. */
export interface LineNow {
  readonly line: string
  readonly lot: string
  readonly gtin: string
  readonly brand: string
  readonly planned: number
  readonly received: number
  readonly isClosed: boolean
  readonly decision: Decision
}

/** What a task asks for, of whom. */
export interface TaskAsked {
  readonly repeat: number
  /** Units to take; 0 where nothing is sampled. */
  readonly units: number
  readonly gtin: string | null
  readonly lot: string | null
  readonly agency: string | null
}

/** What the store knows of the goods that statements speak of. */
export interface KnownGoods {
  /** The brand that plans name for a product, of one lot where it is known. */
  brandOf(gtin: string, lot: string | null): string | null
  /** The lot that serialised goods were received for. */
  lotOfReceipt(n: number, asn: string, gtin: string): string | null
  /** Whether goods that were received so need no label of ours: nothing was reserved for them. */
  needsNoLabel(n: number, asn: string, gtin: string, lot: string | null, decision: string): boolean
  lineOf(asn: string, line: string, lot: string): { readonly gtin: string; readonly brand: string } | null
  /** Units of a line that were voided for good, with no label after them: damaged ones that had been scanned. */
  lostWithLabel(asn: string, line: string, lot: string): number
  /** Every line of a notice, in the plan that counts now. */
  linesOf(asn: string): Iterable<LineNow>
  /** When a notice was taken first; null for one that is not known. */
  takenAt(asn: string): string | null
  /** Whether a notice waits for its first release. */
  awaitsRelease(asn: string): boolean
  firstReceipt(asn: string, gtin: string, lot: string): StatedAt | null
  /** Whether lines of these goods are still worked on. */
  isOpen(asn: string, gtin: string, lot: string): boolean
  /** When the last unit of a line was verified; null when none was. */
  lastVerified(asn: string, line: string, lot: string): string | null
  task(id: string): TaskAsked | null
}
