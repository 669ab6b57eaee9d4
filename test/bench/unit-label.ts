import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { printerModels } from '../../drivers/printers/models.ts'
import { unitLabel } from '../../drivers/render/label-content.stub.ts'
import { unitMedia } from '../../drivers/render/media.ts'
import { layOutUnitLabel } from '../../drivers/render/unit-layout.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const PER_SECOND = 150
const LABELS = 25
const ROUNDS = 8

/** A unit label to ZPL as a bitmap at 203 dpi, each with a serial of its own. */
export function benchUnitLabel(): Row {
  let made = 0
  const encode = () => {
    for (let at = 0; at < LABELS; at++) {
      const serial = `ST1${String(made++).padStart(12, '0')}`
      const link = unitLabel.link.replace(unitLabel.serial, serial)
      const page = layOutUnitLabel({ ...unitLabel, serial, link }, unitMedia(8))
      encodeLabel(printerModels['zpl-203'], serial, page)
    }
  }
  interleave(2, encode)
  const [ms = 0] = interleave(ROUNDS, encode)
  const rate = perSecond(LABELS * ROUNDS, ms)
  return {
    work: 'unit label to ZPL, bitmap at 203 dpi',
    budget: `≥ ${PER_SECOND}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [],
    numbers: { perSecond: rate, labels: LABELS * ROUNDS },
  }
}
