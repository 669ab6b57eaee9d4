import { BondmarkError } from '../../../core/errors/bondmark-error.ts'

/** The answer to `~HS`, field by field (ZPL II guide, "Host Status Return"). */
export interface HostStatus {
  readonly paperOut: boolean
  readonly paused: boolean
  readonly labelLengthDots: number
  /** Formats received and not yet printed. */
  readonly formatsInBuffer: number
  readonly bufferFull: boolean
  /** A format has begun whose end has not come. */
  readonly partialFormat: boolean
  readonly ramCorrupt: boolean
  readonly tooCold: boolean
  readonly tooHot: boolean
  readonly headUp: boolean
  readonly ribbonOut: boolean
  readonly thermalTransfer: boolean
  readonly labelWaiting: boolean
  readonly labelsLeft: number
}

const first = /^(\d{3}),([01]),([01]),(\d{4}),(\d{3}),([01]),([01]),([01]),(\d{3}),([01]),([01]),([01])$/
const second = /^(\d{3}),(\d),([01]),([01]),([01]),(\w),(\w),([01]),(\d{8}),(\w),(\d{3})$/
const third = /^(\w{4}),(\d)$/

const STX = '\x02'
const ETX = '\x03'

/** The contents of the three lines of an answer, each STX … ETX; null while they are not all there. */
export function findHostStatus(heard: string): [string, string, string] | null {
  const [, ...frames] = heard.split(STX)
  const [a, b, c] = frames
    .filter((frame) => frame.includes(ETX))
    .map((frame) => frame.slice(0, frame.indexOf(ETX)))
  return a === undefined || b === undefined || c === undefined ? null : [a, b, c]
}

/** Reads the three lines' contents. Throws `printer-status-malformed`. */
export function parseHostStatus(lines: readonly [string, string, string], printer: string): HostStatus {
  const [a, b, c] = [first.exec(lines[0]), second.exec(lines[1]), third.exec(lines[2])]
  const wrong = [a, b, c].indexOf(null)
  if (a === null || b === null || c === null) {
    throw new BondmarkError('printer-status-malformed', { printer, reason: `~HS line ${wrong + 1}` })
  }
  const on = (match: RegExpExecArray, group: number) => match[group] === '1'
  return {
    paperOut: on(a, 2),
    paused: on(a, 3),
    labelLengthDots: Number(a[4]),
    formatsInBuffer: Number(a[5]),
    bufferFull: on(a, 6),
    partialFormat: on(a, 8),
    ramCorrupt: on(a, 10),
    tooCold: on(a, 11),
    tooHot: on(a, 12),
    headUp: on(b, 3),
    ribbonOut: on(b, 4),
    thermalTransfer: on(b, 5),
    labelWaiting: on(b, 8),
    labelsLeft: Number(b[9]),
  }
}
