import type { Found } from '../dialect.ts'
import type { PrinterState } from '../printer.ts'
import { type PrinterReading, statesOf, worstOf } from '../printer-reading.ts'

/** Bits of the answer to `<ESC>!?` (TSPL manual); 0x40 and 0x80 differ between firmwares, so they have no name. */
const rows: readonly (readonly [number, PrinterState])[] = [
  [0x01, 'head-open'],
  [0x02, 'jam'],
  [0x04, 'media-out'],
  [0x08, 'ribbon-out'],
  [0x10, 'paused'],
  [0x20, 'printing'],
]

/** The answer to `<ESC>!?`: one byte, any of which could be one. Several bits may be on at once. */
export function findStatusByte(heard: string): Found<PrinterReading> | null {
  if (heard === '') return null
  const state = worstOf(statesOf(heard.charCodeAt(0), rows))
  return {
    said: { state, warnings: null, idle: state === 'ready', works: state === 'printing', partial: false },
    end: 1,
  }
}
