import type { PrinterCondition } from '../machine/language.ts'
import type { StoppingFault } from '../machine/printer-fault.ts'

const flag = (on: boolean) => (on ? '1' : '0')
const digits = (value: number, count: number) =>
  String(Math.min(Math.round(value), 10 ** count - 1)).padStart(count, '0')
const line = (text: string) => `\x02${text}\x03\r\n`

/** Faults in which the manual says that `~HS` is not answered ("rewinder full" this printer cannot be). */
const mute: readonly StoppingFault[] = ['media-out', 'ribbon-out', 'head-open', 'hot']

/** 8 data bits, 1 stop bit, no parity, XON/XOFF, 9600 baud: bits 4, 3 and the baud rate's 110. */
const interfaceSettings = '030'

/**
 * The three lines that `~HS` answers, every field of the manual; null when the printer keeps silent. A fault that the
 * manual knows no flag for (cutter, jam) shows as pause.
 */
export function hostStatus(condition: PrinterCondition): string | null {
  const { stops, quirks } = condition
  if (!quirks.answersInFaults && mute.some((fault) => stops.has(fault))) return null
  const has = (fault: StoppingFault) => flag(stops.has(fault))
  const first = [
    interfaceSettings,
    has('media-out'),
    flag(stops.size > 0),
    digits(condition.heightDots, 4),
    digits(condition.formats, 3),
    flag(condition.bufferFull),
    '0', // communications diagnostic mode
    flag(condition.partial),
    '000', // unused
    '0', // corrupt RAM
    '0', // under temperature
    has('hot'),
  ]
  const second = [
    '001', // function settings
    '0', // unused
    has('head-open'),
    has('ribbon-out'),
    '1', // thermal transfer
    quirks.peels ? '1' : '2', // peel-off, tear-off
    '4', // print width mode
    flag(condition.labelWaiting),
    digits(condition.labelsLeft, 8),
    '1', // formats while printing: always 1
    '000', // graphics in memory
  ]
  return [line(first.join(',')), line(second.join(',')), line('1234,0')].join('')
}

/** Bits of group 1 of `~HQES`, nibble 1 lowest. */
const errorBits: Record<StoppingFault, number> = {
  'media-out': 0x1,
  'ribbon-out': 0x2,
  'head-open': 0x4,
  cutter: 0x8,
  hot: 0x10,
  /** Paper feed error. */
  jam: 0x4000,
  paused: 0x1_0000,
}

/** The answer to `~HQES`, which comes in every trouble. */
export function errorStatus({ stops }: PrinterCondition): string {
  let bits = 0
  for (const fault of stops) bits |= errorBits[fault]
  const group = bits.toString(16).padStart(8, '0').toUpperCase()
  const lines = ['', '  PRINTER STATUS', `   ERRORS:         ${flag(bits !== 0)} 00000000 ${group}`]
  return `\x02${[...lines, '   WARNINGS:       0 00000000 00000000', ''].join('\r\n')}\x03`
}

/** Model, firmware, dots per millimetre, memory. */
function hostIdentification({ model, dotsPerMm }: PrinterCondition): string {
  return line(`${model},V93.21.26Z,${dotsPerMm},8192KB`)
}

const variables: Record<string, (condition: PrinterCondition) => string> = {
  'device.languages': () => 'zpl',
  'odometer.total_label_count': ({ labelsPrinted }) => String(labelsPrinted),
  'odometer.total_print_length': ({ fedMm }) =>
    `${Math.round(fedMm / 25.4)} INCHES, ${Math.round(fedMm / 10)} CENTIMETERS`,
}

/** Variables are answered in quotation marks, one that it does not know with a question mark. */
function variable(question: string, condition: PrinterCondition): string {
  const name = /"(.*)"/.exec(question)?.[1] ?? ''
  return `"${variables[name]?.(condition) ?? '?'}"`
}

/** What a ZPL printer says to a question; null when it keeps silent. */
export function answerZpl(question: string, condition: PrinterCondition): Uint8Array | null {
  const text = answerText(question, condition)
  return text === null ? null : Buffer.from(text, 'latin1')
}

function answerText(question: string, condition: PrinterCondition): string | null {
  switch (question) {
    case '~HS':
      return hostStatus(condition)
    case '~HQES':
      return errorStatus(condition)
    case '~HI':
      return hostIdentification(condition)
    case '~HM':
      return '8192,8192,8192\r\n'
    default:
      return variable(question, condition)
  }
}
