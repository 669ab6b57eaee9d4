import type { LabelContent } from '../../../core/label/template/content.ts'
import type { Fields, Values } from '../../../core/label/template/fields.ts'
import type { LabelLanguage } from '../../../core/label/template/label-kind.ts'
import type { DrawOp } from '../draw-ops.ts'
import { dotsOf, type Media } from '../media.ts'

/** What a document is laid out for. */
export interface Sheet {
  readonly media: Media
  readonly language: LabelLanguage
  readonly fields: Fields
}

/** A rectangle in whole dots from the label's upper left corner. */
export interface Frame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where earlier elements stand, by their ids; one that is not drawn has a place, but no size. */
export type Frames = ReadonlyMap<string, Frame>

/** An element on a label. */
export interface Drawn {
  readonly frame: Frame
  readonly ops: readonly DrawOp[]
  /** What no other element may be drawn on. */
  readonly covers: readonly Frame[]
  /** The symbol with its quiet zone: what must stay white but for the symbol. */
  readonly quiet?: Frame
}

/** What is on a label, at the time an element is drawn. */
export interface Telling {
  readonly content: LabelContent
  readonly values: Values
  readonly frames: Frames
}

/** An element, worked out for a sheet as far as it does not depend on what the label says. */
export type DrawElement = (telling: Telling) => Drawn

/** Whole dots of a length on the head's real pitch (decision 0030). */
export const toDots =
  ({ media }: Sheet) =>
  (mm: number): number =>
    Math.round(dotsOf(mm, media.dotsPerMm))

/** As {@link toDots}, for what must not vanish: a line is at least a dot thick. */
export const toLeastDots =
  (sheet: Sheet) =>
  (mm: number): number =>
    Math.max(1, toDots(sheet)(mm))
