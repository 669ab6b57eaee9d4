import { code128Bitmap, code128Modules, fnc1 } from '../drawing/code-128.ts'
import {
  type DataMatrixSize,
  dataMatrixSymbol,
  type MatrixSymbol,
  qrSymbol,
  qrSymbolOfBytes,
} from '../drawing/matrix-symbols.ts'
import { plainText } from '../drawing/plain-font.ts'
import { outOfBounds, refuse } from '../drawing/refusal.ts'
import { type Turn, turned } from '../drawing/turn.ts'
import type { Arguments } from './arguments.ts'
import { chosenCode128, manualCode128 } from './code-128-content.ts'
import { atReference, canvas, countSymbol, picture, type TsplLabelState, turnedPlace } from './label.ts'
import { type BarsSaid, retailBars } from './retail-bars-content.ts'
import type { TsplHandler } from './setup-commands.ts'

const dots = 32_000

/** `BARCODE x,y,"type",height,human readable,rotation,narrow,wide,[alignment,]"content"` */
const barcode: TsplHandler = (label, given) => {
  given.between(9, 10)
  const hasAlignment = given.count === 10
  // Centred and right-aligned bars would need the width of the label's column: not known here.
  if (hasAlignment) given.whole(8, 0, 1)
  const type = given.quoted(2)
  const content = given.quoted(hasAlignment ? 9 : 8)
  const height = given.whole(3, 1, dots)
  const isWritten = given.whole(4, 0, 3) > 0
  const turn = given.turn(5)
  const [narrow, wide] = [given.whole(6, 1, 10), given.whole(7, 1, 30)]
  const retail = type === 'EAN13' || type === '25' ? retailBars(type, content, narrow, wide, height) : null
  const { width, draw, text, symbology } = retail ?? code128Bars(type, content, narrow, height)
  countSymbol(label)
  const start = atReference(label, given.whole(0, 0, dots), given.whole(1, 0, dots))
  const place = turnedPlace(start, width, height, turn)
  canvas(label).push({
    ...picture(place, 'black', 'symbol', () => turned(draw(), turn)),
    text,
    symbology,
  })
  if (isWritten) writeUnder(label, text, { x: start.x, y: start.y + height + 2 }, turn)
}

/** Human readable text, in the printer's font of 8 × 12 dots. */
function writeUnder(label: TsplLabelState, text: string, at: { x: number; y: number }, turn: Turn): void {
  if (turn !== 0) refuse('text under a turned symbol')
  const cells = [...text].map((letter) => ({ letter, width: 8 }))
  const place = { ...at, width: 8 * cells.length, height: 12 }
  canvas(label).push({ ...picture(place, 'black', 'text', () => plainText(cells, 12)), text })
}

function code128Bars(type: string, content: string, narrow: number, height: number): BarsSaid {
  const words = wordsOf(type, content)
  return {
    width: code128Modules(words) * narrow,
    draw: () => code128Bitmap(words, narrow, height),
    text: content.replace(/!\d{3}/g, ''),
    symbology: 'code-128',
  }
}

function wordsOf(type: string, content: string): number[] {
  if (type === '128M') return manualCode128(content)
  if (type === '128' || type === 'EAN128') return chosenCode128(content, type === 'EAN128')
  return refuse('a symbology that it does not know')
}

function putMatrix(
  label: TsplLabelState,
  given: Arguments,
  symbol: MatrixSymbol,
  moduleDots: number,
  turn: Turn,
  said: { readonly text: string; readonly symbology: 'qr' | 'data-matrix' },
): void {
  countSymbol(label)
  const start = atReference(label, given.whole(0, 0, dots), given.whole(1, 0, dots))
  const place = turnedPlace(start, symbol.columns * moduleDots, symbol.rows * moduleDots, turn)
  const draw = () => turned(symbol.bitmap(moduleDots), turn)
  canvas(label).push({ ...picture(place, 'black', 'symbol', draw), ...said })
}

/**
 * `QRCODE x,y,level,cell width,mode,rotation,[justification,][model,][mask,]"content"`. The manual's default model is 1,
 * which no phone reads: model 2 is to be said.
 */
