import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { PrinterState } from '../printer.ts'

/** The line of the answer that counts: a flag and two groups of eight hex digits. */
const errorsLine = /ERRORS:\s*(\d)\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})/

/** The whole answer, up to its ETX; null while it is not all there. */
export function findErrorStatus(heard: string): string | null {
  const start = heard.indexOf('ERRORS:')
  const end = heard.indexOf('\x03', start)
  return start < 0 || end < 0 ? null : heard.slice(start, end)
}

const bits: readonly (readonly [number, PrinterState])[] = [
  [0x4, 'head-open'],
  [0x1, 'media-out'],
  [0x2, 'ribbon-out'],
  [0x8, 'cutter'],
  [0x30, 'hot'],
  [0x1_0000, 'paused'],
]

/**
 * What the error groups say; null when they name no error. An error that we have no name for is `unknown`, never
 * nothing. Throws `printer-status-malformed`.
 */
export function parseErrorStatus(answer: string, printer: string): PrinterState | null {
  const match = errorsLine.exec(answer)
  if (match === null) throw new BondmarkError('printer-status-malformed', { printer, reason: '~HQES' })
  const low = Number.parseInt(match[3] ?? '', 16)
  const named = bits.find(([bit]) => (low & bit) !== 0)
  if (named !== undefined) return named[1]
  return match[1] === '0' && low === 0 && Number.parseInt(match[2] ?? '', 16) === 0 ? null : 'unknown'
}
