import type { Bitmap } from '../bitmap.ts'
import { blocksOf, countBits, type QrForm, qrCapacity, qrModules } from './qr-form.ts'
import { type QrTemplate, qrTemplate } from './qr-template.ts'
import { errorCorrection } from './reed-solomon.ts'

const BYTE_MODE = 0b0100

interface Prepared {
  readonly template: QrTemplate
  readonly correct: (data: Uint8Array) => Uint8Array
}

/** One a form: a station prints one or two. */
const prepared = new Map<string, Prepared>()

function prepare(form: QrForm): Prepared {
  const key = `${form.version}${form.level}${form.mask}`
  const known = prepared.get(key)
  if (known !== undefined) return known
  const made = { template: qrTemplate(form), correct: errorCorrection(blocksOf(form).correction) }
  prepared.set(key, made)
  return made
}

/** Mode, count, text, terminator and pad codewords (ISO/IEC 18004:2015 §7.4.5, §7.4.9 and §7.4.10). */
function dataCodewords(text: string, form: QrForm): Uint8Array {
  const codewords = new Uint8Array(blocksOf(form).data.reduce((sum, data) => sum + data, 0))
  let at = 0
  const append = (value: number, bits: number) => {
    for (let bit = bits - 1; bit >= 0; bit--, at++) {
      if ((value >> bit) & 1) codewords[at >> 3] = (codewords[at >> 3] ?? 0) | (0x80 >> (at & 7))
    }
  }
  append(BYTE_MODE, 4)
  append(text.length, countBits(form))
  for (let letter = 0; letter < text.length; letter++) append(text.charCodeAt(letter), 8)
  // The terminator's zeros are there already.
  const from = Math.ceil(Math.min(at + 4, codewords.length * 8) / 8)
  for (let pad = from; pad < codewords.length; pad++) codewords[pad] = (pad - from) % 2 === 0 ? 0xec : 0x11
  return codewords
}

/** Blocks with their error correction, codeword by codeword in turn (§7.6). */
function interleaved(codewords: Uint8Array, form: QrForm, correct: Prepared['correct']): Uint8Array {
  const { data } = blocksOf(form)
  let from = 0
  const parts = data.map((length) => {
    const part = codewords.subarray(from, from + length)
    from += length
    return part
  })
  const corrections = parts.map(correct)
  const out: number[] = []
  for (const group of [parts, corrections]) {
    const longest = Math.max(...group.map(({ length }) => length))
    for (let at = 0; at < longest; at++) {
      for (const part of group) if (at < part.length) out.push(part[at] ?? 0)
    }
  }
  return Uint8Array.from(out)
}

/**
 * A QR code of ASCII text in byte mode, a dot a module, without quiet zone. One form alone, so that all that is fixed is
 * drawn once: decision 0030 says what that is for. Throws RangeError when the text is too long or not ASCII.
 */
export function qrCode(text: string, form: QrForm): Bitmap {
  if (text.length > qrCapacity(form) || /[^ -~]/.test(text)) throw new RangeError('no text for this QR code')
  const { template, correct } = prepare(form)
  const { fixed, places, turned } = template
  const codewords = interleaved(dataCodewords(text, form), form, correct)
  const side = qrModules(form)
  const data = fixed.data.slice()
  for (let bit = 0; bit < places.length; bit++) {
    const dark = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1
    if (dark === turned[bit]) continue
    const place = places[bit] ?? 0
    const at = Math.floor(place / side) * fixed.stride + ((place % side) >> 3)
    data[at] = (data[at] ?? 0) | (0x80 >> ((place % side) & 7))
  }
  return { ...fixed, data }
}
