import { drawPage } from '../../drivers/render/draw-page.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { type LoopLabel, usualLabels } from './loop-labels.ts'

const heads: DotsPerMm[] = [8, 12, 24]

interface GoldenLabel extends LoopLabel {
  /** Under fixtures/labels. */
  readonly file: string
}

/** One of each label for every head, and the picture in fixtures/labels that it must equal. */
export const goldenLabels: GoldenLabel[] = heads.flatMap((dotsPerMm) =>
  usualLabels(dotsPerMm).map((label) => ({
    ...label,
    file: `${label.name.split(' ')[1]}-${label.page.media.id}.png`,
  })),
)

export const goldenFile = ({ file }: GoldenLabel): URL =>
  new URL(`../../fixtures/labels/${file}`, import.meta.url)

export const goldenPng = ({ page }: LoopLabel): Uint8Array => bitmapPng(drawPage(page))
