import type { Found } from '../dialect.ts'
import type { PrinterState, PrinterWarning } from '../printer.ts'
import { type PrinterReading, statesOf, worstOf } from '../printer-reading.ts'

/** A flag and two groups of eight hex digits, of which the first is always zero (ZPL II guide, `~HQES`). */
const groups = (name: string) => new RegExp(`${name}:\\s*(\\d)\\s+([0-9A-Fa-f]{8})\\s+([0-9A-Fa-f]{8})`)
const errorsLine = groups('ERRORS')
const warningsLine = groups('WARNINGS')

/** The error bits, from the last nibble on. */
const errorRows: readonly (readonly [number, PrinterState])[] = [
  [0x1, 'media-out'],
  [0x2, 'ribbon-out'],
  [0x4, 'head-open'],
  [0x8, 'cutter'],
  // Head too hot, motor too hot.
  [0x30, 'hot'],
  // Clear paper path failed, paper feed error, jam while retracting.
  [0xd000, 'jam'],
  [0x1_0000, 'paused'],
  // Bad head element, no head found, firmware configuration, head thermistor, presenter, retract, black mark: no words.
]

const warningRows: readonly (readonly [number, PrinterWarning])[] = [
  [0x1, 'calibrate-media'],
  [0x2, 'clean-head'],
  [0x4, 'replace-head'],
  [0x8, 'media-low'],
]

/** Sensors of presenters that say where the paper stands: no warning. */
const SENSORS = 0xff0

function bitsOf(line: RegExp, answer: string): number | null {
  const match = line.exec(answer)
  if (match === null) return null
  const [, flag = '', high = '', low = ''] = match
  const bits = Number.parseInt(low, 16)
  // A flag or a high group without a bit that says why is still something.
  return bits === 0 && (flag !== '0' || Number.parseInt(high, 16) !== 0) ? 0x8000_0000 : bits
}

function warningsOf(bits: number): PrinterWarning[] {
  const named = warningRows.filter(([bit]) => (bits & bit) !== 0).map(([, warning]) => warning)
  const known = warningRows.reduce((sum, [bit]) => sum | bit, SENSORS)
  return (bits & ~known) === 0 ? named : [...named, 'other']
}

/** The answer to `~HQES`; null inside when it names no error and no warning. */
export function findErrorStatus(heard: string): Found<PrinterReading | null> | null {
  const start = heard.lastIndexOf('ERRORS:')
  const stop = heard.indexOf('\x03', start)
  if (start < 0 || stop < 0) return null
  const answer = heard.slice(start, stop)
  const end = stop + 1
  const errors = bitsOf(errorsLine, answer)
  if (errors === null) return { wrong: '~HQES', end }
  // Older firmware has no warnings.
  const warnings = warningsOf(bitsOf(warningsLine, answer) ?? 0)
  if (errors === 0 && warnings.length === 0) return { said: null, end }
  const state = worstOf(statesOf(errors, errorRows))
  return { said: { state, warnings, idle: false, works: false, partial: false }, end }
}
