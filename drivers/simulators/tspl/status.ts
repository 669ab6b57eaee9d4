import type { PrinterCondition } from '../machine/language.ts'
import type { StoppingFault } from '../machine/printer-fault.ts'

/** Bits of the byte that `ESC ! ?` answers. What it has no bit for is "other error". */
const bits: Record<StoppingFault, number> = {
  'head-open': 0x01,
  jam: 0x02,
  'media-out': 0x04,
  'ribbon-out': 0x08,
  paused: 0x10,
  hot: 0x80,
  cutter: 0x80,
}
const printing = 0x20

function statusByte({ stops, isPrinting }: PrinterCondition): number {
  let byte = isPrinting ? printing : 0
  for (const fault of stops) byte |= bits[fault]
  return byte
}

const sum = (stops: ReadonlySet<StoppingFault>, flags: Partial<Record<StoppingFault, number>>) =>
  [...stops].reduce((byte, fault) => byte | (flags[fault] ?? 0), 0x40)

/** Four bytes: what it does, warning, error, error. Each is a letter from `@` on. */
function fourBytes(condition: PrinterCondition): number[] {
  const { stops, bufferFull } = condition
  return [
    doing(condition).charCodeAt(0),
    bufferFull ? 0x48 : 0x40,
    sum(stops, { hot: 0x41, cutter: 0x48 }),
    sum(stops, { 'media-out': 0x41, jam: 0x42, 'ribbon-out': 0x44, 'head-open': 0x60 }),
  ]
}

function doing({ stops, labelWaiting, isPrinting, isImaging }: PrinterCondition): string {
  if ([...stops].some((fault) => fault !== 'paused')) return 'E'
  if (stops.has('paused')) return '`'
  if (labelWaiting) return 'L'
  if (isPrinting) return 'P'
  return isImaging ? 'W' : '@'
}

/** `~!` commands are answered only when the printer is ready. */
function whenReady({ stops, isPrinting, isImaging }: PrinterCondition, text: string): Uint8Array | null {
  return stops.size > 0 || isPrinting || isImaging ? null : Buffer.from(text, 'latin1')
}

/** What a TSPL printer says to a question; null when it keeps silent. */
export function answerTspl(question: string, condition: PrinterCondition): Uint8Array | null {
  switch (question) {
    case 'ESC!?':
      return Uint8Array.of(statusByte(condition))
    case 'ESC!S':
      return Uint8Array.of(0x02, ...fourBytes(condition), 0x03, 0x0d, 0x0a)
    case '~!@':
      // Kilometres, without their decimals.
      return whenReady(condition, `${Math.floor(condition.fedMm / 1_000_000)}\r`)
    case '~!A':
      return whenReady(condition, '4194304\r\n')
    case '~!C':
      return whenReady(condition, '\x00')
    case '~!I':
      return whenReady(condition, '8 bit : 437,001\r\n')
    case '~!T':
      return whenReady(condition, `${condition.model}\r\n`)
    default:
      return null
  }
}
