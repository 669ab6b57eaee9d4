import type { Bitmap } from './bitmap.ts'

const bytesMax = 8_000_000

/** Bitmaps of texts that many labels share (names, origins): 240 units of one line draw theirs once. */
const drawn = new Map<string, Bitmap>()
let bytes = 0

function forget(name: string): void {
  bytes -= drawn.get(name)?.data.length ?? 0
  drawn.delete(name)
}

/** The bitmap for `key`, drawn at most once while it is among those asked for last, of which 8 MB are kept. */
export function drawnOnce(key: readonly (string | number)[], draw: () => Bitmap): Bitmap {
  const name = JSON.stringify(key)
  const bitmap = drawn.get(name) ?? draw()
  forget(name)
  drawn.set(name, bitmap)
  bytes += bitmap.data.length
  for (const oldest of drawn.keys()) {
    if (bytes <= bytesMax) break
    forget(oldest)
  }
  return bitmap
}
