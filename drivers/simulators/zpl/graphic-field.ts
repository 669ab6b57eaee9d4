import { inflateSync } from 'node:zlib'
import { newBitmap } from '../../render/bitmap.ts'
import { outOfBounds, refuse } from '../drawing/refusal.ts'
import { once, type ZplFormat } from './format.ts'
import { expandGraphicData } from './graphic-data.ts'
import type { Parameters } from './parameters.ts'

const numbers = /^([AB]),(\d{1,6}),(\d{1,6}),(\d{1,4}),(.*)$/is

/** A few letters of run length stand for a megabyte. */
const graphicBytesMax = 16_000_000

/** `^GF`: a picture. A: hex digits, compressed or not, or `:B64:`/`:Z64:` text; B: the bytes themselves. */
export function graphicField(format: ZplFormat, _: Parameters, raw: string): void {
  const match = numbers.exec(raw)
  if (match === null) refuse(outOfBounds)
  const [sent, total, rowBytes] = match.slice(2, 5).map(Number) as [number, number, number]
  if (sent !== total || rowBytes === 0 || total % rowBytes !== 0) refuse('byte counts do not agree')
  format.graphicBytes += total
  if (format.graphicBytes > graphicBytesMax) refuse('more pictures than its memory holds')
  const data = match[5] ?? ''
  const isRaw = match[1]?.toUpperCase() === 'B'
  const bytes = isRaw ? rawBytes(data, total) : textBytes(format, data, rowBytes, total)
  const { field } = format
  if (field.origin === null) refuse('no field origin')
  const rows = total / rowBytes
  const bitmap = newBitmap(rowBytes * 8, rows)
  bitmap.data.set(bytes)
  const { x, y, typeset } = field.origin
  // Rows are whole bytes: up to seven dots at their end may fall beside the label.
  const place = { x, y: typeset ? y - rows : y, width: rowBytes * 8 - 7, height: rows }
  const ink = field.inverted || format.allInverted ? 'invert' : 'black'
  once(field, 'shape', { kind: 'graphic', ...place, ink, bitmap: () => bitmap }, 'a shape')
}

function rawBytes(data: string, total: number): Uint8Array {
  const bytes = Buffer.from(data, 'latin1')
  if (bytes.length < total) refuse(`${bytes.length} bytes of ${total}`)
  if (data.slice(total).trim() !== '') refuse('text after the data')
  return bytes.subarray(0, total)
}

function textBytes(format: ZplFormat, data: string, rowBytes: number, total: number): Uint8Array {
  if (data.startsWith(':')) {
    const encoded = /^:(B64|Z64):([A-Za-z0-9+/]*={0,2}):([0-9A-Fa-f]{4})$/.exec(data)
    if (encoded !== null) return decoded(format, encoded[1] ?? '', encoded[2] ?? '', encoded[3] ?? '', total)
    if (/^:[A-Z]/.test(data)) refuse('a broken encoding of the data')
  }
  const rows = expandGraphicData(data, rowBytes, total / rowBytes)
  if (typeof rows === 'string') refuse(rows)
  if (rows.length * rowBytes !== total) refuse(`${rows.length} rows of ${total / rowBytes}`)
  return Buffer.from(rows.join(''), 'hex')
}

function decoded(format: ZplFormat, kind: string, text: string, crc: string, total: number): Uint8Array {
  if (kind === 'Z64' && format.options.quirks.refusesZ64) refuse('an encoding that it does not know')
  if (text.length % 4 !== 0) refuse('base64 of a broken length')
  if (crc16(text) !== Number.parseInt(crc, 16)) refuse('the checksum does not fit the data')
  const packed = Buffer.from(text, 'base64')
  const bytes = kind === 'Z64' ? inflated(packed, total) : packed
  return bytes.length === total ? bytes : refuse(`${bytes.length} bytes of ${total}`)
}

function inflated(packed: Uint8Array, total: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: total + 1 })
  } catch {
    return refuse('data that do not unpack')
  }
}

/** CRC-16 as X-modem has it (polynomial 0x1021, from 0), over the base64 text. */
function crc16(text: string): number {
  let crc = 0
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) << 8
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}
