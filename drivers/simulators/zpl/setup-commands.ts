import { outOfBounds, refuse } from '../drawing/refusal.ts'
import type { ZplFormat } from './format.ts'
import { type Parameters, turnOf } from './parameters.ts'

export type ZplHandler = (format: ZplFormat, parameters: Parameters, raw: string) => void

const dots = 32_000
/** The widest heads that these languages are printed with. */
const headMm = 168
const lengthMm = 991
const copiesMax = 999

/** Takes a setting that changes nothing of what is drawn here, when it is one that the manual knows. */
const only =
  (...allowed: readonly string[]): ZplHandler =>
  (_, __, raw) => {
    if (!allowed.includes(raw)) refuse(outOfBounds)
  }

/** The same with a number. */
const within =
  (min: number, max: number): ZplHandler =>
  (_, parameters) => {
    parameters.atMost(1).number(0, min, max)
  }

/** Commands that set what holds for the whole label. */
export const setupCommands: Record<string, ZplHandler> = {
  '^JZ': (format, parameters) => {
    format.reprintsAfterError = parameters.atMost(1).letter(0, 'YN') === 'Y'
  },
  '^CI': (format, parameters) => {
    const set = parameters.atMost(1).number(0, 0, 36)
    // 28 to 30 are UTF-8, UTF-16 big and little endian; the others are read as ASCII alone.
    if (set === 29 || set === 30) refuse('an encoding that it does not read')
    format.encoding = set === 28 ? 'utf8' : 'ascii'
  },
  '^PW': (format, parameters) => {
    format.width = parameters.atMost(1).number(0, 2, Math.min(dots, headMm * format.options.dotsPerMm))
  },
  '^LL': (format, parameters) => {
    format.height = parameters.number(0, 1, Math.min(dots, lengthMm * format.options.dotsPerMm))
    parameters.atMost(2).letter(1, 'YN', 'N')
  },
  '^LH': (format, parameters) => {
    format.home = { x: parameters.number(0, 0, dots), y: parameters.atMost(2).number(1, 0, dots) }
  },
  '^LT': (format, parameters) => {
    format.shift.y = parameters.atMost(1).number(0, -120, 120)
  },
  '^LS': (format, parameters) => {
    // To the left.
    format.shift.x = -parameters.atMost(1).number(0, -9999, 9999)
  },
  '^LR': (format, parameters) => {
    format.allInverted = parameters.atMost(1).letter(0, 'YN') === 'Y'
  },
  '^PO': (format, parameters) => {
    format.upsideDown = parameters.atMost(1).letter(0, 'NI') === 'I'
  },
  '^PM': (format, parameters) => {
    format.mirrored = parameters.atMost(1).letter(0, 'YN') === 'Y'
  },
  '^PQ': (format, parameters) => {
    format.copies = parameters.number(0, 1, copiesMax)
    parameters.number(1, 0, 0, 0)
    parameters.number(2, 0, 0, 0)
    parameters.letter(3, 'YN', 'N')
    parameters.atMost(5).letter(4, 'YN', 'Y')
  },
  '^FW': (format, parameters) => {
    format.turn = turnOf(parameters.atMost(1).letter(0, 'NRIB'))
  },
  '^CF': (format, parameters) => {
    const height = parameters.number(1, 0, dots)
    format.font = {
      name: parameters.atMost(3).letter(0, '0ABCDEFGH'),
      height,
      width: parameters.number(2, 0, dots, height),
    }
  },
  '^BY': (format, parameters) => {
    if (!/^(2(\.\d)?|3(\.0)?)?$/.test(parameters.text(1))) refuse(outOfBounds)
    format.bar = {
      module: parameters.number(0, 1, 10),
      ratio: Number(parameters.text(1)) || format.bar.ratio,
      height: parameters.atMost(3).number(2, 1, dots, format.bar.height),
    }
  },
  '^FX': (format, _, raw) => {
    format.comments.push(Buffer.from(raw.trim(), 'latin1').toString('utf8'))
  },
  '^MT': only('T', 'D'),
  '^MN': only('N', 'Y', 'W', 'M', 'A', 'V'),
  '^MM': only('T', 'P', 'R', 'A', 'C', 'T,N', 'P,N', 'C,N', 'C,Y'),
  '^MD': within(-30, 30),
  '~SD': within(0, 30),
  '^PR': (_, parameters) => {
    for (let index = 0; index < 3; index++) {
      if (!/^([1-9]|1[0-4]|[A-E])$/.test(parameters.text(index) || (index === 0 ? '?' : '2')))
        refuse(outOfBounds)
    }
    parameters.atMost(3)
  },
}
