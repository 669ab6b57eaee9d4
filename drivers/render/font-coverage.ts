import { closeSync, openSync, readSync } from 'node:fs'

/** A run of code points that a font has glyphs for, both ends included. */
type Run = readonly [first: number, last: number]

const tableBytesMax = 4_000_000
const runsMax = 100_000

/** A font's bytes, read at a place; throws when it ends before. */
export type ReadFont = (position: number, length: number) => Buffer

/** Reads a font file at the places that are asked for: most of its megabytes are of no interest here. */
export const fontFile =
  (path: string): ReadFont =>
  (position, length) => {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(length)
      if (readSync(file, bytes, 0, length, position) !== length) throw new Error(`${path} ends early`)
      return bytes
    } finally {
      closeSync(file)
    }
  }

/** A font that is in memory; `name` is for errors. */
export const fontBytes =
  (name: string, bytes: Buffer): ReadFont =>
  (position, length) => {
    if (position + length > bytes.length) throw new Error(`${name} ends early`)
    return bytes.subarray(position, position + length)
  }

/**
 * The code points that a TrueType or OpenType font has glyphs for, read from its `cmap` table (OpenType 1.9, formats 4
 * and 12). A canvas draws what is missing with whatever font the system has, or as a box: a label must have neither.
 * Throws when it is no such font.
 */
export function readCoverage(read: ReadFont): (codePoint: number) => boolean {
  const runs = readRuns(readTable(read, 'cmap'))
  return (codePoint) => {
    let [low, high] = [0, runs.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const [first, last] = runs[middle] ?? [0, -1]
      if (codePoint < first) high = middle - 1
      else if (codePoint > last) low = middle + 1
      else return true
    }
    return false
  }
}

function readTable(read: ReadFont, name: string): Buffer {
  const directory = read(12, 16 * read(0, 12).readUInt16BE(4))
  for (let entry = 0; entry < directory.length; entry += 16) {
    if (directory.toString('latin1', entry, entry + 4) !== name) continue
    const length = directory.readUInt32BE(entry + 12)
    if (length > tableBytesMax) break
    return read(directory.readUInt32BE(entry + 8), length)
  }
  throw new Error(`the font has no table ${name} that can be read`)
}

/** The runs of the best subtable: all of Unicode (format 12) before its first plane (format 4). */
function readRuns(cmap: Buffer): Run[] {
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, n) => cmap.readUInt32BE(4 + 8 * n + 4))
  const full = offsets.find((at) => cmap.readUInt16BE(at) === 12)
  if (full !== undefined) return segmentedCoverage(cmap, full)
  const basic = offsets.find((at) => cmap.readUInt16BE(at) === 4)
  if (basic !== undefined) return segmentMapping(cmap, basic)
  throw new Error('the font has no Unicode table of format 12 or 4')
}

function segmentedCoverage(cmap: Buffer, at: number): Run[] {
  const groups = Math.min(cmap.readUInt32BE(at + 12), runsMax)
  return Array.from({ length: groups }, (_, n): Run => {
    const group = at + 16 + 12 * n
    return [cmap.readUInt32BE(group), cmap.readUInt32BE(group + 4)]
  })
}

/** A segment may map some of its code points to glyph 0; fonts that matter here leave those out of segments. */
function segmentMapping(cmap: Buffer, at: number): Run[] {
  const segments = cmap.readUInt16BE(at + 6) / 2
  return Array.from({ length: segments }, (_, n): Run => {
    const last = cmap.readUInt16BE(at + 14 + 2 * n)
    return [cmap.readUInt16BE(at + 16 + 2 * segments + 2 * n), last]
  }).filter(([first]) => first !== 0xffff)
}
