import { usCharacter } from './us-layout.ts'

/** A key that went down. `at` in milliseconds, monotonic. */
export interface Stroke {
  readonly code: string
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly meta: boolean
  /** The keyboard repeats a key that is held down: people do that, scanners don't. */
  readonly repeat: boolean
  readonly at: number
}

/**
 * What a stroke was. `kept`: it may be part of a scan, nobody else may see it now. `scan`: its Enter ended one.
 * `passed`: not for the wedge. `typed` holds earlier strokes that were kept and turned out to be a person's.
 */
export interface Heard {
  readonly kind: 'kept' | 'scan' | 'passed' | 'overlong'
  readonly bytes?: Uint8Array
  readonly typed: readonly Stroke[]
}

/** What was left when the strokes stopped: a person's keys, or a scan that nobody ended with Enter. */
export type Left =
  | { readonly kind: 'typed'; readonly typed: readonly Stroke[] }
  | { readonly kind: 'unended'; readonly characters: number }

/** Scanners send a key every 1 to 20 ms; people rarely manage 60 ms, and never four times in a row. */
export const GAP_MS_MAX = 50
const SCAN_CHARACTERS_MIN = 4
const SCAN_CHARACTERS_MAX = 4_096

const CR = 0x0d

/**
 * Tells a scanner in keyboard mode from a person at the keys, by pace: at least four characters without a pause, ended
 * by Enter, are a scan. The first characters are held back until the pace shows who it is.
 */
export class Wedge {
  #strokes: Stroke[] = []
  #text = ''

  hear(stroke: Stroke): Heard {
    const typed = this.#paused(stroke.at) && !this.#isScan() ? this.#take() : []
    if (this.#paused(stroke.at)) this.#take()
    if (isShift(stroke.code)) return { kind: 'passed', typed }
    if (stroke.code === 'Enter' || stroke.code === 'NumpadEnter') {
      if (this.#isScan()) {
        const bytes = Uint8Array.from([...this.#text, ''].map((c) => c.charCodeAt(0) || CR))
        this.#take()
        return { kind: 'scan', bytes, typed }
      }
      return { kind: 'passed', typed: [...typed, ...this.#take()] }
    }
    const character = stroke.alt || stroke.meta || stroke.repeat ? null : usCharacter(stroke.code, stroke)
    const opensWithSpace = character === ' ' && this.#text === ''
    if (character === null || opensWithSpace)
      return { kind: 'passed', typed: [...typed, ...(this.#isScan() ? [] : this.#take())] }
    if (this.#text.length >= SCAN_CHARACTERS_MAX) {
      this.#take()
      return { kind: 'overlong', typed }
    }
    this.#text += character
    this.#strokes.push(stroke)
    return { kind: 'kept', typed }
  }

  /** To be asked when nothing was heard for longer than the gap; null when nothing was left. */
  settle(at: number): Left | null {
    if (this.#text === '' || !this.#paused(at)) return null
    const characters = this.#text.length
    const wasScan = this.#isScan()
    const typed = this.#take()
    return wasScan ? { kind: 'unended', characters } : { kind: 'typed', typed }
  }

  #isScan(): boolean {
    return this.#text.length >= SCAN_CHARACTERS_MIN
  }

  #paused(at: number): boolean {
    const last = this.#strokes.at(-1)
    return last !== undefined && at - last.at > GAP_MS_MAX
  }

  #take(): Stroke[] {
    const strokes = this.#strokes
    this.#strokes = []
    this.#text = ''
    return strokes
  }
}

const isShift = (code: string): boolean =>
  /^(Shift|Control|Alt|Meta)(Left|Right)$/.test(code) || code === 'CapsLock'
