import { inflateSync } from 'node:zlib'
import bwip from 'bwip-js/node'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GS } from '../../core/gs1/element-string.ts'
import { caseContent } from '../../core/label/template/content.stub.ts'
import { type Bitmap, blit, dotAt, fillRectangle, newBitmap, setDot } from '../render/bitmap.ts'
import { type DrawOp, type LabelPage, pictureAt } from '../render/draw-ops.ts'
import { casePage, unitPage } from '../render/label-page.stub.ts'
import { unitMedia } from '../render/media.ts'
import { gs1BarsOp, gs1MatrixOp, qrOp } from '../render/symbols.ts'
import { gs1Code128 } from './code128.ts'
import { encodeLabel } from './encode-label.ts'
import { type PrinterModel, printerModels } from './models.ts'
import { readTsplJob } from './tspl/tspl-lexer.stub.ts'

const models: readonly PrinterModel[] = Object.values(printerModels)
const zplModels = models.filter(({ language }) => language === 'zpl')
const tsplModels = models.filter(({ language }) => language === 'tspl')
const page = (...ops: DrawOp[]): LabelPage => ({ media: unitMedia(8), ops })
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

/** A text op of any text: what layouts refuse, encoders must still not take for commands. */
const textOp = (text: string): DrawOp => {
  const bitmap = newBitmap(16, 20)
  fillRectangle(bitmap, 0, 0, 16, 20)
  return { op: 'text', element: 'lot', x: 10, y: 10, width: 16, height: 20, text, bitmap: () => bitmap }
}
const place = { element: 's', x: 16, y: 16, moduleDots: 2 }

/** Texts made of what languages take for their own, and of everything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '^',
        '~',
        '_',
        '>',
        '\\',
        '"',
        '!',
        '\r\n',
        '\x1b!?',
        '^XZ',
        '~JA',
        '^FS^PQ9',
        '\\["]',
        '!102',
        '~1',
        '_1',
        '>8',
        'PRINT 9,9',
        '纸',
        'é',
        '\x00',
        '\x02',
        '\x1d',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
const bounds = { numRuns: 400 }

/** ZPL's own view: everything between `^` or `~` and the next of them. */
const zplCommands = (job: string) => [...job.matchAll(/[\^~]([A-Z][A-Z0-9@])/g)].map(([, name]) => name)

/** Undoes `^FH`. */
const unescaped = (data: string) =>
  Buffer.from(
    data.replace(/_([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

describe('data in ZPL', () => {
  it('can never be a command, and comes back as it was', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const job = latin1(encodeLabel(printerModels['zebra-203'], text, page(textOp(text))))
        expect(job).toMatch(/^[\n -~]*$/)
        expect(zplCommands(job).filter((name) => name !== 'FH')).toEqual([
          'XA',
          'FX',
          'FS',
          'JZ',
          'CI',
          'PW',
          'LL',
          'LH',
          'FO',
          'A0',
          'FD',
          'FS',
          'XZ',
        ])
        const [, isEscaped, data = ''] = /\^A0N,20,20(\^FH_)?\^FD([^^]*)\^FS/.exec(job) ?? []
        const lone = text.replace(/\p{Surrogate}/gu, '\ufffd')
        expect(isEscaped === undefined ? data : unescaped(data)).toBe(lone)
      }),
      bounds,
    )
  })

  it('in symbols is written out in full or sent as a picture, never as something else', () => {
    const signs = fc.constantFrom(...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)), GS)
    fc.assert(
      fc.property(fc.array(signs, { minLength: 1, maxLength: 20 }), (letters) => {
        const text = letters.join('')
        const code = gs1Code128(text)
        const bars = gs1BarsOp(place, text, code?.modules ?? 0, 20)
        const matrix = gs1MatrixOp(place, text, 32)
        for (const op of [bars, matrix]) {
          const job = latin1(encodeLabel(printerModels['zebra-203'], 'x', page(op)))
          const drawn = ['FO', 'BY', 'BC', 'BX', 'FD', 'FS', 'GF']
          expect(
            zplCommands(job)
              .slice(8, -1)
              .every((name) => drawn.includes(name ?? '')),
          ).toBe(true)
          expect(job.match(/\^FD/g)?.length ?? 0).toBeLessThanOrEqual(1)
        }
      }),
      bounds,
    )
  })
})

