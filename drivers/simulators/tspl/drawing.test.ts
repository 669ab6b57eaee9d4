import { describe, expect, it } from 'vitest'
import { type Bitmap, dotAt } from '../../render/bitmap.ts'
import { readSymbols } from '../symbol-eye.ts'
import { interpretTspl } from './interpret.ts'

const gs = '\x1d'
const page = (...lines: readonly string[]) =>
  Buffer.from(['SIZE 60 mm,40 mm', 'GAP 2 mm,0 mm', 'CLS', ...lines, 'PRINT 1,1', ''].join('\r\n'), 'latin1')

function drawn(...lines: readonly string[]): Bitmap {
  const reading = interpretTspl(page(...lines))
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems))
  return reading.draw()
}

function inked(bitmap: Bitmap): number[] {
  let [left, top, right, bottom] = [bitmap.width, bitmap.height, -1, -1]
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      if (!dotAt(bitmap, x, y)) continue
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
  }
  return [left, top, right - left + 1, bottom - top + 1]
}

const rows = (bitmap: Bitmap, height: number, width: number) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (dotAt(bitmap, x, y) ? '#' : '.')).join(''),
  )

describe('what the strict TSPL printer draws', () => {
  it.each([
    [
      'a QR code',
      'QRCODE 20,20,M,5,A,0,M2,S7,"https://x.example/01/09506000134352"',
      ']Q1https://x.example/01/09506000134352',
    ],
    ['a QR code with a quotation mark', 'QRCODE 20,20,M,5,A,0,M2,"a\\["]b"', ']Q1a"b'],
    ['a QR code in manual mode', 'QRCODE 20,20,H,5,M,0,M2,"B0005ab,cd"', ']Q1ab,cd'],
    [
      'a GS1 DataMatrix',
      'DMATRIX 20,20,200,200,c126,x5,"~10109506000134352~110LOT~117270101"',
      `]d20109506000134352${gs}10LOT${gs}17270101`,
    ],
    ['a DataMatrix with escapes', 'DMATRIX 20,20,200,200,c126,"a~~b~d065~GC"', ']d1a~bA\x07C'],
    ['a DataMatrix of one size', 'DMATRIX 20,20,200,200,x5,26,26,"small"', ']d1small'],
    ['Code 128 by the printer', 'BARCODE 20,20,"128",80,0,0,2,4,"LBL-123456"', ']C0LBL-123456'],
    ['Code 128 by hand', 'BARCODE 20,20,"128M",80,0,0,2,2,"!104ABCD!0991234!101EF"', ']C0ABCD1234EF'],
    ["the manual's DataMatrix", 'DMATRIX 10,10,300,300,"DMATRIX EXAMPLE 1"', ']d1DMATRIX EXAMPLE 1'],
    [
      "the manual's DataMatrix of six dots a module",
      'DMATRIX 110,10,200,200,x6,"DMATRIX EXAMPLE 2"',
      ']d1DMATRIX EXAMPLE 2',
    ],
    ["the manual's QR code in manual mode", 'QRCODE 150,10,H,4,M,0,M2,S3,"N123456"', ']Q1123456'],
    [
      'GS1-128 by hand',
      'BARCODE 20,20,"128M",80,0,0,2,2,"!105!10200395060000000000122"',
      ']C100395060000000000122',
    ],
    ['EAN-13', 'BARCODE 40,20,"EAN13",80,0,0,2,2,"950600013435"', ']E09506000134352'],
    ['interleaved 2 of 5', 'BARCODE 40,20,"25",80,0,0,2,5,"19506000134359"', ']I119506000134359'],
    [
      'GS1-128 by the printer',
      'BARCODE 20,20,"EAN128",80,0,0,2,2,"10LOT7!10217270101"',
      `]C110LOT7${gs}17270101`,
    ],
  ])('is readable: %s', async (_, line, text) => {
    expect((await readSymbols(drawn(line))).map((symbol) => symbol.text)).toEqual([text])
  })

  it('knows that 0 is black in a bitmap, and its three modes', () => {
    const over = 'BAR 0,0,16,4'
    const bitmap = (mode: number) => `BITMAP 0,1,2,2,${mode},\x0f\xff\x00\x0f`
    expect(rows(drawn(bitmap(0)), 4, 16)).toEqual([
      '................',
      '####............',
      '############....',
      '................',
    ])
    expect(rows(drawn(over, bitmap(0)), 4, 16)).toEqual([
      '################',
      '####............',
      '############....',
      '################',
    ])
    expect(rows(drawn('BAR 8,1,8,1', bitmap(1)), 2, 16)).toEqual(['................', '####....########'])
    expect(rows(drawn(over, bitmap(2)), 4, 16)).toEqual([
      '################',
      '....############',
      '............####',
      '################',
    ])
  })

  it('counts the bytes of a bitmap, whatever they look like', () => {
    const bytes = '\r\nPRINT 1\r\n\x1b!?CLS"'
    const reading = interpretTspl(page(`BITMAP 0,0,1,${bytes.length},0,${bytes}`))
    expect(reading).toMatchObject({ ok: true, marks: [{ kind: 'graphic', height: bytes.length }] })
  })

  it('turns things about their own starting point', () => {
    const bars = (turn: number) => inked(drawn(`BARCODE 240,160,"128",40,0,${turn},1,1,"A"`))
    expect(bars(0)).toEqual([240, 160, 46, 40])
    expect(bars(90)).toEqual([200, 160, 40, 46])
    expect(bars(180)).toEqual([194, 120, 46, 40])
    expect(bars(270)).toEqual([240, 114, 40, 46])
  })

  it('draws boxes, bars, what is erased and what is inverted, from the reference point', () => {
    expect(inked(drawn('REFERENCE 10,5', 'BOX 0,0,100,50,2'))).toEqual([10, 5, 100, 50])
    expect(inked(drawn('BAR 0,0,40,20', 'ERASE 0,0,40,10'))).toEqual([0, 10, 40, 10])
    expect(inked(drawn('BAR 0,0,40,20', 'REVERSE 0,0,40,10'))).toEqual([0, 10, 40, 10])
    expect(inked(drawn('DIRECTION 1,1', 'BAR 0,0,40,20'))).toEqual([440, 0, 40, 20])
  })

  it('sets text in cells of its fonts', () => {
    const texts = (line: string) => {
      const reading = interpretTspl(page(line))
      return reading.ok
        ? reading.marks.map(({ x, y, width, height, text }) => [x, y, width, height, text])
        : reading
    }
    expect(texts('TEXT 10,20,"3",0,2,1,"Lot"')).toEqual([[10, 20, 96, 24, 'Lot']])
    expect(texts('TEXT 240,20,"1",0,1,1,2,"Lot"')).toEqual([[228, 20, 24, 12, 'Lot']])
    expect(texts('TEXT 240,20,"0",0,10,12,"Lot"')).toMatchObject([[240, 20, expect.any(Number), 34, 'Lot']])
  })

  it('keeps sizes in millimetres, inches and dots', () => {
    for (const size of ['60 mm,40 mm', '480 dot,320 dot', '2.362,1.575'])
      expect(interpretTspl(Buffer.from(`SIZE ${size}\nCLS\nBAR 0,0,1,1\nPRINT 1\n`))).toMatchObject({
        width: 480,
        height: 320,
      })
  })
})
