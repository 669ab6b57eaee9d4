import { GS } from '../../../core/gs1/element-string.ts'
import type { Ean13Op, Gs1BarsOp, Gs1MatrixOp, Itf14Op, QrOp, SymbolOp } from '../../render/draw-ops.ts'
import { type Code128Piece, gs1Code128 } from '../code128.ts'
import type { PrinterModel } from '../models.ts'
import { expression, isSayable } from './expression.ts'

/** As in ZPL, only byte mode and a version that follows from the length. `!` changes the mode inside of the data. */
function qr(op: QrOp): string | null {
  if (!op.versionByLength || op.moduleDots > 10 || !isSayable(op.text) || /["!]/.test(op.text)) return null
  const data = expression(`B${String(op.text.length).padStart(4, '0')}${op.text}`)
  return `QRCODE ${op.x},${op.y},${op.level},${op.moduleDots},M,0,M2,S${op.mask},${data}`
}

/** `c126` makes `~` the escape: `~1` is FNC1. Rows and columns are as laid out. */
function matrix(op: Gs1MatrixOp): string | null {
  if (!isSayable(op.text.replaceAll(GS, ''))) return null
  const data = expression(`~1${op.text.replaceAll(GS, '~1')}`)
  const { x, y, width, height, moduleDots, modules } = op
  return `DMATRIX ${x},${y},${width},${height},c126,x${moduleDots},${modules},${modules},${data}`
}

function control(piece: Code128Piece): string {
  switch (piece.kind) {
    case 'fnc1':
      return '!102'
    case 'set':
      return piece.set === 'B' ? '!100' : '!099'
    case 'data':
      return piece.text
  }
}

/** `128M`: start, code sets and every FNC1 are written out, `!` and three digits each. */
function bars(op: Gs1BarsOp): string | null {
  const code = gs1Code128(op.text)
  if (code === null || code.modules !== op.modules || op.moduleDots > 10) return null
  if (!isSayable(op.text.replaceAll(GS, '')) || op.text.includes('!')) return null
  const data = [code.start === 'B' ? '!104' : '!105', ...code.pieces.map(control)].join('')
  return `BARCODE ${op.x},${op.y},"128M",${op.height},0,0,${op.moduleDots},${op.moduleDots},${expression(data)}`
}

/** `EAN13` makes the check digit itself and takes the twelve before it. */
function ean13(op: Ean13Op): string | null {
  if (op.moduleDots > 10) return null
  const data = expression(op.text.slice(0, 12))
  return `BARCODE ${op.x},${op.y},"EAN13",${op.height},0,0,${op.moduleDots},${op.moduleDots},${data}`
}

/**
 * `25` is interleaved 2 of 5 as it stands (`ITF14` may draw bearer bars of its own), in ratios of the manual: of those, 2:5 is
 * what is laid out.
 */
function itf14(op: Itf14Op): string | null {
  if (op.moduleDots > 10 || op.wideDots * 2 !== op.moduleDots * 5) return null
  return `BARCODE ${op.x},${op.y},"25",${op.height},0,0,${op.moduleDots},${op.wideDots},${expression(op.text)}`
}

/** The printer's own command for a symbol; null where only a picture prints what was laid out. */
export function nativeSymbol(op: SymbolOp, { native }: PrinterModel): string | null {
  switch (op.symbology) {
    case 'qr':
      return native.qr ? qr(op) : null
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
