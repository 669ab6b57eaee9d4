import type { Bitmap } from '../../render/bitmap.ts'

/** Run letters of ZPL's ASCII compression: G–Y are 1–19, g–z are 20, 40 … 400 (ZPL II guide, ~DG). */
function runLetters(count: number): string {
  let letters = ''
  let left = count
  while (left >= 420) {
    letters += 'z'
    left -= 400
  }
  if (left >= 20) letters += String.fromCharCode(0x66 + Math.floor(left / 20))
  if (left % 20 > 0) letters += String.fromCharCode(0x46 + (left % 20))
  return letters
}

/**
 * One row of hex digits → run letters, a tail of zeros as `,`. The manual's `!` (a tail of ones) is left out: readers of
 * ZPL disagree whether it means set bits or the digit 1, and a run letter costs one byte more.
 */
function compressRow(hex: string): string {
  const body = hex.replace(/00+$/, '')
  const runs = body.replace(/(.)\1*/g, (run, digit: string) =>
    run.length < 3 ? run : `${runLetters(run.length)}${digit}`,
  )
  return body.length < hex.length ? `${runs},` : runs
}

/** `^GFA` with ASCII compression: never plain hex, which takes 7 s a label at 115,200 baud. */
export function graphicField({ data, stride, height }: Bitmap): string {
  const rows: string[] = []
  let previous = ''
  for (let y = 0; y < height; y++) {
    const hex = Buffer.from(data.buffer, data.byteOffset + y * stride, stride)
      .toString('hex')
      .toUpperCase()
    rows.push(hex === previous ? ':' : compressRow(hex))
    previous = hex
  }
  const total = stride * height
  return `^GFA,${total},${total},${stride},${rows.join('')}`
}
