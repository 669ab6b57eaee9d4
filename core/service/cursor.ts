import { toHex } from '../encoding/hex.ts'

/** A place among the changes, with what shows that both ends mean the same ones. */
export interface Cursor {
  readonly n: number
  /** The first eight hex digits of what was linked up to there; null when whoever asks did not keep them. */
  readonly check: string | null
}

const form = /^(\d{1,15})(?:\.([0-9a-f]{8}))?$/

/** A cursor as it is written, `41.9f3a2b1c`; null for anything else. */
export function readCursor(text: string): Cursor | null {
  const [, n, check = null] = form.exec(text) ?? []
  return n === undefined ? null : { n: Number(n), check }
}

/** The cursor of the change at place `n`; `link` is the hash that covers it. */
export const cursorOf = (n: number, link: Uint8Array): string => `${n}.${toHex(link.subarray(0, 4))}`

/** Before the first change. */
export const FIRST_CURSOR = '0.00000000'
