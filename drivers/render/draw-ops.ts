import type { Bitmap } from './bitmap.ts'
import type { Media } from './media.ts'

/** What an op covers: whole dots from the label's top left corner. Quiet zones are outside of it. */
interface Covered {
  /** The label's element that it draws; errors and tests name it. */
  readonly element: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A line of printable ASCII for the printer's resident font, `height` dots high and never wider than `width`. */
export interface TextOp extends Covered {
  readonly op: 'text'
  readonly text: string
  /** The same line in our own font, for printers without a fitting one. Drawn when first asked for. */
  bitmap(): Bitmap
}

interface Symbol extends Covered {
  readonly op: 'symbol'
  /** Dots a module. */
  readonly moduleDots: number
  /** Modules across. */
  readonly modules: number
  /** The symbol as it must be printed, `width`×`height`. Drawn when first asked for. */
  bitmap(): Bitmap
}

export interface QrOp extends Symbol {
  readonly symbology: 'qr'
  /** ASCII. */
  readonly text: string
  readonly version: number
  readonly level: 'L' | 'M'
  readonly mask: number
  /**
   * Whether a printer that writes the text in byte mode and takes the smallest version arrives at `version` by itself.
   * Where it does not, its own command would print another size: then only the bitmap is right.
   */
  readonly versionByLength: boolean
}

export interface Gs1MatrixOp extends Symbol {
  readonly symbology: 'gs1-datamatrix'
  /** Element string with GS between elements; the FNC1 in the first place belongs to the symbol. `modules` a side. */
  readonly text: string
}

export interface Gs1BarsOp extends Symbol {
  readonly symbology: 'gs1-128'
  /** As in {@link Gs1MatrixOp}. `height` is the bars'. */
  readonly text: string
}

/** The bars of an EAN-13, all of one height; what the guard bars reach further down are boxes of their own. */
export interface Ean13Op extends Symbol {
  readonly symbology: 'ean-13'
  /** 13 digits, the last one the check digit. */
  readonly text: string
}

/** The bars of an ITF-14; its bearer bars are boxes of their own. Wide bars are `wideDots`, so `modules` may be broken. */
export interface Itf14Op extends Symbol {
  readonly symbology: 'itf-14'
  /** 14 digits, the last one the check digit. */
  readonly text: string
  readonly wideDots: number
}

export type SymbolOp = QrOp | Gs1MatrixOp | Gs1BarsOp | Ean13Op | Itf14Op

/** A picture that no printer has: text in scripts that resident fonts lack, or in our own font. */
export interface BitmapOp extends Covered {
  readonly op: 'bitmap'
  readonly bitmap: Bitmap
}

/** A frame, its edge inside of it; a filled one when `thickness` is the lesser side. */
export interface BoxOp extends Covered {
  readonly op: 'box'
  readonly thickness: number
}

/**
 * What a laid-out label consists of. An encoder takes a printer's own command or the bitmap, by its model's flags; the
 * preview takes bitmaps alone.
 */
export type DrawOp = TextOp | SymbolOp | BitmapOp | BoxOp

/** A label, laid out for its stock and head: data that encoders, previews and tests draw alike. */
export interface LabelPage {
  readonly media: Media
  readonly ops: readonly DrawOp[]
}

/** `op` a picture at its place. */
export const pictureAt = (element: string, x: number, y: number, bitmap: Bitmap): BitmapOp => ({
  op: 'bitmap',
  element,
  x,
  y,
  width: bitmap.width,
  height: bitmap.height,
  bitmap,
})
