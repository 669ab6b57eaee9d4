import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export type SampleName = 'day-1' | 'mistakes' | 'pallets' | 'quick' | 'whole-cases'

export interface LineAnswer {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly decision: string
  readonly planned: number
  readonly received: number
  readonly labeled: number
  readonly short: number
  readonly damaged: number
}

/** What `shift --json` answers (FORMATS). */
export interface ShiftAnswer {
  readonly ok: boolean
  readonly lines: readonly LineAnswer[]
  readonly labels: { readonly verified: number; readonly voided: number; readonly uncertain: number }
  readonly units: readonly string[]
  readonly cases: readonly string[]
  readonly pallets: readonly string[]
  readonly statements: number
  readonly receipts: number
  readonly batches: readonly { batch: number; state: string; statements: number; receipts: number }[]
}

/** `fixtures/expected/*.json`. */
export interface ExpectedShift {
  readonly lines: readonly LineAnswer[]
  readonly verified: number
  readonly voided: number
  readonly cases: number
  readonly pallets: number
  /** SSCC labels of what was taken apart again. */
  readonly spent: number
  readonly duplicates: number
  readonly stops: number
  readonly refused: number
}

const fixture = (path: string) => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))

/** A plan, its script and what must come of them. */
export function sample(name: SampleName): { plan: string; scans: string; expected: ExpectedShift } {
  const expected = JSON.parse(readFileSync(fixture(`expected/${name}.json`), 'utf8')) as ExpectedShift
  return { plan: fixture(`plans/${name}.csv`), scans: fixture(`scans/${name}.ndjson`), expected }
}

/** The arguments that replay a sample in a workspace. */
export function shiftOf(workspace: string, name: SampleName): string[] {
  const { plan, scans } = sample(name)
  return ['shift', '--workspace', workspace, '--plan', plan, '--scans', scans]
}