describe('data in TSPL', () => {
  it('can never be a command, and is a picture where it cannot be said', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { lines, problems } = readTsplJob(
          encodeLabel(printerModels['tspl2-203'], text, page(textOp(text))),
        )
        expect(problems).toEqual([])
        const said = lines.filter(({ name }) => name === 'TEXT')
        expect(lines.filter(({ name }) => name === 'PRINT').map(({ rest }) => rest)).toEqual(['1,1'])
        expect(said.length + lines.filter(({ name }) => name === 'BITMAP').length).toBe(1)
        for (const { rest } of said) {
          const quoted = rest.slice(rest.indexOf('"', 12))
          expect(quoted.slice(1, -1).replaceAll('\\["]', '"')).toBe(text)
        }
      }),
      bounds,
    )
  })
})

describe('GS1-128', () => {
  const elements = fc
    .array(
      fc.oneof(
        fc.constantFrom('0', '12', '345', '00', '99', 'A', 'b', GS, '-', '1234567'),
        fc.constantFrom('Z', '/', '7'),
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(''))

  it('is never longer than an independent encoder writes it, and says the same', () => {
    fc.assert(
      fc.property(elements, (text) => {
        const code = gs1Code128(text)
        const escaped = `^FNC1${text.replaceAll(GS, '^FNC1')}`
        const [raw] = bwip.raw({ bcid: 'code128', text: escaped, parsefnc: true } as never) as unknown as [
          { sbs: number[] },
        ]
        expect(code?.modules).toBeLessThanOrEqual(raw.sbs.reduce((sum, width) => sum + width, 0))
        const said = code?.pieces
          .map((piece) => (piece.kind === 'data' ? piece.text : piece.kind === 'fnc1' ? GS : ''))
          .join('')
        expect(said).toBe(GS + text)
      }),
      bounds,
    )
  })

  it('has FNC1 between variable elements and changes its code set where that is shorter', () => {
    const text = `10AB1${GS}37123456`
    const code = gs1Code128(text)
    const job = latin1(
      encodeLabel(printerModels['zebra-203'], 'x', page(gs1BarsOp(place, text, code?.modules ?? 0, 40))),
    )
    expect(job).toContain('^BY2^BCN,40,N,N,N,N^FD>;>810>6AB1>8>537123456^FS')
    const tspl = latin1(
      encodeLabel(printerModels['tspl2-203'], 'x', page(gs1BarsOp(place, text, code?.modules ?? 0, 40))),
    )
    expect(tspl).toContain('BARCODE 16,16,"128M",40,0,0,2,2,"!105!10210!100AB1!102!09937123456"\r\n')
  })

  it('is refused for what is in neither code set', () => {
    expect(gs1Code128('10é')).toBeNull()
  })
})

describe('native symbols', () => {
  const sscc = `00${caseContent.sscc}`
  it('are said in ZPL', () => {
    const { x, y } = place
    const job = latin1(
      encodeLabel(
        printerModels['zebra-203'],
        'x',
        page(
          qrOp(place, 'https://a.b/12', { version: 1, level: 'M', mask: 3 }, 'link'),
          gs1MatrixOp(place, sscc, 20),
        ),
      ),
    )
    expect(job).toContain(`^FO${x},${y - 10}^BY2,3,10^BQN,2,2,M,3^FDMM,B0014https://a.b/12^FS`)
    expect(job).toContain(`^FO${x},${y}^BXN,2,200,20,20,,_^FD_1${sscc}^FS`)
  })

  it('are said in TSPL', () => {
    const job = latin1(
      encodeLabel(
        printerModels['tspl2-203'],
        'x',
        page(
          qrOp(place, 'https://a.b/12', { version: 1, level: 'M', mask: 3 }, 'link'),
          gs1MatrixOp(place, sscc, 20),
        ),
      ),
    )
    expect(job).toContain('QRCODE 16,16,M,2,M,0,M2,S3,"B0014https://a.b/12"\r\n')
    expect(job).toContain(`DMATRIX 16,16,40,40,c126,x2,20,20,"~1${sscc}"\r\n`)
  })

  it.each([
    ['a text too short for its version', qrOp(place, 'HELLO', { version: 4, level: 'M', mask: 3 }, 'link')],
    [
      'modules larger than the command takes',
      qrOp({ ...place, moduleDots: 11 }, 'https://a.b/12', { version: 1, level: 'M', mask: 3 }, 'l'),
    ],
    ['an underscore in a matrix', gs1MatrixOp(place, '10A_B', 16)],
    ['a tilde in a matrix', gs1MatrixOp(place, '10A~B', 16)],
    [
      'bars of another width than laid out',
      { ...gs1BarsOp(place, sscc, 156, 40), modules: 200, bitmap: () => newBitmap(8, 8) },
    ],
  ])('are pictures for %s', (_what, op) => {
    const job = latin1(encodeLabel(printerModels['zebra-203'], 'x', page(op)))
    expect(job).toContain('^GFA')
    expect(job).not.toMatch(/\^B[QXC]/)
  })
})

/** Noise: pictures that compress badly and hold every byte. */
function noise(width: number, height: number, seed: number): Bitmap {
  const bitmap = newBitmap(width, height)
  let state = seed
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      if ((state >>> 24) % 3 === 0) setDot(bitmap, x, y)
    }
  }
  return bitmap
}

