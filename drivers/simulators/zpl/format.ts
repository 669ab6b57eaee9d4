import type { Mark } from '../drawing/mark.ts'
import { refuse } from '../drawing/refusal.ts'
import type { Turn } from '../drawing/turn.ts'
import type { ReaderOptions } from '../machine/language.ts'

export interface ZplFont {
  readonly name: string
  readonly turn: Turn
  readonly height: number
  readonly width: number
}

/** What `^B…` said of the symbol that the field data will be. */
export type ZplSymbol = (data: Uint8Array, place: SymbolPlace) => Mark[]

export interface SymbolPlace {
  readonly x: number
  readonly y: number
  /** `^FT`: the lower left corner, not the upper left one. */
  readonly typeset: boolean
  readonly ink: Mark['ink']
}

export interface TextBlock {
  readonly width: number
  readonly lines: number
  readonly spacing: number
  readonly justified: string
  readonly indent: number
}

/** A field that is being described, since the last `^FS`. */
export interface ZplFieldState {
  origin: { readonly x: number; readonly y: number; readonly typeset: boolean } | null
  font: ZplFont | null
  symbol: ZplSymbol | null
  block: TextBlock | null
  hexSign: string | null
  inverted: boolean
  /** One character a byte. */
  data: string | null
  shape: Mark | null
}

/** A format that is being read. */
export interface ZplFormat {
  readonly options: ReaderOptions
  width: number
  height: number
  formats: number
  inside: boolean
  home: { x: number; y: number }
  shift: { x: number; y: number }
  encoding: 'utf8' | 'ascii'
  copies: number
  /** `^POI`: turned by half a turn. */
  upsideDown: boolean
  mirrored: boolean
  allInverted: boolean
  turn: Turn
  font: { readonly name: string; readonly height: number; readonly width: number } | null
  bar: { readonly module: number; readonly ratio: number; readonly height: number }
  reprintsAfterError: boolean | null
  readonly comments: string[]
  readonly marks: Mark[]
  symbols: number
  graphicBytes: number
  field: ZplFieldState
}

export function emptyField(): ZplFieldState {
  return {
    origin: null,
    font: null,
    symbol: null,
    block: null,
    hexSign: null,
    inverted: false,
    data: null,
    shape: null,
  }
}

export function newFormat(options: ReaderOptions): ZplFormat {
  return {
    options,
    width: 0,
    height: 0,
    formats: 0,
    inside: false,
    home: { x: 0, y: 0 },
    shift: { x: 0, y: 0 },
    encoding: 'ascii',
    copies: 1,
    upsideDown: false,
    mirrored: false,
    allInverted: false,
    turn: 0,
    font: null,
    bar: { module: 2, ratio: 3, height: 10 },
    reprintsAfterError: null,
    comments: [],
    marks: [],
    symbols: 0,
    graphicBytes: 0,
    field: emptyField(),
  }
}

/** Puts a part of a field in its place, once. */
export function once<K extends keyof ZplFieldState>(
  field: ZplFieldState,
  part: K,
  value: ZplFieldState[K],
  name: string,
): void {
  if (field[part] !== null && field[part] !== false) refuse(`${name} given twice in one field`)
  field[part] = value
}
