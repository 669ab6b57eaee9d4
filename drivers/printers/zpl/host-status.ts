import type { Found } from '../dialect.ts'
import { framesOf } from '../frames.ts'
import type { PrinterState } from '../printer.ts'
import { type PrinterReading, worstOf } from '../printer-reading.ts'

/**
 * The three lines of `~HS` (ZPL II guide, "Host Status Return"): communication, paper out, paused, label length, formats in
 * the buffer, buffer full, diagnostics mode, partial format, unused, RAM corrupt, too cold, too hot; then function
 * settings, unused, head up, ribbon out, thermal transfer, print mode, width mode, label waiting, labels left, format
 * while printing, graphics stored; then a password and whether static RAM is installed.
 */
const lineForms = [
  /^\d{3},([01]),([01]),\d{4,5},(\d{3}),([01]),([01]),([01]),\d{3},([01]),([01]),([01])$/,
  /^\d{3},\d,([01]),([01]),[01],\w,\w,([01]),(\d{8}),\w,\d{3}$/,
  /^\w{4},\d$/,
] as const

/**
 * The answer to `~HS`: its three lines one after the other. Ends of an answer before it and whole answers to `~HQES` are
 * passed over; three lines that do not fit are an answer that is none.
 */
export function findHostStatus(heard: string): Found<PrinterReading> | null {
  const frames = framesOf(heard).filter(({ text }) => !text.includes('ERRORS:'))
  for (const [at, frame] of frames.entries()) {
    const lines = [frame, frames[at + 1], frames[at + 2]] as const
    const [first, second, third] = lines.map((line, index) =>
      line === undefined ? null : (lineForms[index]?.exec(line.text) ?? null),
    )
    if (first && second && third) {
      return { said: readingOf(first.slice(1), second.slice(1)), end: lines[2]?.end ?? frame.end }
    }
  }
  const last = frames.at(-1)
  const isOver =
    last !== undefined && frames.length >= 3 && (lineForms[2].test(last.text) || frames.length > 5)
  return isOver ? { wrong: '~HS', end: last.end } : null
}

function readingOf(first: readonly string[], second: readonly string[]): PrinterReading {
  const [paperOut, paused, formats, bufferFull, diagnostics, partial, ramCorrupt, tooCold, tooHot] = first
  const [headUp, ribbonOut, labelWaiting, labelsLeft] = second
  const whole = Number(formats) > 0 || Number(labelsLeft) > 0
  const held = whole || partial === '1'
  const rows: readonly (readonly [boolean, PrinterState])[] = [
    [headUp === '1', 'head-open'],
    [paperOut === '1', 'media-out'],
    [ribbonOut === '1', 'ribbon-out'],
    [tooHot === '1', 'hot'],
    // In diagnostics mode it prints what it is sent as a dump of bytes.
    [ramCorrupt === '1' || tooCold === '1' || diagnostics === '1', 'unknown'],
    [paused === '1', 'paused'],
    [bufferFull === '1', 'busy'],
    // It does not go on before the label is taken away.
    [labelWaiting === '1' && !held, 'busy'],
    [held, 'printing'],
  ]
  const state = worstOf(rows.filter(([on]) => on).map(([, named]) => named))
  const waits = state === 'busy' && labelWaiting === '1' && bufferFull === '0'
  return {
    state,
    warnings: null,
    idle: !held && (state === 'ready' || waits),
    works: whole,
    partial: partial === '1' && !whole,
  }
}