describe('pictures in TSPL', () => {
  const media = unitMedia(8)
  const drawn = (ops: readonly DrawOp[]) => {
    const job = encodeLabel(printerModels['tspl-203'], 'x', { media, ops })
    const { bitmaps, problems } = readTsplJob(job)
    expect(problems).toEqual([])
    const paper = newBitmap(media.widthDots, media.heightDots)
    for (const { x, y, bitmap } of bitmaps) blit(paper, bitmap, x, y)
    return { job, paper }
  }

  it('print what was laid out, dot for dot, wherever they stand and whatever is beside them', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.nat(400),
            fc.nat(250),
            fc.integer({ min: 1, max: 70 }),
            fc.integer({ min: 1, max: 50 }),
            fc.nat(),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        (pictures) => {
          const ops = pictures.map(([x, y, width, height, seed]) =>
            pictureAt('p', x, y, noise(width, height, seed)),
          )
          const expected = newBitmap(media.widthDots, media.heightDots)
          for (const { bitmap, x, y } of ops) blit(expected, bitmap, x, y)
          expect(Buffer.from(drawn(ops).paper.data).equals(Buffer.from(expected.data))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('never hold ESC and an exclamation mark, which the firmware would answer as a question', () => {
    const bitmap = newBitmap(64, 40)
    // White is 1: the complement of what is sent.
    for (let row = 0; row < 40; row++)
      bitmap.data.set([0xff, 0xe4, 0xde, 0xff, 0xe4, 0xff, 0xff, 0xe4], row * 8)
    for (let row = 1; row < 40; row += 2) bitmap.data[row * 8] = 0xde
    const { job, paper } = drawn([pictureAt('p', 0, 0, bitmap)])
    expect(Buffer.from(job).includes(Buffer.from([0x1b, 0x21]))).toBe(false)
    for (let y = 0; y < 40; y++)
      for (let x = 0; x < 64; x++) expect(dotAt(paper, x, y)).toBe(dotAt(bitmap, x, y))
  })

  it('take no byte for what is white around and between them', () => {
    const line = newBitmap(400, 20)
    fillRectangle(line, 0, 0, 16, 20)
    fillRectangle(line, 384, 0, 16, 20)
    const { job } = drawn([pictureAt('p', 16, 16, line)])
    expect(job.length).toBeLessThan(340)
  })

  it('are nothing when they are white', () => {
    expect(latin1(drawn([pictureAt('p', 16, 16, newBitmap(400, 200))]).job)).not.toContain('BITMAP')
  })
})

describe('pictures in :Z64:', () => {
  it('inflate to what was laid out, with a CRC over their letters', () => {
    const bitmap = noise(77, 41, 7)
    const job = latin1(encodeLabel(printerModels['zebra-203'], 'x', page(pictureAt('p', 3, 5, bitmap))))
    const [, total, stride, packed = '', sum] =
      /\^FO3,5\^GFA,(\d+),\1,(\d+),:Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})\^FS/.exec(job) ?? []
    expect([Number(total), Number(stride)]).toEqual([410, 10])
    expect(Buffer.from(bitmap.data).equals(inflateSync(Buffer.from(packed, 'base64')))).toBe(true)
    // Bit by bit, as the polynomial x¹⁶ + x¹² + x⁵ + 1 divides.
    let crc = 0
    for (const letter of Buffer.from(packed)) {
      for (let bit = 7; bit >= 0; bit--) {
        const high = (crc >> 15) ^ ((letter >> bit) & 1)
        crc = ((crc << 1) & 0xffff) ^ (high === 1 ? 0x1021 : 0)
      }
    }
    expect(sum).toBe(crc.toString(16).toUpperCase().padStart(4, '0'))
  })
})

describe('every job', () => {
  it.each(zplModels)('of $name is one format that is never printed again by itself', (model) => {
    for (const whole of [unitPage({}, model.dotsPerMm), casePage({}, model.dotsPerMm)]) {
      const job = latin1(encodeLabel(model, 'ST1', whole))
      expect(job.match(/\^XA/g)).toHaveLength(1)
      expect(job.match(/\^XZ/g)).toHaveLength(1)
      expect(job).toContain('^JZN')
      expect(job).not.toMatch(/\^(PQ|SN|SF)/)
      expect(job).not.toMatch(/~|\^MN|\^MT|\^PR/)
    }
  })

  it.each(tsplModels)('of $name is one label that is never printed again by itself', (model) => {
    for (const whole of [unitPage({}, model.dotsPerMm), casePage({}, model.dotsPerMm)]) {
      const { lines, problems } = readTsplJob(encodeLabel(model, 'ST1', whole))
      expect(problems).toEqual([])
      const names = lines.map(({ name, rest }) => (name === 'SET' ? `SET ${rest}` : name))
      expect(names.slice(0, 10)).toEqual([
        'REM',
        'SET REPRINT OFF',
        'SET PRINTKEY OFF',
        'SIZE',
        'GAP',
        'DIRECTION',
        'REFERENCE',
        'CODEPAGE',
        'CLS',
        names[9],
      ])
      expect(names.filter((name) => name === 'PRINT')).toHaveLength(1)
      expect(names.at(-1)).toBe('PRINT')
      expect(names.lastIndexOf('BITMAP')).toBeLessThan(
        Math.min(...['BAR', 'TEXT', 'QRCODE'].map((name) => names.indexOf(name)).filter((at) => at >= 0)),
      )
    }
  })

  it('says how to print only where that was asked for', () => {
    const print = { media: 'mark', ribbon: true, darkness: 50, speed: 4 } as const
    expect(latin1(encodeLabel({ ...printerModels['zpl-203'], print }, 'x', page()))).toContain(
      '^MNM^MTT^PR4~SD15\n',
    )
    const tspl = latin1(encodeLabel({ ...printerModels['tspl2-203'], print }, 'x', page()))
    expect(tspl).toContain('\r\nBLINE 3 mm,0 mm\r\nSET RIBBON ON\r\nSPEED 4\r\nDENSITY 8\r\n')
  })

  it('takes few bytes', () => {
    const size = (id: keyof typeof printerModels) => {
      const model = printerModels[id]
      return encodeLabel(model, 'ST1', unitPage({}, model.dotsPerMm)).length
    }
    expect(size('zebra-203')).toBeLessThan(4_000)
    expect(size('zpl-203')).toBeLessThan(8_500)
    expect(size('tspl2-203')).toBeLessThan(10_000)
    expect(size('tspl-203')).toBeLessThan(14_000)
  })
})
