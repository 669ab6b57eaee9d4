import type { PrintSettings } from '../../../core/contract/devices.ts'
import { type Bitmap, blit, newBitmap } from '../../render/bitmap.ts'
import type { DrawOp, LabelPage, TextOp } from '../../render/draw-ops.ts'
import { dotsOf, type Media } from '../../render/media.ts'
import { latin1 } from '../dialect.ts'
import { jobName } from '../job-name.ts'
import type { PrinterModel } from '../models.ts'
import { blackParts, type Part } from './black-parts.ts'
import { expression, isSayable } from './expression.ts'
import { nativeSymbol } from './native-symbol.ts'

/** Between two labels of the stock that we lay out for. */
const GAP_MM = 3
const MARK_MM = 3
/** Below this a scalable font, sized in whole points, is too far from what was laid out. */
const POINTS_MIN = 5
const POINTS_PER_INCH = 72
const MM_PER_INCH = 25.4

/** The scalable font 0 (CG Triumvirate Bold Condensed, as ZPL's), in points rounded down: never wider than laid out. */
function text(op: TextOp, { dotsPerMm, native }: PrinterModel): string | null {
  const points = Math.floor((op.height * POINTS_PER_INCH) / dotsOf(MM_PER_INCH, dotsPerMm))
  if (!native.text || points < POINTS_MIN || !isSayable(op.text)) return null
  return `TEXT ${op.x},${op.y},"0",0,${points},${points},${expression(op.text)}`
}

/** A frame as four bars: makers differ in whether the far corner of `BOX` is inside of it. */
function frame(x: number, y: number, width: number, height: number, thickness: number): string[] {
  if (thickness * 2 >= Math.min(width, height)) return [`BAR ${x},${y},${width},${height}`]
  return [
    `BAR ${x},${y},${width},${thickness}`,
    `BAR ${x},${y + height - thickness},${width},${thickness}`,
    `BAR ${x},${y},${thickness},${height}`,
    `BAR ${x + width - thickness},${y},${thickness},${height}`,
  ]
}

/** The printer's own commands for an op; null where it is a picture. */
function commands(op: DrawOp, model: PrinterModel): string[] | null {
  switch (op.op) {
    case 'text': {
      const command = text(op, model)
      return command === null ? null : [command]
    }
    case 'symbol': {
      const command = nativeSymbol(op, model)
      return command === null ? null : [command]
    }
    case 'box':
      return frame(op.x, op.y, op.width, op.height, op.thickness)
    case 'bitmap':
      return null
  }
}

/** `BITMAP` in mode 0, which overwrites; 0 is black. Its data has no end mark: exactly as many bytes as said. */
function bitmapCommand({ data, stride }: Bitmap, { column, row, columns, rows }: Part): Uint8Array {
  const head = latin1(`BITMAP ${column * 8},${row},${columns},${rows},0,`)
  const command = new Uint8Array(head.length + columns * rows + 2)
  command.set(head)
  let to = head.length
  for (let y = row; y < row + rows; y++) {
    for (let at = y * stride + column; at < y * stride + column + columns; at++)
      command[to++] = (data[at] ?? 0) ^ 0xff
  }
  command.set([0x0d, 0x0a], to)
  return command
}

/**
 * Pictures, put on one page and cut into its black parts at whole bytes: what overwrites then writes what belongs there,
 * whichever picture it came from.
 */
function pictures(ops: readonly DrawOp[], media: Media): Uint8Array[] {
  const page = newBitmap(media.widthDots, media.heightDots)
  for (const op of ops) {
    if (op.op === 'box') continue
    blit(page, op.op === 'bitmap' ? op.bitmap : op.bitmap(), op.x, op.y)
  }
  const whole = { column: 0, row: 0, columns: page.stride, rows: page.height }
  return blackParts(page, whole).map((part) => bitmapCommand(page, part))
}

const mediaLines = {
  gap: `GAP ${GAP_MM} mm,0 mm`,
  mark: `BLINE ${MARK_MM} mm,0 mm`,
  continuous: 'GAP 0,0',
} as const

/** Where a label ends is said in every job; the rest only as far as asked for. `DENSITY` is 0–15. */
function settings({ media = 'gap', ribbon, speed, darkness }: PrintSettings): string[] {
  const lines: string[] = [mediaLines[media]]
  if (ribbon !== undefined) lines.push(`SET RIBBON ${ribbon ? 'ON' : 'OFF'}`)
  if (speed !== undefined) lines.push(`SPEED ${speed}`)
  if (darkness !== undefined) lines.push(`DENSITY ${Math.round(darkness * 0.15)}`)
  return lines
}

/**
 * One TSPL job: a single label that the printer never prints again by itself (`SET REPRINT OFF`) nor when its feed key is
 * pressed (`SET PRINTKEY OFF`). It begins with a line end, so that half a line before it is no part of it. Pictures come
 * before all else, since they overwrite. The remark names the job.
 */
export function tsplJob(model: PrinterModel, id: string, { media, ops }: LabelPage): Uint8Array {
  const setUp = [
    '',
    `REM bondmark job ${jobName(id)}`,
    'SET REPRINT OFF',
    'SET PRINTKEY OFF',
    `SIZE ${media.widthMm} mm,${media.heightMm} mm`,
    ...settings(model.print ?? {}),
    'DIRECTION 0',
    'REFERENCE 0,0',
    'CODEPAGE UTF-8',
    'CLS',
    '',
  ]
  const native: string[] = []
  const drawn: DrawOp[] = []
  for (const op of ops) {
    const own = commands(op, model)
    if (own === null) drawn.push(op)
    else native.push(...own)
  }
  const rest = [...native, 'PRINT 1,1', '']
  return Buffer.concat([latin1(setUp.join('\r\n')), ...pictures(drawn, media), latin1(rest.join('\r\n'))])
}
