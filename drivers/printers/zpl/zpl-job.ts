import type { PrintSettings } from '../../../core/contract/devices.ts'
import type { Bitmap } from '../../render/bitmap.ts'
import type { DrawOp, LabelPage } from '../../render/draw-ops.ts'
import { jobName } from '../job-name.ts'
import type { PrinterModel } from '../models.ts'
import { fieldData } from './field-data.ts'
import { acsField, z64Field } from './graphic-field.ts'
import { nativeSymbol } from './native-symbol.ts'
import { packedPicture } from './packed-picture.ts'

function command(op: DrawOp, model: PrinterModel): string {
  const { x, y } = op
  const packing = model.graphics === 'z64' ? 'z64' : 'acs'
  // A label's own serial and PIN are packed for it alone, and kept nowhere.
  const picture = (bitmap: Bitmap) =>
    `^FO${x},${y}${packing === 'z64' ? z64Field(bitmap) : acsField(bitmap)}^FS`
  switch (op.op) {
    case 'text':
      return model.native.text
        ? `^FO${x},${y}^A0N,${op.height},${op.height}${fieldData(op.text)}^FS`
        : picture(op.bitmap())
    case 'symbol':
      return nativeSymbol(op, model) ?? picture(op.bitmap())
    case 'bitmap':
      return `^FO${x},${y}${packedPicture(op.bitmap, packing)}^FS`
    case 'box':
      return `^FO${x},${y}^GB${op.width},${op.height},${op.thickness}^FS`
  }
}

const mediaLetters = { gap: 'Y', mark: 'M', continuous: 'N' } as const

/** What the printer is told beside the label, only as far as asked for: `^MN`, `^MT`, `^PR`, `~SD` (0–30). */
function settings({ media, ribbon, speed, darkness }: PrintSettings): string {
  return [
    media === undefined ? '' : `^MN${mediaLetters[media]}`,
    ribbon === undefined ? '' : `^MT${ribbon ? 'T' : 'D'}`,
    speed === undefined ? '' : `^PR${speed}`,
    darkness === undefined ? '' : `~SD${String(Math.round(darkness * 0.3)).padStart(2, '0')}`,
  ].join('')
}

/**
 * One ZPL II format: a single label that the printer never prints again by itself (`^JZN` with every job, as switching
 * off may reset it; no `^PQ`, no `^SN`). The comment names the job.
 */
export function zplJob(model: PrinterModel, id: string, { media, ops }: LabelPage): Uint8Array {
  const lines = [
    `^XA^FXbondmark job ${jobName(id)}^FS`,
    `^JZN^CI28^PW${media.widthDots}^LL${media.heightDots}^LH0,0${settings(model.print ?? {})}`,
    ...ops.map((op) => command(op, model)),
    '^XZ',
  ]
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1')
}
