import type { Code } from '../errors/codes.ts'

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

/** The elements found so far, and where each value's identifier stood. */
export interface Found {
  readonly elements: GsElement[]
  readonly ats: number[]
}
