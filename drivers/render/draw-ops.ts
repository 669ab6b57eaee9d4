import type { Bitmap } from './bitmap.ts'

/** What a laid-out label consists of: printer encoders and the preview draw the same list. Places and sizes in dots. */
export type DrawOp =
  | {
      readonly op: 'text'
      readonly element: string
      readonly x: number
      readonly y: number
      /** Printed in the printer's resident font. */
      readonly text: string
      readonly height: number
    }
  | {
      readonly op: 'bitmap'
      readonly element: string
      readonly x: number
      readonly y: number
      readonly bitmap: Bitmap
    }
  | {
      readonly op: 'box'
      readonly element: string
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly thickness: number
    }

/** Label stock and head: what a layout is made for. */
export interface Media {
  readonly id: string
  readonly widthDots: number
  readonly heightDots: number
  readonly dotsPerMm: number
}

export const unitMedia: Media = { id: '60x40-203', widthDots: 480, heightDots: 320, dotsPerMm: 8 }
export const caseMedia: Media = { id: '100x150-203', widthDots: 800, heightDots: 1200, dotsPerMm: 8 }