const qrcode: TsplHandler = (label, given) => {
  given.between(7, 10)
  const level = given.oneOf(2, 'L', 'M', 'Q', 'H')
  const moduleDots = given.whole(3, 1, 10)
  const isManual = given.oneOf(4, 'A', 'M') === 'M'
  const turn = given.turn(5)
  let model = 'M1'
  let mask = 7
  for (let index = 6; index < given.count - 1; index++) {
    const option = given.word(index)
    if (/^M[12]$/.test(option)) model = option
    else if (/^S[0-7]$/.test(option)) mask = Number(option[1])
    else if (option !== 'J1') refuse(outOfBounds)
  }
  if (model !== 'M2') refuse('a QR code of model 1')
  const content = given.quoted(given.count - 1)
  const { data, draw } = isManual ? manualQr(content) : { data: content, draw: qrSymbol }
  if (data === '') refuse('no data')
  const symbol = draw(Buffer.from(data, 'latin1'), level, mask)
  if (typeof symbol === 'string') return refuse(symbol)
  const text = Buffer.from(data, 'latin1').toString('utf8')
  putMatrix(label, given, symbol, moduleDots, turn, { text, symbology: 'qr' })
}

/** Manual mode: one segment, numeric, alphanumeric, or bytes with their count. */
function manualQr(content: string): { data: string; draw: typeof qrSymbol } {
  if (/^N\d+$/.test(content) || /^A[0-9A-Z $%*+./:-]+$/.test(content))
    return { data: content.slice(1), draw: qrSymbol }
  const count = /^B(\d{4})/.exec(content)?.[1]
  if (count !== undefined && Number(count) === content.length - 5)
    return { data: content.slice(5), draw: qrSymbolOfBytes }
  return refuse('no manual segment that it knows')
}

/** `DMATRIX x,y,width,height,[c#,x#,r#,a#,row,col,]"content"`: the symbol is to fit the area that is expected of it. */
const dmatrix: TsplHandler = (label, given) => {
  given.between(5, 11)
  const [width, height] = [given.whole(2, 1, dots), given.whole(3, 1, dots)]
  const options = new Map<string, number>()
  const sizes: number[] = []
  for (let index = 4; index < given.count - 1; index++) {
    const match = /^([cxra]?)(\d{1,3})$/.exec(given.word(index))
    const key = match?.[1] ?? ''
    if (match === null || (key !== '' && options.has(key))) return refuse(outOfBounds)
    if (key === '') sizes.push(Number(match[2]))
    else options.set(key, Number(match[2]))
  }
  const turn = options.get('r') ?? 0
  if (![0, 90, 180, 270].includes(turn) || (options.get('a') ?? 0) > 1 || sizes.length % 2 > 0)
    refuse(outOfBounds)
  const content = matrixContent(given.quoted(given.count - 1), options.get('c'))
  const symbol = dataMatrixSymbol(content, sizeOf(sizes), options.get('a') === 1)
  if (typeof symbol === 'string') return refuse(symbol)
  const fitting = Math.floor(Math.min(width / symbol.columns, height / symbol.rows))
  const moduleDots = options.get('x') ?? fitting
  if (moduleDots < 1 || moduleDots > fitting) refuse('a symbol larger than the area for it')
  const text = (content.startsWith(fnc1) ? content.slice(1) : content).replaceAll(fnc1, '\x1d')
  putMatrix(label, given, symbol, moduleDots, turn as Turn, { text, symbology: 'data-matrix' })
}

function sizeOf(sizes: readonly number[]): DataMatrixSize | null {
  const [rows, columns] = sizes
  return rows === undefined || columns === undefined ? null : { rows, columns }
}

/** The escape, when one was chosen: `~1` FNC1, `~d065` a letter by its number, `~X` a control character, `~~` itself. */
function matrixContent(content: string, signCode: number | undefined): string {
  if (content === '') return refuse('no data')
  if (signCode === undefined) return content
  const sign = String.fromCharCode(signCode)
  let found = ''
  for (let at = 0; at < content.length; at++) {
    const letter = content[at] ?? ''
    if (letter !== sign) {
      found += letter
      continue
    }
    const next = content[++at] ?? ''
    const number = /^d([0-2]\d\d)/.exec(content.slice(at))?.[1]
    if (next === sign) found += sign
    else if (next === '1') found += fnc1
    else if (number !== undefined && Number(number) < 256) {
      found += String.fromCharCode(Number(number))
      at += 3
    } else if (/[@-_]/.test(next)) found += String.fromCharCode(next.charCodeAt(0) - 64)
    else refuse(`the escape ${JSON.stringify(letter + next)}`)
  }
  return found
}

export const symbolCommands: Record<string, TsplHandler> = {
  BARCODE: barcode,
  QRCODE: qrcode,
  DMATRIX: dmatrix,
}
