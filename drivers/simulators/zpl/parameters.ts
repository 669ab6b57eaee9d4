import { outOfBounds, refuse } from '../drawing/refusal.ts'
import type { Turn } from '../drawing/turn.ts'

/**
 * The parameters of one command, separated by commas. A parameter may be left out where the manual gives a default that
 * does not depend on the printer; everything else is refused.
 */
export class Parameters {
  readonly #parts: readonly string[]

  constructor(text: string) {
    this.#parts = text === '' ? [] : text.split(',')
  }

  /** No more than these. */
  atMost(count: number): this {
    if (this.#parts.length > count) refuse(outOfBounds)
    return this
  }

  text(index: number): string {
    return this.#parts[index]?.trim() ?? ''
  }

  number(index: number, min: number, max: number, otherwise?: number): number {
    const text = this.text(index)
    if (text === '' && otherwise !== undefined) return otherwise
    const value = /^-?\d{1,8}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : refuse(outOfBounds)
  }

  letter(index: number, allowed: string, otherwise?: string): string {
    const text = this.text(index)
    if (text === '' && otherwise !== undefined) return otherwise
    return text.length === 1 && allowed.includes(text) ? text : refuse(outOfBounds)
  }

  turn(index: number, otherwise: Turn): Turn {
    return turnOf(this.letter(index, 'NRIB', 'NRIB'[otherwise / 90]))
  }
}

export function turnOf(letter: string): Turn {
  return (['N', 'R', 'I', 'B'].indexOf(letter) * 90) as Turn
}
