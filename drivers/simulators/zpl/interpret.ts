import { findTwice, isBeyond, isOverdrawn, type Mark, marksMax, paint } from '../drawing/mark.ts'
import { refusalOf } from '../drawing/refusal.ts'
import { mirrored, turned } from '../drawing/turn.ts'
import type { ReaderOptions, ReadLabel } from '../machine/language.ts'
import type { Problem } from '../machine/paper.ts'
import { noQuirks } from '../machine/printer-fault.ts'
import { cutCommands, type ZplCommand } from './commands.ts'
import { fieldCommands } from './field-commands.ts'
import { newFormat, type ZplFormat } from './format.ts'
import { documentBytesMax } from './intake.ts'
import { Parameters } from './parameters.ts'
import { setupCommands, type ZplHandler } from './setup-commands.ts'
import { symbolCommands } from './symbol-commands.ts'

/** A format that is taken; `marks` in the order in which they were given. */
export interface ZplLabel extends ReadLabel {
  readonly marks: readonly Mark[]
}

export type ZplReading = ZplLabel | { readonly ok: false; readonly problems: readonly Problem[] }

/** Every command this printer knows. Anything else is refused: a renderer that skips it would hide the mistake. */
const handlers: Record<string, ZplHandler> = { ...setupCommands, ...fieldCommands, ...symbolCommands }

const problemsMax = 100

function obey(format: ZplFormat, { name, parameters }: ZplCommand): string | undefined {
  if (name === '^XA') {
    if (format.inside) return 'a format inside a format'
    format.inside = true
    format.formats++
    if (format.formats > 1) return 'a second format'
    return parameters === '' ? undefined : 'text after the command'
  }
  if (!format.inside) return 'a command outside a format'
  if (name === '^XZ') {
    format.inside = false
    const { origin, data } = format.field
    if (origin !== null || data !== null) return 'the last field has no end'
    return parameters === '' ? undefined : 'text after the command'
  }
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  if (handler === undefined) return 'unknown command'
  if (format.marks.length > marksMax) return `more than ${marksMax} fields`
  return refusalOf(() => handler(format, new Parameters(parameters), parameters))
}

/**
 * Reads ZPL as a strict printer would: one format, every command known, every number in bounds, every field ended and on
 * the label. Never throws; what is wrong is listed with its place. At most 1 MB.
 */
export function interpretZpl(bytes: Uint8Array, options: Partial<ReaderOptions> = {}): ZplReading {
  const end = bytes.length
  if (end > documentBytesMax)
    return { ok: false, problems: [{ at: 0, command: '', reason: 'more than 1 MB' }] }
  const { commands, problems } = cutCommands(Buffer.from(bytes).toString('latin1'))
  const format = newFormat({ dotsPerMm: 8, quirks: noQuirks, ...options })
  for (const command of commands) {
    const reason = obey(format, command)
    if (reason !== undefined) problems.push({ at: command.at, command: command.name, reason })
    if (problems.length >= problemsMax) return { ok: false, problems }
  }
  const { width, height, marks } = format
  if (format.inside) problems.push({ at: end, command: '^XZ', reason: 'missing' })
  if (format.formats === 0) problems.push({ at: end, command: '^XA', reason: 'missing' })
  if (width === 0 || height === 0) problems.push({ at: end, command: '^PW', reason: 'no label size' })
  else if (marks.some((mark) => isBeyond(mark, width, height)))
    problems.push({ at: end, command: '^FO', reason: 'a field reaches beyond the label' })
  else if (isOverdrawn(marks, width, height))
    problems.push({ at: end, command: '^FO', reason: 'drawn over too often' })
  if (findTwice(marks) !== undefined)
    problems.push({ at: end, command: '^FD', reason: 'a field given twice' })
  if (problems.length > 0) return { ok: false, problems }
  const { copies, comments, reprintsAfterError } = format
  return { ok: true, width, height, copies, comments, marks, reprintsAfterError, draw: () => draw(format) }
}

function draw({ width, height, marks, upsideDown, mirrored: isMirrored }: ZplFormat) {
  const label = paint(width, height, marks)
  const faced = isMirrored ? mirrored(label) : label
  return upsideDown ? turned(faced, 180) : faced
}
