import type { DrawOp, LabelPage } from '../../render/draw-ops.ts'
import { graphicField } from './graphic-field.ts'

/** A field's data with `^`, `~` and `_`, which ZPL would read as commands, as hex escapes (`^FH`). */
function fieldData(text: string): string {
  if (!/[\^~_]/.test(text)) return `^FD${text}`
  const escaped = text.replace(/[\^~_]/g, (c) => `_${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `^FH_^FD${escaped}`
}

function command(op: DrawOp): string {
  const origin = `^FO${op.x},${op.y}`
  switch (op.op) {
    case 'text':
      return `${origin}^A0N,${op.height},${op.height}${fieldData(op.text)}^FS`
    case 'symbol':
      return `${origin}${graphicField(op.bitmap())}^FS`
    case 'bitmap':
      return `${origin}${graphicField(op.bitmap)}^FS`
    case 'box':
      return `${origin}^GB${op.width},${op.height},${op.thickness}^FS`
  }
}

/**
 * One ZPL II format: a single label that the printer never prints again by itself (`^JZN` with every job, as switching
 * off may reset it; no `^PQ`, no `^SN`). The comment names the job.
 */
export function zplJob(id: string, { media, ops }: LabelPage): Uint8Array {
  const lines = [
    `^XA^FXbondmark job ${id}^FS`,
    `^JZN^CI28^PW${media.widthDots}^LL${media.heightDots}^LH0,0`,
    ...ops.map(command),
    '^XZ',
  ]
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1')
}
