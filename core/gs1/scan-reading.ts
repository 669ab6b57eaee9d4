import type { Code } from '../errors/codes.ts'
import type { AiRow } from './ai-table.ts'

/** One element: an application identifier and its value, GTINs and SSCCs at full length. */
export interface GsElement {
  readonly ai: string
  readonly value: string
}

/** Something to look at that does not make the reading wrong. */
export interface ScanWarning {
  readonly code: Code
  readonly ai?: string
}

/** Why a scan is not a GS1 reading; `at` is the 0-based character offset in the input. */
export interface ScanError {
  readonly code: Code
  readonly ai: string | null
  readonly at: number
  /**
   * The rule that is broken, by the name of the GS1 Barcode Syntax Dictionary: a linter (`csum`, `yymmd0`, `iso3166`), a
   * character set (`digits`, `cset82`), `length`, or a relation (`req=01,02`, `ex=37`). Absent where no rule has a name.
   */
  readonly rule?: string
}

export interface LinkParameter {
  readonly name: string
  readonly value: string
}

export interface GoodReading {
  readonly input: string
  readonly ok: true
  /** The symbology that the AIM id names, or null when the scan came without one. */
  readonly symbology: string | null
  readonly elements: readonly GsElement[]
  /** The canonical GS1 Digital Link, or null when there is no primary key in the scan. */
  readonly digitalLink: string | null
  readonly warnings: readonly ScanWarning[]
  /** The two or five digits of an EAN/UPC add-on symbol. Only there when one was scanned. */
  readonly addOn?: string
  /** Extension parameters of a scanned link (`s` is a seal), decoded, in order. Not enumerable: never printed. */
  readonly parameters?: readonly LinkParameter[]
}

export interface BadReading {
  readonly input: string
  readonly ok: false
  readonly error: ScanError
}

/** What one scan says. `JSON.stringify` of it is the answer of `gs1 parse --json`. */
export type ScanReading = GoodReading | BadReading

/** The elements found so far, the row of each, and where each one's identifier stood. */
export interface Found {
  readonly elements: GsElement[]
  readonly rows: AiRow[]
  readonly ats: number[]
}

/** Everything that is collected while a scan is read. */
export interface Collected {
  readonly found: Found
  readonly warnings: ScanWarning[]
  readonly parameters: LinkParameter[]
}
