import type { Found } from '../dialect.ts'
import { framesOf } from '../frames.ts'
import type { PrinterState, PrinterWarning } from '../printer.ts'
import { type PrinterReading, statesOf, worstOf } from '../printer-reading.ts'

/** The first byte says what it does, one letter at a time (TSPL manual, `<ESC>!S`). */
const messages: Readonly<Record<string, PrinterState>> = {
  '@': 'ready',
  '`': 'paused',
  B: 'printing',
  C: 'printing',
  F: 'printing',
  P: 'printing',
  W: 'printing',
  // Waits for its print key, or for the label to be taken.
  K: 'busy',
  L: 'busy',
}

/** The other three are bits, with 0x40 always on. `E` among the messages only says that one of these is. */
const warningRows: readonly (readonly [number, PrinterState])[] = [[0x08, 'busy']]
const headRows: readonly (readonly [number, PrinterState])[] = [
  [0x03, 'hot'],
  [0x08, 'cutter'],
]
const mediaRows: readonly (readonly [number, PrinterState])[] = [
  [0x01, 'media-out'],
  [0x0a, 'jam'],
  [0x04, 'ribbon-out'],
  [0x20, 'head-open'],
]

/** Bits of a byte whose 0x40 is on and whose 0x80 is off; null for any other. */
const bitsOf = (text: string, at: number): number | null => {
  const byte = text.charCodeAt(at)
  return (byte & 0xc0) === 0x40 ? byte & 0x3f : null
}

/** The answer to `<ESC>!S`: STX, four bytes, ETX. What stands before it is passed over. */
export function findFourByteStatus(heard: string): Found<PrinterReading> | null {
  const last = framesOf(heard).at(-1)
  if (last === undefined) return null
  const { text, end } = last
  const [warning, head, media] = [bitsOf(text, 1), bitsOf(text, 2), bitsOf(text, 3)]
  if (text.length !== 4 || warning === null || head === null || media === null)
    return { wrong: '<ESC>!S', end }
  const letter = text.charAt(0)
  const troubles = [...statesOf(head, headRows), ...statesOf(media, mediaRows)]
  // An error without a bit that names it is still one; a letter that the manual does not list is unknown.
  const message =
    letter === 'E' ? (troubles.length > 0 ? 'ready' : 'unknown') : (messages[letter] ?? 'unknown')
  // Its reserved bits are warnings too: they stop nothing.
  const full = statesOf(warning & 0x08, warningRows)
  const warnings: PrinterWarning[] = (warning & ~0x08) === 0 ? [] : ['other']
  const state = worstOf([...troubles, ...full, message])
  const isTaken = letter === 'L' && state === 'busy' && full.length === 0
  return {
    said: {
      state,
      warnings,
      idle: state === 'ready' || isTaken,
      works: letter === 'P' || letter === 'W',
      partial: false,
    },
    end,
  }
}
