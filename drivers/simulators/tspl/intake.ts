import { GrowingBytes } from '../machine/growing-bytes.ts'
import type { Intake, PrinterOrder, Received } from '../machine/language.ts'
import type { PrinterQuirks } from '../machine/printer-fault.ts'
import { lineBytesMax } from './commands.ts'

const documentBytesMax = 1_000_000

const esc = 0x1b
const bang = 0x21
const tilde = 0x7e
const comma = 0x2c

const orders: Record<string, PrinterOrder> = {
  P: 'pause',
  O: 'resume',
  '.': 'cancel',
  R: 'restart',
  C: 'restart',
  Q: 'restart',
  F: 'feed',
}

const isLineEnd = (byte: number | undefined) => byte === 0x0a || byte === 0x0d
const isSpace = (byte: number | undefined) => byte !== undefined && byte <= 0x20 && byte !== esc

const bitmapHead = /^BITMAP +-?\d{1,5} *, *-?\d{1,5} *, *(\d{1,4}) *, *(\d{1,5}) *, *\d *,/i

/**
 * Cuts one connection's bytes into documents, each up to its PRINT, and what is answered at once. `ESC !` commands are
 * taken out wherever they stand, but not of a bitmap's bytes, which are counted and left alone (the quirk
 * `obeysInBitmaps` takes them there as well). `ESC ! D` turns them off, `~!E` on again.
 */
export function createTsplIntake({ obeysInBitmaps }: PrinterQuirks): Intake {
  const held = new GrowingBytes()
  /** Where the line begins that is being read. */
  let line = 0
  /** How far the line has been looked at. */
  let scanned = 0
  /** Where the bytes of the bitmap end that are being counted. */
  let bitmapEnd: number | null = null
  let isDeaf = false
  /** What is to be told next. */
  let pending: Received | undefined

  const skipTo = (at: number) => {
    line = at
    scanned = at
    bitmapEnd = null
  }

  const isEscape = (at: number) => !isDeaf && held.at(at) === esc && (held.at(at + 1) ?? bang) === bang

  /** Takes the three bytes of an `ESC !` command out; undefined while they have not come. */
  const escapeAt = (at: number): Received | undefined => {
    if (held.length < at + 3) return undefined
    const sign = held.text(at + 2, at + 3)
    held.remove(at, 3)
    const order = orders[sign]
    if (sign === '?' || sign === 'S') return { kind: 'question', question: `ESC!${sign}` }
    if (order === 'cancel' && at > 0) {
      const bytes = held.take(at)
      skipTo(0)
      pending = { kind: 'order', order }
      return { kind: 'cut-off', bytes }
    }
    if (order !== undefined) return { kind: 'order', order }
    if (sign !== 'D') return { kind: 'stray', text: `ESC!${sign}` }
    isDeaf = true
    return next()
  }

  /** A `~!` command, at the beginning of a line; null when it is none. */
  const tildeCommand = (): Received | undefined | null => {
    if (held.at(line) !== tilde) return null
    if (held.length < line + 3) return undefined
    const sign = held.text(line + 1, line + 3)
    if (sign[0] !== '!') return null
    held.remove(line, 3)
    if (sign === '!E') {
      isDeaf = false
      return next()
    }
    return '@ACIT'.includes(sign[1] ?? '?')
      ? { kind: 'question', question: `~${sign}` }
      : { kind: 'stray', text: `~${sign}` }
  }

  /** Whether the line, read up to a comma, is the head of a bitmap. */
  const lookForBitmap = () => {
    const head = scanned - line > 80 ? null : bitmapHead.exec(held.text(line, scanned))
    if (head !== null) bitmapEnd = scanned + Number(head[1]) * Number(head[2])
  }

  /** Counts a bitmap's bytes. */
  const passBitmap = (end: number): Received | undefined => {
    if (!obeysInBitmaps) scanned = Math.min(end, held.length)
    for (; scanned < Math.min(end, held.length); scanned++) {
      if (isEscape(scanned)) return escapeAt(scanned)
    }
    // What follows on the same line is read as a line of its own; the interpreter refuses it.
    if (scanned === end) skipTo(end)
    return undefined
  }

  const next = (): Received | undefined => {
    for (;;) {
      if (line === scanned) {
        let from = line
        while (isSpace(held.at(from))) from++
        // Between documents nothing is kept; inside one it belongs to it.
        if (line === 0) held.remove(0, from)
        else skipTo(from)
        const command = tildeCommand()
        if (command !== null) return command
      }
      if (bitmapEnd !== null) {
        const found = passBitmap(bitmapEnd)
        if (found !== undefined || bitmapEnd !== null) return found
      }
      while (scanned < held.length && !isLineEnd(held.at(scanned)) && !isEscape(scanned)) {
        scanned++
        if (held.at(scanned - 1) === comma) lookForBitmap()
        if (bitmapEnd !== null) break
      }
      if (bitmapEnd !== null) continue
      if (scanned >= held.length) return undefined
      if (isEscape(scanned)) return escapeAt(scanned)
      const isPrint = /^PRINT\b/i.test(held.text(line, line + 6))
      skipTo(scanned + 1)
      if (!isPrint) continue
      const bytes = held.take(scanned)
      skipTo(0)
      return { kind: 'document', bytes }
    }
  }

  const isLost = () => held.length > documentBytesMax || (scanned - line > lineBytesMax && bitmapEnd === null)

  return {
    *push(bytes) {
      held.append(bytes)
      for (;;) {
        const received: Received | undefined = pending ?? next()
        pending = undefined
        if (received !== undefined) yield received
        else if (!isLost()) return
        else {
          held.take(held.length)
          skipTo(0)
          yield { kind: 'stray', text: 'a document without end' }
        }
      }
    },
    get held() {
      return held.length
    },
    isImmediate: (byte) => {
      const first = held.at(0) ?? byte
      return (held.length < 3 && (first === esc || first === tilde)) || (held.length === 0 && isSpace(byte))
    },
    clear: () => {
      const begun = held.take(held.length)
      skipTo(0)
      isDeaf = false
      return begun
    },
  }
}
