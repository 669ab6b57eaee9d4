import type { Bitmap } from './bitmap.ts'

const entriesMax = 256

/** Bitmaps of texts that many labels share (names, origins): 240 units of one line draw theirs once. */
const drawn = new Map<string, Bitmap>()

/** The bitmap for `key`, drawn at most once while it is among the last 256 asked for. */
export function drawnOnce(key: readonly (string | number)[], draw: () => Bitmap): Bitmap {
  const name = JSON.stringify(key)
  const bitmap = drawn.get(name) ?? draw()
  drawn.delete(name)
  drawn.set(name, bitmap)
  if (drawn.size > entriesMax) drawn.delete(drawn.keys().next().value ?? name)
  return bitmap
}
