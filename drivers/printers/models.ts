/** What proves that a label is out: see decision 0029. */
export type PrintProof = 'counter' | 'idle'

/** Which of a printer's own commands may be used; what is false is sent as a picture. */
export interface NativeDrawing {
  readonly text: boolean
  readonly qr: boolean
  readonly dataMatrix: boolean
  readonly code128: boolean
}

/** What a driver must know of a printer. A further model is a further row. */
export interface PrinterModel {
  readonly id: string
  readonly name: string
  readonly language: 'zpl'
  /** 203, 300 or 600 dpi. */
  readonly dotsPerMm: 8 | 12 | 24
  /** How pictures are packed; some firmware refuses `:Z64:`. */
  readonly graphics: 'acs' | 'z64' | 'tspl-bitmap'
  readonly native: NativeDrawing
  /** USB vendor and product ids, four hex digits each and a colon; `*` for every product. */
  readonly usbIds: readonly string[]
  readonly proof: PrintProof
  /** How long an answer may take before it counts as silence. */
  readonly answerMs: number
  /** From one status question to the next while a job is at work. */
  readonly pollMs: number
  /** Idle must still be idle this much later before a label counts as printed. */
  readonly settleMs: number
  /** Longest time from the last byte to a printed label. */
  readonly printMs: number
}

const bitmapsOnly: NativeDrawing = { text: true, qr: false, dataMatrix: false, code128: false }

export const printerModels = {
  'zpl-203': {
    id: 'zpl-203',
    name: 'ZPL II printer, 203 dpi',
    language: 'zpl',
    dotsPerMm: 8,
    graphics: 'acs',
    native: bitmapsOnly,
    usbIds: ['0a5f:*'],
    proof: 'idle',
    answerMs: 1500,
    pollMs: 60,
    settleMs: 120,
    printMs: 20_000,
  },
  simulated: {
    id: 'simulated',
    name: 'Simulated ZPL printer',
    language: 'zpl',
    dotsPerMm: 8,
    graphics: 'acs',
    native: bitmapsOnly,
    usbIds: [],
    proof: 'idle',
    answerMs: 2000,
    pollMs: 2,
    settleMs: 0,
    printMs: 20_000,
  },
} as const satisfies Record<string, PrinterModel>
