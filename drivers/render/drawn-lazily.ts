import type { Bitmap } from './bitmap.ts'

/** Drawn when first asked for, and of the size that the layout counted on: anything else is a mistake of ours. */
export function drawnLazily(draw: () => Bitmap, width: number, height: number): () => Bitmap {
  let drawn: Bitmap | undefined
  return () => {
    drawn ??= draw()
    if (drawn.width !== width || drawn.height !== height)
      throw new Error(
        `a symbol of ${drawn.width}×${drawn.height} dots where ${width}×${height} were laid out`,
      )
    return drawn
  }
}
