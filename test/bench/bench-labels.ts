import { checkDigit } from '../../core/gs1/check-digit.ts'
import { caseContent, palletContent, unitContent } from '../../core/label/template/content.stub.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'

const NATIVE_PER_SECOND = 2000
const BITMAP_PER_SECOND = 150

/** A way to print at 203 dpi, with its budget in labels a second. */
export interface LabelWay {
  readonly name: string
  readonly model: PrinterModel
  readonly budget: number
}

const none = { text: false, qr: false, dataMatrix: false, code128: false, retailBars: false }
const zebra = printerModels['zebra-203']

export const labelWays: readonly LabelWay[] = [
  { name: 'ZPL, native', model: zebra, budget: NATIVE_PER_SECOND },
  {
    name: 'ZPL, bitmap (ACS)',
    model: { ...zebra, native: none, graphics: 'acs' },
    budget: BITMAP_PER_SECOND,
  },
  { name: 'ZPL, bitmap (Z64)', model: { ...zebra, native: none }, budget: BITMAP_PER_SECOND },
  { name: 'TSPL, native', model: printerModels['tspl2-203'], budget: NATIVE_PER_SECOND },
  { name: 'TSPL, bitmap', model: printerModels['tspl-203'], budget: BITMAP_PER_SECOND },
]

function nextSscc(number: number): string {
  const body = `1950600${String(number).padStart(10, '0')}`
  return `${body}${checkDigit(body)}`
}

const contents: Record<LabelKind, (number: number) => LabelContent> = {
  unit: (number) => {
    const serial = `ST1${String(number).padStart(12, '0')}`
    return { ...unitContent, serial, link: unitContent.link.replace(unitContent.serial, serial) }
  },
  case: (number) => ({ ...caseContent, sscc: nextSscc(number) }),
  pallet: (number) => ({ ...palletContent, sscc: nextSscc(number) }),
}

let made = 0

/** A label with a serial, or an SSCC, of its own, laid out at 203 dpi: what the station does for every one. */
export const nextLabel = (template: LabelTemplate): LabelPage =>
  layOutLabel(template, contents[template.kind](made++), templateMedia(template, 8), 'zh-CN')

export const labelName = ({ name, version }: LabelTemplate): string => `${name}/${version}`
