import { GrowingBytes } from '../machine/growing-bytes.ts'
import type { Intake, PrinterOrder, Received } from '../machine/language.ts'

export const documentBytesMax = 1_000_000

const caret = 0x5e
const tilde = 0x7e
const bang = 0x21

/** Questions and orders that a printer takes at once, also in the middle of a format. */
const questions = ['~HS', '~HI', '~HQES', '~HM']
const orders: Record<string, PrinterOrder> = {
  '~JA': 'cancel',
  '~JP': 'cancel',
  '~JR': 'restart',
  '~PS': 'resume',
  '~PP': 'pause',
  '~PH': 'feed',
}
const immediate = [...questions, ...Object.keys(orders)]

const isSpace = (byte: number | undefined) => byte !== undefined && byte <= 0x20

/**
 * Cuts one connection's bytes into formats and what is answered at once. A `~` command that the printer knows is taken
 * out wherever it stands, as the manual says of them; the raw bytes of a `^GFB` field are left alone.
 */
export function createZplIntake(): Intake {
  const held = new GrowingBytes()
  let inFormat = false
  let scanned = 0
  /** What is to be told next. */
  let pending: Received | undefined

  const reset = () => {
    inFormat = false
    scanned = 0
  }

  /** The known `~` command at `at`; `more` while its end has not come; null when none is known. */
  const commandAt = (at: number): string | 'more' | null => {
    const text = held.text(at, at + 5).toUpperCase()
    const found = immediate.find((command) => text.startsWith(command))
    if (found !== undefined) return found
    return at + text.length === held.length && immediate.some((command) => command.startsWith(text))
      ? 'more'
      : null
  }

  const received = (command: string): Received => {
    const order = orders[command]
    return order === undefined ? { kind: 'question', question: command } : { kind: 'order', order }
  }

  const dropsFormat = (command: string) => orders[command] === 'cancel'

  /** The format that it stands in is thrown away, up to there. */
  const dropped = (command: string): Received => {
    const bytes = held.take(scanned)
    reset()
    pending = received(command)
    return { kind: 'cut-off', bytes }
  }

  /** Up to the next command, or everything. */
  const stray = (): Received => {
    let end = 1
    while (end < held.length && held.at(end) !== caret && held.at(end) !== tilde) end++
    return { kind: 'stray', text: Buffer.from(held.take(end)).toString('latin1') }
  }

  /** `! U1 getvar "name"` up to the end of its line. */
  const variable = (): Received | undefined => {
    let end = 0
    while (end < held.length && held.at(end) !== 0x0a && held.at(end) !== 0x0d) end++
    if (end === held.length && end < 200) return undefined
    const line = Buffer.from(held.take(end)).toString('latin1')
    return /^! U1 getvar "[a-z0-9_.]{1,80}"$/.test(line)
      ? { kind: 'question', question: line }
      : { kind: 'stray', text: line }
  }

  const outside = (): Received | undefined => {
    let spaces = 0
    while (isSpace(held.at(spaces))) spaces++
    held.remove(0, spaces)
    const first = held.at(0)
    if (first === undefined) return undefined
    if (first === bang) return variable()
    if (first === caret) {
      if (held.length < 3) return undefined
      if (held.text(0, 3).toUpperCase() !== '^XA') return stray()
      inFormat = true
      scanned = 3
      return inside()
    }
    if (first !== tilde) return stray()
    const command = commandAt(0)
    if (command === 'more') return undefined
    if (command === null) return stray()
    held.remove(0, command.length)
    return received(command)
  }

  /** Bytes of a `^GFB` field from its caret; undefined while its numbers have not come, 0 when it is none. */
  const rawField = (at: number): number | undefined => {
    const text = held.text(at, at + 40)
    const whole = /^\^GFB,(\d{1,6}),\d{1,6},\d{1,4},/i.exec(text)
    if (whole !== null) return whole[0].length + Number(whole[1])
    return /^\^GFB[\d,]*$/i.test(text) && text.length < 40 ? undefined : 0
  }

  const inside = (): Received | undefined => {
    for (;;) {
      while (scanned < held.length && held.at(scanned) !== caret && held.at(scanned) !== tilde) scanned++
      if (scanned >= held.length) return undefined
      if (held.at(scanned) === tilde) {
        const command = commandAt(scanned)
        if (command === 'more') return undefined
        if (command !== null) {
          held.remove(scanned, command.length)
          return dropsFormat(command) ? dropped(command) : received(command)
        }
        scanned++
        continue
      }
      if (held.length < scanned + 4 && held.text(scanned, scanned + 3).toUpperCase() !== '^XZ')
        return undefined
      const name = held.text(scanned, scanned + 3).toUpperCase()
      if (name === '^XZ') {
        const bytes = held.take(scanned + 3)
        reset()
        return { kind: 'document', bytes }
      }
      if (name === '^XA') {
        const bytes = held.take(scanned)
        scanned = 3
        return { kind: 'cut-off', bytes }
      }
      const raw = name === '^GF' ? rawField(scanned) : 0
      if (raw === undefined) return undefined
      if (held.length < scanned + raw) return undefined
      scanned += Math.max(1, raw)
    }
  }

  return {
    *push(bytes) {
      held.append(bytes)
      for (;;) {
        const next: Received | undefined = pending ?? (inFormat ? inside() : outside())
        pending = undefined
        if (next !== undefined) yield next
        else if (held.length <= documentBytesMax) return
        else {
          reset()
          held.take(held.length)
          yield { kind: 'stray', text: 'a format without end' }
        }
      }
    },
    get held() {
      return inFormat ? held.length : 0
    },
    isImmediate: (byte) => !inFormat && (held.length > 0 || byte === tilde),
    clear: () => {
      const begun = held.take(held.length)
      const wasFormat = inFormat
      reset()
      return wasFormat ? begun : new Uint8Array(0)
    },
  }
}
