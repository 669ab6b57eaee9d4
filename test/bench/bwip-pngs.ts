import bwip from 'bwip-js/node'
import { GS } from '../../core/gs1/element-string.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import type { SymbolOp } from '../../drivers/render/draw-ops.ts'
import { nextLabel } from './bench-labels.ts'

const withFnc1 = (text: string) => `^FNC1${text.replaceAll(GS, '^FNC1')}`

/** What bwip-js must be told for the same symbol: form, modules and height. Its heights are millimetres at 72 dpi a scale of 1. */
function optionsOf(op: SymbolOp): Record<string, unknown> {
  const { moduleDots: scale, text } = op
  const height = op.height / scale / 2.835
  switch (op.symbology) {
    case 'qr':
      return { bcid: 'qrcode', text, eclevel: op.level, version: String(op.version), mask: op.mask, scale }
    case 'gs1-datamatrix':
      return {
        bcid: 'datamatrix',
        text: withFnc1(text),
        parsefnc: true,
        version: `${op.modules}x${op.modules}`,
        scale,
      }
    case 'gs1-128':
      return { bcid: 'code128', text: withFnc1(text), parsefnc: true, scale, height }
    case 'ean-13':
      return { bcid: 'ean13', text, scale, height }
    case 'itf-14':
      return { bcid: 'interleaved2of5', text, scale, height }
  }
}

/** The symbols of so many labels as PNG by bwip-js itself, of the same form and size; nothing else of the label. */
export async function drawSymbolPngs(template: LabelTemplate, labels: number): Promise<void> {
  for (let at = 0; at < labels; at++) {
    for (const op of nextLabel(template).ops) {
      if (op.op !== 'symbol') continue
      await bwip.toBuffer(optionsOf(op) as unknown as Parameters<typeof bwip.toBuffer>[0])
    }
  }
}
