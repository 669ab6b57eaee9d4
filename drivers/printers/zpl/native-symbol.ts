import { GS } from '../../../core/gs1/element-string.ts'
import type { Ean13Op, Gs1BarsOp, Gs1MatrixOp, Itf14Op, QrOp, SymbolOp } from '../../render/draw-ops.ts'
import { type Code128Piece, gs1Code128 } from '../code128.ts'
import type { PrinterModel } from '../models.ts'
import { fieldData } from './field-data.ts'

/**
 * `^BQ` takes no version: only a text that needs the laid-out one in byte mode (`M` for manual, `B` and the count) comes out
 * of the same size. Zebra's firmware draws it as far below its origin as a bar code would be high (`^BY`), whatever job set
 * that: so it is set.
 */
function qr(op: QrOp, { qrDropDots }: PrinterModel): string | null {
  if (!op.versionByLength || op.moduleDots > 10 || op.y < qrDropDots || !/^[ -~]*$/.test(op.text)) return null
  const count = String(op.text.length).padStart(4, '0')
  const data = fieldData(`${op.level}M,B${count}${op.text}`)
  const drop = qrDropDots > 0 ? `^BY2,3,${qrDropDots}` : ''
  return `^FO${op.x},${op.y - qrDropDots}${drop}^BQN,2,${op.moduleDots},${op.level},${op.mask}${data}^FS`
}

/**
 * `^BX` at its only good quality, 200 (ECC 200), as many modules a side as laid out. `_` is its escape: `_1` is FNC1. Data that
 * holds it (readers differ over `__`), or `^` and `~`, which `^FH` cannot escape beside it, is sent as a picture.
 */
function matrix(op: Gs1MatrixOp): string | null {
  if (!/^[ -\]`-}]*$/.test(op.text.replaceAll(GS, ''))) return null
  const data = op.text.replaceAll(GS, '_1')
  return `^FO${op.x},${op.y}^BXN,${op.moduleDots},200,${op.modules},${op.modules},,_^FD_1${data}^FS`
}

/** In code set B, signs that ZPL would take for its own. */
const codeSigns: Readonly<Record<string, string>> = { '>': '>0', '^': '><', '~': '>=' }

function invocation(piece: Code128Piece): string {
  switch (piece.kind) {
    case 'fnc1':
      return '>8'
    case 'set':
      return piece.set === 'B' ? '>6' : '>5'
    case 'data':
      return codeSigns[piece.text] ?? piece.text
  }
}

/** `^BC` without its own mode: code sets and every FNC1 are written out. */
function bars(op: Gs1BarsOp): string | null {
  const code = gs1Code128(op.text)
  if (code === null || code.modules !== op.modules || op.moduleDots > 10) return null
  const data = [code.start === 'B' ? '>:' : '>;', ...code.pieces.map(invocation)].join('')
  return `^FO${op.x},${op.y}^BY${op.moduleDots}^BCN,${op.height},N,N,N,N^FD${data}^FS`
}

/** `^BE` makes the check digit itself and takes the twelve before it. Printers may draw the guards longer, as they are laid out. */
function ean13(op: Ean13Op): string | null {
  if (op.moduleDots > 10) return null
  return `^FO${op.x},${op.y}^BY${op.moduleDots}^BEN,${op.height},N,N^FD${op.text.slice(0, 12)}^FS`
}

/** `^B2` with the check digit in the data. `^BY` takes its ratio in tenths: only one that is exact gives the same bars. */
function itf14(op: Itf14Op): string | null {
  const tenths = (op.wideDots * 10) / op.moduleDots
  if (op.moduleDots > 10 || !Number.isInteger(tenths)) return null
  const sizes = `^BY${op.moduleDots},${(tenths / 10).toFixed(1)}`
  return `^FO${op.x},${op.y}${sizes}^B2N,${op.height},N,N,N^FD${op.text}^FS`
}

/** The printer's own command for a symbol; null where only a picture prints what was laid out. */
export function nativeSymbol(op: SymbolOp, model: PrinterModel): string | null {
  const { native } = model
  switch (op.symbology) {
    case 'qr':
      return native.qr ? qr(op, model) : null
    case 'gs1-datamatrix':
      return native.dataMatrix ? matrix(op) : null
    case 'gs1-128':
      return native.code128 ? bars(op) : null
    case 'ean-13':
      return native.retailBars ? ean13(op) : null
    case 'itf-14':
      return native.retailBars ? itf14(op) : null
  }
}
