import type { PrintSettings } from '../../core/contract/devices.ts'

/** What proves that a label is out: see decision 0029. */
export type PrintProof = 'counter' | 'idle'

/** Which of a printer's own commands may be used; what is false is sent as a picture. */
export interface NativeDrawing {
  readonly text: boolean
  readonly qr: boolean
  readonly dataMatrix: boolean
  readonly code128: boolean
  /** EAN-13 and interleaved 2 of 5. */
  readonly retailBars: boolean
}

/** What a driver must know of a printer. A further model is a further row. */
export interface PrinterModel {
  readonly id: string
  readonly name: string
  readonly language: 'zpl' | 'tspl'
  /** 203, 300 or 600 dpi. */
  readonly dotsPerMm: 8 | 12 | 24
  /** How pictures are packed; some firmware refuses `:Z64:`. */
  readonly graphics: 'acs' | 'z64' | 'tspl-bitmap'
  readonly native: NativeDrawing
  /** Said with every job, only where a person asked for it. */
  readonly print?: PrintSettings
  /** USB vendor and product ids, four hex digits each and a colon; `*` for every product. */
  readonly usbIds: readonly string[]
  /** `counter` where the printer counts its labels and tells the count. */
  readonly proof: PrintProof
  /**
   * Whether a label takes so long that the status shows it at work. Where nothing else proves a label, a job that was never
   * seen at work is not called printed.
   */
  readonly showsWork: boolean
  /** TSPL: whether it knows `<ESC>!S`, whose answer has a frame (firmware 6.29 and later). */
  readonly framedStatus: boolean
  /** ZPL: dots that the firmware moves a native QR code down from where it was put. */
  readonly qrDropDots: number
  /** How long an answer may take before it counts as silence. */
  readonly answerMs: number
  /** From one status question to the next while a job is at work. */
  readonly pollMs: number
  /** Idle must still be idle this much later before a label counts as printed. */
  readonly settleMs: number
  /** Idle this long after a job without a sign of it: the printer threw it away. */
  readonly startMs: number
  /** Longest time from the last byte to a printed label. */
  readonly printMs: number
  /** From one question to the next while nothing is to be done; doubled while it is silent, up to a minute. */
  readonly heartbeatMs: number
}

const allNative: NativeDrawing = { text: true, qr: true, dataMatrix: true, code128: true, retailBars: true }
const textOnly: NativeDrawing = {
  text: true,
  qr: false,
  dataMatrix: false,
  code128: false,
  retailBars: false,
}
const pictures: NativeDrawing = {
  text: false,
  qr: false,
  dataMatrix: false,
  code128: false,
  retailBars: false,
}

const timing = {
  showsWork: true,
  framedStatus: false,
  qrDropDots: 0,
  answerMs: 1500,
  pollMs: 60,
  settleMs: 150,
  startMs: 3000,
  printMs: 20_000,
  heartbeatMs: 5000,
} as const

const zpl = {
  ...timing,
  language: 'zpl',
  graphics: 'acs',
  native: textOnly,
  proof: 'idle',
  usbIds: [],
} as const
const tspl = {
  ...timing,
  language: 'tspl',
  graphics: 'tspl-bitmap',
  native: pictures,
  proof: 'idle',
  usbIds: [],
} as const

/** Knows `<ESC>!S`, scalable fonts and DataMatrix with FNC1. */
const tspl2 = { ...tspl, native: allNative, framedStatus: true, usbIds: ['1203:*'] } as const

/** Zebra's own firmware counts labels, and draws its QR codes ten dots below where they are put. */
const zebra = {
  ...zpl,
  graphics: 'z64',
  native: allNative,
  proof: 'counter',
  qrDropDots: 10,
  usbIds: ['0a5f:*'],
} as const

/** Every model by its id. */
export const printerModels = {
  'zpl-203': { ...zpl, id: 'zpl-203', name: 'ZPL II printer, 203 dpi', dotsPerMm: 8 },
  'zpl-300': { ...zpl, id: 'zpl-300', name: 'ZPL II printer, 300 dpi', dotsPerMm: 12 },
  'zpl-600': { ...zpl, id: 'zpl-600', name: 'ZPL II printer, 600 dpi', dotsPerMm: 24 },
  'zebra-203': { ...zebra, id: 'zebra-203', name: 'Zebra with Link-OS, 203 dpi', dotsPerMm: 8 },
  'zebra-300': { ...zebra, id: 'zebra-300', name: 'Zebra with Link-OS, 300 dpi', dotsPerMm: 12 },
  'zebra-600': { ...zebra, id: 'zebra-600', name: 'Zebra with Link-OS, 600 dpi', dotsPerMm: 24 },
  'tspl2-203': { ...tspl2, id: 'tspl2-203', name: 'TSPL2 printer, 203 dpi', dotsPerMm: 8 },
  'tspl2-300': { ...tspl2, id: 'tspl2-300', name: 'TSPL2 printer, 300 dpi', dotsPerMm: 12 },
  'tspl2-600': { ...tspl2, id: 'tspl2-600', name: 'TSPL2 printer, 600 dpi', dotsPerMm: 24 },
  'tspl-203': { ...tspl, id: 'tspl-203', name: 'TSPL printer, older firmware, 203 dpi', dotsPerMm: 8 },
  // Inside the same process, at once and without a fault that was not asked for.
  simulated: {
    ...zpl,
    id: 'simulated',
    name: 'Simulated ZPL printer',
    dotsPerMm: 8,
    showsWork: false,
    answerMs: 2000,
    pollMs: 2,
    settleMs: 0,
  },
} as const satisfies Record<string, PrinterModel>
