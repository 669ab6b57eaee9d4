import { deflateSync } from 'node:zlib'
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

const hexDigits = '0123456789ABCDEF'

/** A digit so many times over: a run letter costs one byte, and is worth it from three on. */
const run = (digit: number, count: number): string => {
  const letter = hexDigits.charAt(digit)
  return count < 3 ? letter.repeat(count) : runLetters(count) + letter
}

const nibble = (row: Uint8Array, at: number): number => ((row[at >> 1] ?? 0) >> (at % 2 === 0 ? 4 : 0)) & 15

/** Digits of a row before its tail of zeros, where that is two of them or more. */
function digitsBeforeZeros(row: Uint8Array): number {
  let digits = row.length * 2
  while (digits > 0 && nibble(row, digits - 1) === 0) digits--
  return row.length * 2 - digits >= 2 ? digits : row.length * 2
}

/**
 * One row → hex digits with run letters, a tail of zeros as `,`. The manual's `!` (a tail of ones) is left out: readers of
 * ZPL disagree whether it means set bits or the digit 1, and a run letter costs one byte more. Digit by digit: expressions over
 * a text took two thirds of the time of a label sent as pictures.
 */
function compressRow(row: Uint8Array): string {
  const digits = digitsBeforeZeros(row)
  let packed = ''
  let [digit, count] = [0, 0]
  for (let at = 0; at < digits; at++) {
    const next = nibble(row, at)
    if (next === digit) count++
    else {
      packed += run(digit, count)
      digit = next
      count = 1
    }
  }
  packed += run(digit, count)
  return digits < row.length * 2 ? `${packed},` : packed
}

function head({ stride, height }: Bitmap): string {
  const total = stride * height
  return `^GFA,${total},${total},${stride},`
}

/** `^GFA` with ASCII compression: never plain hex, which takes 7 s a label at 115,200 baud. */
export function acsField(bitmap: Bitmap): string {
  const { data, stride, height } = bitmap
  const rows: string[] = []
  let previous = -1
  for (let y = 0; y < height; y++) {
    const row = Buffer.from(data.buffer, data.byteOffset + y * stride, stride)
    // As above: a symbol's rows come several times over.
    if (previous >= 0 && row.equals(data.subarray(previous, previous + stride))) rows.push(':')
    else rows.push(compressRow(row))
    previous = y * stride
  }
  return head(bitmap) + rows.join('')
}

/** Remainders of CRC-16 for every byte: polynomial 0x1021, beginning with 0, as `:Z64:` has it. */
const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021
  return crc & 0xffff
})

function crc16(text: string): string {
  let crc = 0
  for (let at = 0; at < text.length; at++) {
    const index = ((crc >> 8) ^ text.charCodeAt(at)) & 0xff
    crc = ((crc << 8) ^ (crcTable[index] ?? 0)) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

/** `^GFA` with deflated data in base64 and the CRC of those letters. */
export function z64Field(bitmap: Bitmap): string {
  const packed = deflateSync(bitmap.data, { level: 9 }).toString('base64')
  return `${head(bitmap)}:Z64:${packed}:${crc16(packed)}`
}
