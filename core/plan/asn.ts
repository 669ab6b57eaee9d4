import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import type { Sha256 } from '../statement/statement.ts'

/** What is announced of one line and lot of an ASN. */
export interface PlanLine {
  readonly line: string
  readonly lot: string
  readonly customsEntry: string
  readonly entryItem: string
  readonly brand: string
  readonly manufacturer: string
  /** 14 digits. */
  readonly gtin: string
  readonly nameZh: string
  readonly nameEn: string
  readonly category: string
  readonly hsCode: string
  /** ISO 3166-1 alpha-2. */
  readonly origin: string
  /** `YYYY-MM-DD`. */
  readonly expiry: string
  /** Units. */
  readonly quantity: number
  readonly unitsPerCase: number
  /** The SSCCs announced for cases of this line and lot. */
  readonly ssccs: readonly string[]
  readonly reportId: string | null
  /** `YYYY-MM-DD`: the last day on which the report counts. */
  readonly reportExpires: string | null
  /** 0 to 1. */
  readonly refundRatio: number | null
}

/** An advance ship notice: one consignment with its lines, in the order of the file. */
export interface Asn {
  readonly asn: string
  readonly supervisionMode: string
  readonly container: string | null
  readonly containerSeal: string | null
  readonly seller: string
  readonly lines: readonly PlanLine[]
}

/** The key of a line within its ASN. JSON, so that no two different pairs give the same text. */
export function lineKey(line: Pick<PlanLine, 'line' | 'lot'>): string {
  return JSON.stringify([line.line, line.lot])
}

/**
 * Hex SHA-256 over the RFC 8785 bytes of an ASN, its lines ordered by line and lot and its SSCCs sorted: the order of
 * rows in a file is not content, so the same ASN in another order is the same revision.
 */
export function planHash(asn: Asn, sha256: Sha256 = portableSha256): string {
  const lines = asn.lines
    .map((line) => ({ key: lineKey(line), line: { ...line, ssccs: [...line.ssccs].sort() } }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ line }) => line)
  return toHex(sha256(canonicalBytes({ ...asn, lines })))
}
