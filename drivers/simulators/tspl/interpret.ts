import { findTwice, isBeyond, isOverdrawn, type Mark, marksMax, paint } from '../drawing/mark.ts'
import { refusalOf } from '../drawing/refusal.ts'
import { mirrored } from '../drawing/turn.ts'
import type { ReaderOptions, ReadLabel } from '../machine/language.ts'
import type { Problem } from '../machine/paper.ts'
import { noQuirks } from '../machine/printer-fault.ts'
import { Arguments } from './arguments.ts'
import { cutTspl, type TsplCommand } from './commands.ts'
import { drawingCommands } from './drawing-commands.ts'
import { factorySetup, type TsplLabelState, type TsplSetup } from './label.ts'
import { setupCommands, type TsplHandler } from './setup-commands.ts'
import { symbolCommands } from './symbol-commands.ts'

/** A document that is taken; `marks` in the order in which they were drawn. */
export interface TsplLabel extends ReadLabel {
  readonly marks: readonly Mark[]
}

export type TsplReading = TsplLabel | { readonly ok: false; readonly problems: readonly Problem[] }

/** Every command this printer knows. Anything else is refused. */
const handlers: Record<string, TsplHandler> = { ...setupCommands, ...drawingCommands, ...symbolCommands }

const bytesMax = 1_000_000
const problemsMax = 100

function obey(label: TsplLabelState, command: TsplCommand): string | undefined {
  const handler = Object.hasOwn(handlers, command.name) ? handlers[command.name] : undefined
  if (handler === undefined) return 'unknown command'
  if ((label.marks?.length ?? 0) > marksMax) return `more than ${marksMax} marks`
  return refusalOf(() => handler(label, new Arguments(command.arguments), command))
}

/**
 * Reads TSPL as a strict printer would: one label, from what it sets through CLS to PRINT, every command known, every
 * number in bounds, everything on the label. `setup` is what was set before, and is changed. Never throws; what is wrong
 * is listed with its place. At most 1 MB.
 */
export function interpretTspl(
  bytes: Uint8Array,
  options: Partial<ReaderOptions> = {},
  setup: TsplSetup = factorySetup(),
): TsplReading {
  const end = bytes.length
  if (end > bytesMax) return { ok: false, problems: [{ at: 0, command: '', reason: 'more than 1 MB' }] }
  const { commands, problems } = cutTspl(Buffer.from(bytes).toString('latin1'))
  const label: TsplLabelState = {
    options: { dotsPerMm: 8, quirks: noQuirks, ...options },
    setup,
    comments: [],
    marks: null,
    symbols: 0,
    copies: 0,
  }
  for (const command of commands) {
    if (label.copies > 0)
      problems.push({ at: command.at, command: command.name, reason: 'a command after PRINT' })
    const reason = obey(label, command)
    if (reason !== undefined) problems.push({ at: command.at, command: command.name, reason })
    if (problems.length >= problemsMax) return { ok: false, problems }
  }
  const marks = label.marks ?? []
  const { size } = setup
  if (label.copies === 0) problems.push({ at: end, command: 'PRINT', reason: 'missing' })
  if (size === null) problems.push({ at: end, command: 'SIZE', reason: 'no label size' })
  else if (marks.some((mark) => isBeyond(mark, size.width, size.height)))
    problems.push({ at: end, command: 'SIZE', reason: 'a mark reaches beyond the label' })
  else if (isOverdrawn(marks, size.width, size.height))
    problems.push({ at: end, command: 'SIZE', reason: 'drawn over too often' })
  if (findTwice(marks) !== undefined)
    problems.push({ at: end, command: 'TEXT', reason: 'a text given twice' })
  if (problems.length > 0 || size === null) return { ok: false, problems }
  const { copies, comments } = label
  const isMirrored = setup.mirrored
  const draw = () => {
    const drawn = paint(size.width, size.height, marks)
    return isMirrored ? mirrored(drawn) : drawn
  }
  return { ok: true, ...size, copies, comments, marks, reprintsAfterError: setup.reprints, draw }
}
