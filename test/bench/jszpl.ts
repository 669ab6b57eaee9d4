import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { GS } from '../../core/gs1/element-string.ts'
import { gs1Code128 } from '../../drivers/printers/code128.ts'
import type { Bitmap } from '../../drivers/render/bitmap.ts'
import type { DrawOp, LabelPage, SymbolOp } from '../../drivers/render/draw-ops.ts'

const VERSION = '2.0.1'

/** The part of its interface that is used here. */
interface Element {
  left: number
  top: number
  width: number
  height: number
  fixed: boolean
  [property: string]: unknown
}
interface Jszpl {
  readonly Label: new () => {
    width: number
    height: number
    content: unknown[]
    generateZPL(): string
    [property: string]: unknown
  }
  readonly PrintDensity: new (name: string) => unknown
  readonly Spacing: new (all: number) => unknown
  readonly Text: new () => Element
  readonly Box: new () => Element
  readonly Barcode: new () => Element
  readonly Graphic: new () => Element
  readonly GraphicData: new (width: number, height: number, data: number[]) => unknown
  readonly FontFamily: new (name: string) => unknown
  readonly BarcodeType: new (name: string) => unknown
}

/**
 * Fetches jszpl from npm's registry into a folder of its own, which is removed afterwards, and hands it to `use`. It is GPL-3.0:
 * nothing of Bondmark may depend on it, and nothing that is shipped or committed holds any of it.
 */
export async function withJszpl<T>(use: (jszpl: Jszpl) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'label-peers-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `jszpl@${VERSION}`]
    process.stderr.write(`npm ${args.join(' ')}, in ${folder}\n`)
    const { status } = spawnSync(npm, args, { cwd: folder, stdio: ['ignore', 2, 2] })
    if (status !== 0) throw new Error('npm could not fetch jszpl')
    const module = join(folder, 'node_modules/jszpl/dist/jszpl.mjs')
    return await use((await import(pathToFileURL(module).href)) as Jszpl)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Where = Pick<DrawOp, 'x' | 'y' | 'width' | 'height'>

function placed(element: Element, { x, y, width, height }: Where, more: Record<string, unknown>): Element {
  return Object.assign(element, { left: x, top: y, width, height, fixed: true, ...more })
}

/** Pictures that many labels share, as the list of dots that it takes: made once for it, as ours are packed once. */
const dotLists = new WeakMap<Bitmap, number[]>()

function dotsOf(bitmap: Bitmap): number[] {
  const known = dotLists.get(bitmap)
  if (known !== undefined) return known
  const { width, height, stride, data } = bitmap
  const dots = new Array<number>(width * height)
  let at = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) dots[at++] = ((data[y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1
  dotLists.set(bitmap, dots)
  return dots
}

function graphic(jszpl: Jszpl, where: Where, bitmap: Bitmap): Element {
  const data = dotsOf(bitmap)
  return placed(new jszpl.Graphic(), where, {
    data: new jszpl.GraphicData(bitmap.width, bitmap.height, data),
  })
}

/** Its bar codes: data, and what its `dataPrepend` puts before it, in ZPL's own spelling. It takes no version, level or module. */
function barcode(jszpl: Jszpl, op: SymbolOp): Element {
  const of = (type: string, data: string, more: Record<string, unknown> = {}) =>
    placed(new jszpl.Barcode(), op, {
      type: new jszpl.BarcodeType(type),
      data,
      interpretationLine: false,
      ...more,
    })
  switch (op.symbology) {
    case 'qr':
      return of('QRCode', op.text, { dataPrepend: 'MA,' })
    case 'gs1-datamatrix':
      return of('DataMatrix', op.text.replaceAll(GS, '~1'), { dataPrepend: '~1' })
    case 'gs1-128': {
      const pieces = gs1Code128(op.text)?.pieces ?? []
      const said = pieces.map((piece) =>
        piece.kind === 'fnc1' ? '>8' : piece.kind === 'set' ? (piece.set === 'B' ? '>6' : '>5') : piece.text,
      )
      return of('Code128', said.join(''), { dataPrepend: '>;' })
    }
    case 'ean-13':
      return of('EAN13', op.text.slice(0, 12))
    case 'itf-14':
      return of('Interleaved25', op.text)
  }
}

function element(jszpl: Jszpl, op: DrawOp): Element {
  switch (op.op) {
    case 'text':
      // Font 0 is not among its fonts.
      return placed(new jszpl.Text(), op, {
        text: op.text,
        fontFamily: new jszpl.FontFamily('A'),
        characterHeight: op.height,
        characterWidth: Math.round(op.height / 2),
      })
    case 'symbol':
      return barcode(jszpl, op)
    case 'bitmap':
      return graphic(jszpl, op, op.bitmap)
    case 'box':
      return placed(new jszpl.Box(), op, { border: op.thickness })
  }
}

function label(jszpl: Jszpl, { media }: LabelPage, content: readonly Element[]): string {
  const made = new jszpl.Label()
  made.printDensity = new jszpl.PrintDensity('8dpmm')
  made.padding = new jszpl.Spacing(0)
  made.width = media.widthMm
  made.height = media.heightMm
  made.content.push(...content)
  return made.generateZPL()
}

/** A laid-out label in its own commands, and in a picture where Bondmark has one, too. */
export const jszplNative = (jszpl: Jszpl, page: LabelPage): string =>
  label(
    jszpl,
    page,
    page.ops.map((op) => element(jszpl, op)),
  )

/** A whole label as one picture. */
export const jszplPicture = (jszpl: Jszpl, page: LabelPage, drawn: Bitmap): string =>
  label(jszpl, page, [graphic(jszpl, { x: 0, y: 0, width: drawn.width, height: drawn.height }, drawn)])
