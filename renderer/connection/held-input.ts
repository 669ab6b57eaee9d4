import type { InputMark } from '../../core/contract/input-mark.ts'
import type { KeyPress } from '../../core/contract/key-press.ts'

/** What a person did, under the name that makes it be done once. */
export interface HeldInput {
  /** The page's own 128 random bits, in hex, and its number of the input. */
  readonly client: string
  readonly n: number
  /** Badge of who was signed in. */
  readonly by: string
  /** When, in milliseconds of the page's wall clock. */
  readonly at: number
  readonly scan?: { readonly device: string; readonly bytes: string }
  readonly key?: Exclude<KeyPress, { key: 'sign-in' | 'seal' | 'confirm-clock' }>
}

const NAME = 'bondmark-scans'
const DAY_MS = 86_400_000

/**
 * Keeps scans over a reload of the page, and nothing else: a key that was pressed before somebody reloaded the page may
 * no longer be meant.
 */
export function keepScans(storage: Storage, inputs: readonly HeldInput[]): void {
  const scans = inputs.flatMap(({ client, n, by, at, scan }) => (scan ? [{ client, n, by, at, scan }] : []))
  try {
    if (scans.length > 0) storage.setItem(NAME, JSON.stringify(scans))
    else storage.removeItem(NAME)
  } catch {
    // A full or forbidden storage: they live as long as the page, which goes on showing them.
  }
}

/** Scans that the page before this one left without an answer. The storage may hold anything. */
export function keptScans(storage: Storage): HeldInput[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(NAME) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isScan) : []
  } catch {
    return []
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const isScan = (value: unknown): value is HeldInput =>
  isRecord(value) &&
  typeof value.client === 'string' &&
  /^[0-9a-f]{32}$/.test(value.client) &&
  Number.isSafeInteger(value.n) &&
  typeof value.by === 'string' &&
  typeof value.at === 'number' &&
  isRecord(value.scan) &&
  typeof value.scan.device === 'string' &&
  typeof value.scan.bytes === 'string'

/** The mark under which the station does an input once. */
export const markOf = ({ client, n, by, at }: HeldInput, now: number): InputMark => ({
  client,
  n,
  by,
  heldMs: Math.min(DAY_MS, Math.max(0, Math.round(now - at))),
})
