import { outOfBounds, refuse } from '../drawing/refusal.ts'
import type { Turn } from '../drawing/turn.ts'
import type { TsplArgument } from './commands.ts'

/** The arguments of one command. TSPL has no defaults for those that its manual does not put in brackets. */
export class Arguments {
  readonly #all: readonly TsplArgument[]

  constructor(all: readonly TsplArgument[]) {
    this.#all = all
  }

  get count(): number {
    return this.#all.length
  }

  between(least: number, most: number): this {
    if (this.#all.length < least || this.#all.length > most) refuse(outOfBounds)
    return this
  }

  word(index: number): string {
    const argument = this.#all[index]
    if (argument === undefined || argument.isQuoted) return refuse(outOfBounds)
    return argument.text
  }

  whole(index: number, min: number, max: number): number {
    const text = this.word(index)
    const value = /^-?\d{1,7}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : refuse(outOfBounds)
  }

  oneOf<T extends string>(index: number, ...allowed: readonly T[]): T {
    const text = this.word(index)
    return allowed.find((word) => word === text) ?? refuse(outOfBounds)
  }

  turn(index: number): Turn {
    return Number(this.oneOf(index, '0', '90', '180', '270')) as Turn
  }

  /** A length in dots: inches as they stand, `mm`, or `dot`. */
  length(index: number, dotsPerMm: number, min: number, max: number): number {
    const match = /^(-?\d{1,5}(?:\.\d{1,3})?)\s*(mm|dots?|)$/i.exec(this.word(index))
    if (match === null) return refuse(outOfBounds)
    const unit = match[2]?.toLowerCase()
    const times = unit === 'mm' ? dotsPerMm : unit === '' ? dotsPerMm * 25.4 : 1
    const dots = Math.round(Number(match[1]) * times)
    return dots >= min && dots <= max ? dots : refuse(outOfBounds)
  }

  /** A text in quotation marks, with `\["]`, `\[R]` and `\[L]` put in. One character a byte. */
  quoted(index: number): string {
    const argument = this.#all[index]
    if (!argument?.isQuoted) return refuse('no text in quotation marks')
    if (argument.text.length > 2048) return refuse('a text longer than 2048 bytes')
    const signs: Record<string, string> = { '"': '"', R: '\r', L: '\n' }
    return argument.text.replace(/\\\[(["RL])\]/g, (_, sign: string) => signs[sign] ?? '')
  }
}
