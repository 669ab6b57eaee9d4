import { outOfBounds, refuse } from '../drawing/refusal.ts'
import type { Arguments } from './arguments.ts'
import type { TsplCommand } from './commands.ts'
import type { TsplLabelState } from './label.ts'

export type TsplHandler = (label: TsplLabelState, given: Arguments, command: TsplCommand) => void

/** The widest heads and longest labels that TSPL printers have. */
const headMm = 168
const lengthMm = 991
const copiesMax = 999

/** Settings that change nothing of what is drawn here, with what the manual allows. */
const settings: Record<string, RegExp> = {
  CUTTER: /^(OFF|BATCH|\d{1,5})$/,
  PARTIAL_CUTTER: /^(OFF|BATCH|\d{1,5})$/,
  BACK: /^(OFF|\d{1,5})$/,
  PEEL: /^(ON|OFF)$/,
  TEAR: /^(ON|OFF)$/,
  STRIPER: /^(ON|OFF)$/,
  HEAD: /^(ON|OFF)$/,
  RIBBON: /^(ON|OFF|INSIDE|OUTSIDE)$/,
  PRINTKEY: /^(OFF|ON|AUTO|\d{1,3})$/,
  KEY1: /^(ON|OFF)$/,
  KEY2: /^(ON|OFF)$/,
  GAP: /^(AUTO|OFF|REVERSE|OBVERSE|\d{1,3})$/,
  // No status comes unasked for: the drivers of a station ask.
  RESPONSE: /^OFF$/,
}

function set(label: TsplLabelState, rest: string): void {
  const [name = '', ...values] = rest.toUpperCase().split(/\s+/)
  const value = values.join(' ')
  if (name === 'REPRINT') {
    if (value !== 'ON' && value !== 'OFF') refuse(outOfBounds)
    label.setup.reprints = value === 'ON'
    return
  }
  const allowed = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (allowed === undefined) refuse('a setting that it does not know')
  if (!allowed.test(value)) refuse(outOfBounds)
}

const dots = 32_000

/** Commands that set what holds for the label, and those that begin and end it. */
export const setupCommands: Record<string, TsplHandler> = {
  SIZE: ({ setup, options: { dotsPerMm } }, given) => {
    given.between(2, 2)
    setup.size = {
      width: given.length(0, dotsPerMm, 1, headMm * dotsPerMm),
      height: given.length(1, dotsPerMm, 1, lengthMm * dotsPerMm),
    }
  },
  GAP: ({ options: { dotsPerMm } }, given) => {
    given.between(2, 2).length(0, dotsPerMm, 0, 25.4 * dotsPerMm)
    given.length(1, dotsPerMm, 0, lengthMm * dotsPerMm)
  },
  BLINE: ({ options: { dotsPerMm } }, given) => {
    given.between(2, 2).length(0, dotsPerMm, 1, 25.4 * dotsPerMm)
    given.length(1, dotsPerMm, 0, lengthMm * dotsPerMm)
  },
  OFFSET: ({ options: { dotsPerMm } }, given) => {
    given.between(1, 1).length(0, dotsPerMm, -25.4 * dotsPerMm, 25.4 * dotsPerMm)
  },
  SPEED: (_, given) => {
    const speed = Number(given.between(1, 1).word(0))
    if (!(speed >= 1 && speed <= 18)) refuse(outOfBounds)
  },
  DENSITY: (_, given) => {
    given.between(1, 1).whole(0, 0, 15)
  },
  DIRECTION: ({ setup }, given) => {
    // Which end of the label comes out first; the picture on it is the same.
    given.between(1, 2).whole(0, 0, 1)
    setup.mirrored = given.count > 1 && given.whole(1, 0, 1) === 1
  },
  REFERENCE: ({ setup }, given) => {
    setup.reference = { x: given.between(2, 2).whole(0, 0, dots), y: given.whole(1, 0, dots) }
  },
  SHIFT: (_, given) => {
    // Fine adjustment of the paper; of another place than 0 every dot would lie elsewhere than the label says.
    for (let index = 0; index < given.between(1, 2).count; index++) given.whole(index, 0, 0)
  },
  CODEPAGE: ({ setup }, given) => {
    setup.codepage = given.between(1, 1).oneOf(0, '437', '850', '1252', 'UTF-8')
  },
  COUNTRY: (_, given) => {
    if (!/^\d{3}$/.test(given.between(1, 1).word(0))) refuse(outOfBounds)
  },
  SET: (label, _, { rest }) => set(label, rest),
  REM: ({ comments }, _, { rest }) => {
    comments.push(Buffer.from(rest, 'latin1').toString('utf8'))
  },
  CLS: (label, given) => {
    given.between(0, 0)
    if (label.marks !== null && label.marks.length > 0) refuse('what was drawn is thrown away unprinted')
    label.marks = []
  },
  PRINT: (label, given) => {
    const sets = given.between(1, 2).whole(0, 1, copiesMax)
    const copies = given.count > 1 ? given.whole(1, 1, copiesMax) : 1
    if (label.copies > 0) refuse('a second PRINT')
    if (label.marks === null) refuse('nothing was cleared: the label before would be printed again')
    label.copies = Math.min(copiesMax, sets * copies)
  },
}
