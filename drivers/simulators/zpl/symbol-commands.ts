import { code128Bitmap, code128Modules, fnc1 } from '../drawing/code-128.ts'
import { dataMatrixSymbol, qrSymbol, qrSymbolOfBytes } from '../drawing/matrix-symbols.ts'
import { refuse } from '../drawing/refusal.ts'
import { condensedWidth, textMark } from '../drawing/text-mark.ts'
import { caseCode128, chosenCode128, invokedCode128 } from './code-128-data.ts'
import type { ZplFormat } from './format.ts'
import type { Parameters } from './parameters.ts'
import { retailCommands } from './retail-commands.ts'
import type { ZplHandler } from './setup-commands.ts'
import { symbolMark, symbolOf } from './symbol-field.ts'

/**
 * `^BQ`. Printers put it lower than the origin by the bar height of `^BY`, ten dots when none was given; where `^FT` puts
 * it differs between them, so that is refused.
 */
function qr(format: ZplFormat, parameters: Parameters): void {
  parameters.atMost(5).letter(0, 'N', 'N')
  parameters.number(1, 2, 2, 2)
  const moduleDots = parameters.number(2, 1, 100)
  parameters.letter(3, 'HQML', 'Q')
  const mask = parameters.number(4, 0, 7, 7)
  const { height: lower } = format.bar
  symbolOf(format, (data, place) => {
    if (place.typeset) refuse('a typeset QR code')
    const head = /^([HQML])([AM]),/.exec(Buffer.from(data.subarray(0, 3)).toString('latin1'))
    if (head === null) refuse('no error correction and input mode before the data')
    const given = data.subarray(3)
    const { content, draw } = head[2] === 'A' ? { content: given, draw: qrSymbol } : manualQr(given)
    const symbol = draw(content, head[1] ?? '', mask)
    if (typeof symbol === 'string') return refuse(symbol)
    const upright = {
      width: symbol.columns * moduleDots,
      height: symbol.rows * moduleDots,
      draw: () => symbol.bitmap(moduleDots),
    }
    const text = Buffer.from(content).toString('utf8')
    return [symbolMark(upright, 0, { ...place, y: place.y + lower }, { text, symbology: 'qr' })]
  })
}

/** Manual mode: one segment, numeric, alphanumeric, or bytes with their count. */
function manualQr(data: Uint8Array): { content: Uint8Array; draw: typeof qrSymbol } {
  const text = Buffer.from(data).toString('latin1')
  if (/^N\d+$/.test(text) || /^A[0-9A-Z $%*+./:-]+$/.test(text))
    return { content: data.subarray(1), draw: qrSymbol }
  const count = /^B(\d{4})/.exec(text)?.[1]
  if (count !== undefined && Number(count) === data.length - 5 && Number(count) > 0)
    return { content: data.subarray(5), draw: qrSymbolOfBytes }
  return refuse('no manual segment that it knows')
}

/** `^BX`, quality 200 alone. The data are cut at escapes, `_1` for FNC1. */
function dataMatrix(format: ZplFormat, parameters: Parameters): void {
  const turn = parameters.turn(0, format.turn)
  const moduleDots = parameters.number(1, 1, 4095)
  parameters.number(2, 200, 200)
  const columns = parameters.number(3, 0, 144, 0)
  const rows = parameters.number(4, 0, 144, 0)
  parameters.number(5, 1, 6, 6)
  const sign = parameters.text(6) || '~'
  const isRectangle = parameters.atMost(8).number(7, 1, 2, 1) === 2
  if (sign.length !== 1) refuse('an escape that is no single letter')
  if ((columns === 0) !== (rows === 0)) refuse('rows without columns')
  symbolOf(format, (data, place) => {
    const content = matrixData(Buffer.from(data).toString('latin1'), sign)
    const symbol = dataMatrixSymbol(content, rows === 0 ? null : { rows, columns }, isRectangle)
    if (typeof symbol === 'string') return refuse(symbol)
    const upright = {
      width: symbol.columns * moduleDots,
      height: symbol.rows * moduleDots,
      draw: () => symbol.bitmap(moduleDots),
    }
    return [symbolMark(upright, turn, place, { text: readable(content), symbology: 'data-matrix' })]
  })
}

/** What a reader sends: no FNC1 in front, GS for one between. */
function readable(content: string): string {
  return (content.startsWith(fnc1) ? content.slice(1) : content).replaceAll(fnc1, '\x1d')
}

/** Escapes of `^BX`: itself twice, FNC1, a character by its decimal number, a control character by its letter. */
function matrixData(data: string, sign: string): string {
  let content = ''
  for (let at = 0; at < data.length; at++) {
    const letter = data[at] ?? ''
    if (letter !== sign) {
      content += letter
      continue
    }
    const next = data[++at] ?? ''
    const number = /^d([0-2]\d\d)/.exec(data.slice(at))?.[1]
    if (next === sign) content += sign
    else if (next === '1') content += fnc1
    else if (number !== undefined && Number(number) < 256) {
      content += String.fromCharCode(Number(number))
      at += 3
    } else if (/[@A-Z[\\\]^_]/.test(next)) content += String.fromCharCode(next.charCodeAt(0) - 64)
    else refuse(`the escape ${JSON.stringify(letter + next)}`)
  }
  return content === '' ? refuse('no data') : content
}

/** `^BC`, Code 128 in all its modes. */
function bars(format: ZplFormat, parameters: Parameters): void {
  const turn = parameters.turn(0, format.turn)
  const height = parameters.number(1, 1, 32_000, format.bar.height)
  const isWritten = parameters.letter(2, 'YN', 'Y') === 'Y'
  const isAbove = parameters.letter(3, 'YN', 'N') === 'Y'
  const withCheck = parameters.letter(4, 'YN', 'N') === 'Y'
  const mode = parameters.atMost(6).letter(5, 'NUAD', 'N')
  if (withCheck && mode !== 'N') refuse('a check digit in this mode')
  const { module } = format.bar
  symbolOf(format, (bytes, place) => {
    const data = Buffer.from(bytes).toString('latin1')
    if (data === '') refuse('no data')
    const words = wordsOf(data, mode)
    const upright = {
      width: code128Modules(words) * module,
      height,
      draw: () => code128Bitmap(words, module, height),
    }
    const text = data.replace(/>[:;95678]/g, '')
    const symbol = symbolMark(upright, turn, place, { text, symbology: 'code-128' })
    if (!isWritten) return [symbol]
    if (turn !== 0 || isAbove) refuse('an interpretation line that is turned or above')
    const line = { x: symbol.x, y: symbol.y + height + 6, height: 18, turn, ink: place.ink }
    return [symbol, textMark(text, (letter) => condensedWidth(letter, 18), line)]
  })
}

function wordsOf(data: string, mode: string): number[] {
  if (mode === 'N') return invokedCode128(data)
  return mode === 'U' ? caseCode128(data) : chosenCode128(data, mode === 'D')
}

/** Commands that make a symbol of the field's data. */
export const symbolCommands: Record<string, ZplHandler> = {
  '^BQ': qr,
  '^BX': dataMatrix,
  '^BC': bars,
  ...retailCommands,
}
