import bwip from 'bwip-js/node'
import { caseContent, unitContent } from '../../core/label/template/content.stub.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import { casePage, unitPage } from '../../drivers/render/label-page.stub.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const NATIVE_PER_SECOND = 2000
const BITMAP_PER_SECOND = 150
const ROUNDS = 8
const BITS_PER_BYTE_ON_THE_WIRE = 10
const BAUD = 115_200
const PEER_LABELS = 20

interface Way {
  readonly name: string
  readonly model: PrinterModel
  readonly budget: number
  /** Labels a round. */
  readonly labels: number
}

const none = { text: false, qr: false, dataMatrix: false, code128: false, retailBars: false }
const zebra = printerModels['zebra-203']
const ways: readonly Way[] = [
  { name: 'ZPL, native', model: zebra, budget: NATIVE_PER_SECOND, labels: 250 },
  {
    name: 'ZPL, bitmap (ACS)',
    model: { ...zebra, native: none, graphics: 'acs' },
    budget: BITMAP_PER_SECOND,
    labels: 25,
  },
  { name: 'ZPL, bitmap (Z64)', model: { ...zebra, native: none }, budget: BITMAP_PER_SECOND, labels: 25 },
  { name: 'TSPL, native', model: printerModels['tspl2-203'], budget: NATIVE_PER_SECOND, labels: 250 },
  { name: 'TSPL, bitmap', model: printerModels['tspl-203'], budget: BITMAP_PER_SECOND, labels: 25 },
]

let made = 0

/** A unit label with a serial and a link of its own, laid out and encoded: what the station does for every unit. */
function encodeUnit(model: PrinterModel): Uint8Array {
  const serial = `ST1${String(made++).padStart(12, '0')}`
  const link = unitContent.link.replace(unitContent.serial, serial)
  return encodeLabel(model, serial, unitPage({ serial, link }))
}

const encodeCase = (model: PrinterModel): Uint8Array => encodeLabel(model, caseContent.sscc, casePage())

function size(label: string, { length }: Uint8Array): string {
  const seconds = (length * BITS_PER_BYTE_ON_THE_WIRE) / BAUD
  return `${label}: ${grouped(length)} bytes, ${seconds.toFixed(2)} s at 115,200 baud`
}

/** Labels to printer bytes at 203 dpi, in both languages; bytes a label, and what they take on a serial line. */
export async function benchLabelEncoding(): Promise<Row[]> {
  const runs = ways.map(({ model, labels }) => () => {
    for (let at = 0; at < labels; at++) encodeUnit(model)
  })
  interleave(2, ...runs)
  const took = interleave(ROUNDS, ...runs)
  const peer = await qrPngPerSecond()
  return ways.map(({ name, model, budget, labels }, index) => {
    const rate = perSecond(labels * ROUNDS, took[index] ?? 0)
    const [unitBytes, caseBytes] = [encodeUnit(model), encodeCase(model)]
    const isBitmap = budget === BITMAP_PER_SECOND
    return {
      work: `unit label to ${name} at 203 dpi`,
      budget: `≥ ${grouped(budget)}/s`,
      figure: `${grouped(rate)}/s`,
      met: rate >= budget,
      peers: [
        ...(isBitmap ? [`bwip-js toBuffer, the QR code alone: ${grouped(peer)}/s`] : []),
        size('unit label', unitBytes),
        size('case label', caseBytes),
      ],
      numbers: { perSecond: rate, unitBytes: unitBytes.length, caseBytes: caseBytes.length },
    }
  })
}

/** The same labels' QR codes as PNG by bwip-js itself, of the same version, level, mask and module. */
async function qrPngPerSecond(): Promise<number> {
  const start = performance.now()
  for (let at = 0; at < PEER_LABELS; at++) {
    const text = unitContent.link.replace(unitContent.serial, `ST1${String(at).padStart(12, '0')}`)
    const options = { bcid: 'qrcode', text, eclevel: 'M', version: '9', mask: 3, scale: 4 }
    await bwip.toBuffer(options as unknown as Parameters<typeof bwip.toBuffer>[0])
  }
  return perSecond(PEER_LABELS, performance.now() - start)
}
