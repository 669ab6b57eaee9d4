import { deflateSync } from 'node:zlib'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { type Bitmap, dotAt } from '../../render/bitmap.ts'
import { renderZplPng } from '../reading-eye.ts'
import { readSymbols } from '../symbol-eye.ts'
import { interpretZpl } from './interpret.ts'

const gs = '\x1d'
const page = (inside: string) => Buffer.from(`^XA^PW480^LL320^CI28${inside}^XZ`)

function drawn(inside: string): Bitmap {
  const reading = interpretZpl(page(inside))
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.draw()
}

/** The rectangle of black dots: left, top, width, height. */
function inked(isBlack: (x: number, y: number) => boolean): number[] {
  let [left, top, right, bottom] = [480, 320, -1, -1]
  for (let y = 0; y < 320; y++) {
    for (let x = 0; x < 480; x++) {
      if (!isBlack(x, y)) continue
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
  }
  return [left, top, right - left + 1, bottom - top + 1]
}

/** How an independent renderer draws the same. */
async function rendered(inside: string): Promise<(x: number, y: number) => boolean> {
  const image = await loadImage(Buffer.from(await renderZplPng(page(inside))))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.fillStyle = 'white'
  context.fillRect(0, 0, image.width, image.height)
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return (x, y) => (data[(y * image.width + x) * 4] ?? 255) < 128
}

describe('what the strict ZPL printer draws', () => {
  it.each([
    [
      'a QR code',
      '^FO20,20^BQN,2,5^FDMA,https://x.example/01/09506000134352/21/AB^FS',
      ']Q1https://x.example/01/09506000134352/21/AB',
    ],
    ['a QR code of hex escapes', '^FO20,20^BQN,2,5^FH_^FDLA,a_2Cb_5Ec^FS', ']Q1a,b^c'],
    ['a QR code in manual mode', '^FO20,20^BQN,2,5^FDHM,N0123456789^FS', ']Q10123456789'],
    [
      'a GS1 DataMatrix',
      '^FO20,20^BXN,5,200,,,,_^FD_10109506000134352_110LOT_117270101^FS',
      `]d20109506000134352${gs}10LOT${gs}17270101`,
    ],
    ['a DataMatrix with escapes', '^FO20,20^BXN,5,200,,,,_^FDa__b_d065_GC^FS', ']d1a_bA\x07C'],
    ['a DataMatrix of one size', '^FO20,20^BXN,5,200,26,26,,_^FDsmall^FS', ']d1small'],
    ['Code 128 in subset B', '^BY2^FO20,20^BCN,80,N^FDLbl-07^FS', ']C0Lbl-07'],
    [
      'Code 128 that begins in C and changes',
      '^BY2^FO20,20^BCN,80,N^FD>;1234>6ab>5567890^FS',
      ']C01234ab567890',
    ],
    ['Code 128 of numbered letters in A', '^BY2^FO20,20^BCN,80,N^FD>9333435>6z^FS', ']C0ABCz'],
    ['GS1-128', '^BY2^FO20,20^BCN,80,N^FD>;>800395060000000000123^FS', ']C100395060000000000123'],
    [
      'GS1-128 with a variable field',
      '^BY2^FO20,20^BCN,80,N^FD>:>810LOT7>817270101^FS',
      `]C110LOT7${gs}17270101`,
    ],
    [
      'the SSCC of mode U with its check digit',
      '^BY2^FO20,20^BCN,80,N,N,N,U^FD0039506000000000012^FS',
      ']C100395060000000000122',
    ],
    [
      'mode D without its brackets',
      '^BY2^FO20,20^BCN,80,N,N,N,D^FD(10)LOT7>8(17)270101^FS',
      `]C110LOT7${gs}17270101`,
    ],
    ["the manual's QR code in manual mode", '^FO20,20^BQ,2,6^FDMM,AAC-42^FS', ']Q1AC-42'],
    ["the manual's Code 128", '^FO20,20^BY3^BCN,100,Y,N,N^FD123456^FS', ']C0123456'],
    [
      "the manual's Code 128 in subset C",
      '^FO20,20^BY2^BCN,150^FD>;382436>6CODE128>752375152^FS',
      ']C0382436CODE128TEST',
    ],
    ["the manual's DataMatrix", '^FO20,20^BXN,6,200^FDZEBRA TECHNOLOGIES^FS', ']d1ZEBRA TECHNOLOGIES'],
    [
      'EAN-13, the check digit the printer’s own',
      '^BY2^FO40,20^BEN,80,N^FD950600013435^FS',
      ']E09506000134352',
    ],
    ['interleaved 2 of 5', '^BY2,2.5^FO40,20^B2N,80,N^FD19506000134359^FS', ']I119506000134359'],
    [
      'interleaved 2 of 5 with a check digit',
      '^BY2^FO40,20^B2N,80,N,N,Y^FD1950600013435^FS',
      ']I119506000134359',
    ],
    ['mode A', '^BY2^FO20,20^BCN,80,N,N,N,A^FDAB123456^FS', ']C0AB123456'],
  ])('is readable: %s', async (_, inside, text) => {
    expect((await readSymbols(drawn(inside))).map((symbol) => symbol.text)).toEqual([text])
  })

  it.each([
    ['a QR code, lower by the bar height', '^FO30,20^BQN,2,4^FDMA,hello^FS'],
    ['a QR code after ^BY', '^BY2,2,50^FO30,20^BQN,2,4^FDMA,hello^FS'],
    ['a DataMatrix', '^FO30,20^BXN,4,200^FDhello^FS'],
    ['Code 128', '^BY2^FO30,20^BCN,50,N^FDhello^FS'],
    ['Code 128 turned', '^BY2^FO30,20^BCR,50,N^FDhello^FS'],
    ['a turned DataMatrix', '^FO30,20^BXR,5,200,32,8,,_,2^FDturned^FS'],
    ['Code 128 typeset', '^BY3^FT30,200^BCN,50,N^FDhello^FS'],
    ['EAN-13', '^BY2^FO30,20^BEN,50,N^FD950600013435^FS'],
    ['interleaved 2 of 5', '^BY2,2.5^FO30,20^B2N,50,N^FD123456^FS'],
    ['interleaved 2 of 5 by the ratio that no one set', '^BY3^FO30,20^B2N,50,N^FD123456^FS'],
    ['a box', '^FO30,20^GB200,100,6^FS'],
    ['a line', '^FO30,20^GB200,0,3^FS'],
  ])('stands where an independent renderer puts it: %s', async (_, inside) => {
    const mine = drawn(inside)
    expect(inked((x, y) => dotAt(mine, x, y))).toEqual(inked(await rendered(inside)))
  })

  it('sets text about as large as an independent renderer, and on the same line', async () => {
    for (const inside of [
      '^FO30,40^A0N,40,40^FDLabel No 0123^FS',
      '^FT30,140^A0N,40,40^FDLabel No 0123^FS',
    ]) {
      const mine = drawn(inside)
      const [left = 0, top = 0, width = 0] = inked((x, y) => dotAt(mine, x, y))
      const [otherLeft = 0, otherTop = 0, otherWidth = 0] = inked(await rendered(inside))
      expect(Math.abs(left - otherLeft)).toBeLessThan(6)
      expect(Math.abs(top - otherTop)).toBeLessThan(6)
      expect(width / otherWidth).toBeGreaterThan(0.85)
      expect(width / otherWidth).toBeLessThan(1.15)
    }
  })

  it('unpacks one picture from hex, run lengths, base64, zlib and raw bytes', () => {
    const bytes = Buffer.from('ff00ff00ff00f00ff00fffff00000000', 'hex')
    const base64 = bytes.toString('base64')
    const z64 = deflateSync(bytes).toString('base64')
    const forms = [
      `A,16,16,4,${bytes.toString('hex')}`,
      'A,16,16,4,ff00ff00ff00f00ff00fffff00000000',
      'A,16,16,4,HF00HF00HF00F00FF00FJF,',
      `A,16,16,4,:B64:${base64}:${crc(base64)}`,
      `A,16,16,4,:Z64:${z64}:${crc(z64)}`,
      `B,16,16,4,${bytes.toString('latin1')}`,
    ]
    const pictures = forms.map((form) => {
      const reading = interpretZpl(Buffer.from(`^XA^PW480^LL320^FO8,8^GF${form}^FS^XZ`, 'latin1'))
      return reading.ok ? Buffer.from(reading.draw().data).toString('hex') : reading.problems
    })
    expect(new Set(pictures).size).toBe(1)
    expect(typeof pictures[0]).toBe('string')
  })

  it('turns, mirrors and inverts', () => {
    const corner = '^FO0,0^GB40,20,20^FS'
    expect(inked(dotsOf(drawn(`^POI${corner}`)))).toEqual([440, 300, 40, 20])
    expect(inked(dotsOf(drawn(`^PMY${corner}`)))).toEqual([440, 0, 40, 20])
    expect(inked(dotsOf(drawn(`${corner}^FO0,0^FR^GB40,10,10^FS`)))).toEqual([0, 10, 40, 10])
    expect(inked(dotsOf(drawn(`${corner}^FO0,0^GB40,10,10,W^FS`)))).toEqual([0, 10, 40, 10])
  })
})

const dotsOf = (bitmap: Bitmap) => (x: number, y: number) => dotAt(bitmap, x, y)

/** CRC-16/XMODEM by its table, unlike the interpreter's. */
function crc(text: string): string {
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = index << 8
    for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x1021 : value << 1
    return value & 0xffff
  })
  const value = [...text].reduce(
    (sum, letter) => ((sum << 8) & 0xffff) ^ (table[(sum >> 8) ^ letter.charCodeAt(0)] ?? 0),
    0,
  )
  return value.toString(16).padStart(4, '0').toUpperCase()
}
