import { type Bitmap, newBitmap } from '../../render/bitmap.ts'

interface Line {
  readonly name: string
  readonly rest: string
}

/** What a TSPL printer would read, for tests: lines, and pictures as black dots. Data of a `BITMAP` is counted, not parsed. */
export function readTsplJob(job: Uint8Array) {
  const lines: Line[] = []
  const problems: string[] = []
  const bitmaps: { x: number; y: number; bitmap: Bitmap }[] = []
  const text = Buffer.from(job).toString('latin1')
  for (let at = 0; at < text.length; ) {
    const picture = /^BITMAP (\d+),(\d+),(\d+),(\d+),0,/.exec(text.slice(at, at + 60))
    if (picture !== null) {
      const [head, x, y, columns, rows] = [picture[0], ...picture.slice(1).map(Number)] as [
        string,
        number,
        number,
        number,
        number,
      ]
      const bitmap = newBitmap(columns * 8, rows)
      const start = at + head.length
      bitmap.data.set(job.subarray(start, start + columns * rows).map((byte) => byte ^ 0xff))
      at = start + columns * rows
      if (text.slice(at, at + 2) !== '\r\n') problems.push(`a picture that does not end at ${at}`)
      at += 2
      bitmaps.push({ x, y, bitmap })
      lines.push({ name: 'BITMAP', rest: '' })
      continue
    }
    const end = text.indexOf('\r\n', at)
    if (end < 0) problems.push('a line without end')
    const line = text.slice(at, end < 0 ? text.length : end)
    at = end < 0 ? text.length : end + 2
    if (line === '') continue
    if (!/^[ -~]*$/.test(line)) problems.push(`a byte that is no letter in ${JSON.stringify(line)}`)
    const [name = '', ...rest] = line.split(' ')
    lines.push({ name, rest: rest.join(' ') })
  }
  return { lines, bitmaps, problems }
}
