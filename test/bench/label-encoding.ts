import { shippedTemplates } from '../../core/label/template/shipped.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { type LabelWay, labelName, labelWays, nextLabel } from './bench-labels.ts'
import { drawSymbolPngs } from './bwip-pngs.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const ROUNDS = 8
const BITS_PER_BYTE_ON_THE_WIRE = 10
const BAUD = 115_200
const PNG_LABELS = 20
/** Labels a round: a tenth of a second, or less, where the budget is met. */
const ROUND_SECONDS = 0.1

interface Work {
  readonly template: LabelTemplate
  readonly way: LabelWay
  readonly labels: number
}

const works: readonly Work[] = shippedTemplates.flatMap((template) =>
  labelWays.map((way) => ({ template, way, labels: Math.round(way.budget * ROUND_SECONDS) })),
)

const encoded = ({ template, way: { model } }: Work) => encodeLabel(model, 'BENCH', nextLabel(template))

function sizeOf({ length }: Uint8Array): string {
  const seconds = (length * BITS_PER_BYTE_ON_THE_WIRE) / BAUD
  return `${grouped(length)} bytes, ${seconds.toFixed(2)} s at 115,200 baud`
}

/** Labels of every shipped document to printer bytes at 203 dpi, in both languages; bytes a label, and their time on a serial line. */
export async function benchLabelEncoding(): Promise<Row[]> {
  const runs = works.map((work) => () => {
    for (let at = 0; at < work.labels; at++) encoded(work)
  })
  interleave(2, ...runs)
  const took = interleave(ROUNDS, ...runs)
  const pngs = new Map<LabelTemplate, number>()
  for (const template of shippedTemplates) {
    const start = performance.now()
    await drawSymbolPngs(template, PNG_LABELS)
    pngs.set(template, perSecond(PNG_LABELS, performance.now() - start))
  }
  return works.map((work, index) => {
    const { template, way, labels } = work
    const rate = perSecond(labels * ROUNDS, took[index] ?? 0)
    const peer = pngs.get(template) ?? 0
    const bytes = encoded(work)
    return {
      work: `label ${labelName(template)} to ${way.name} at 203 dpi`,
      budget: `≥ ${grouped(way.budget)}/s`,
      figure: `${grouped(rate)}/s`,
      met: rate >= way.budget,
      peers: [
        ...(way.model.native.qr ? [] : [`bwip-js toBuffer, its symbols alone: ${grouped(peer)}/s`]),
        sizeOf(bytes),
      ],
      numbers: { perSecond: rate, bytes: bytes.length },
    }
  })
}
