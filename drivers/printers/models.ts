/** A printer model's language and pace. */
export interface PrinterModel {
  readonly id: string
  readonly name: string
  readonly language: 'zpl'
  readonly dotsPerMm: number
  /** How long an answer may take before it counts as silence. */
  readonly answerMs: number
  /** From one status question to the next. */
  readonly pollMs: number
  /** Idle must still be idle this much later before a label counts as printed. */
  readonly settleMs: number
  /** Longest time from the last byte to a printed label. */
  readonly printMs: number
}

export const printerModels = {
  'zpl-203': {
    id: 'zpl-203',
    name: 'ZPL II printer, 203 dpi',
    language: 'zpl',
    dotsPerMm: 8,
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
    answerMs: 2000,
    pollMs: 2,
    settleMs: 0,
    printMs: 20_000,
  },
} as const satisfies Record<string, PrinterModel>
