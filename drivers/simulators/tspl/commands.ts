import type { Problem } from '../machine/paper.ts'

/** One argument: a word or number as it stands, or a text that was in quotation marks. One character a byte. */
export interface TsplArgument {
  readonly text: string
  readonly isQuoted: boolean
}

export interface TsplCommand {
  readonly name: string
  readonly arguments: readonly TsplArgument[]
  /** Everything after the name, as it stands. */
  readonly rest: string
  /** Of BITMAP. */
  readonly bytes?: Uint8Array
  /** Place in the document, bytes. */
  readonly at: number
}

const commandsMax = 20_000
/** Two expressions of 2 × 1024 bytes are more than any command takes. */
export const lineBytesMax = 4096

const bitmapHead = /^BITMAP +([^,\r\n]{1,12},[^,\r\n]{1,12},[^,\r\n]{1,12},[^,\r\n]{1,12},[^,\r\n]{1,12}),/i

/** Cuts a document into its commands, one a line; a bitmap's bytes are counted, whatever they look like. */
export function cutTspl(text: string): { commands: TsplCommand[]; problems: Problem[] } {
  const commands: TsplCommand[] = []
  const problems: Problem[] = []
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at] ?? '')) {
      at++
      continue
    }
    if (commands.length + problems.length >= commandsMax) {
      problems.push({ at, command: '', reason: `more than ${commandsMax} commands` })
      break
    }
    const head = bitmapHead.exec(text.slice(at, at + 80))
    const end = head === null ? lineEnd(text, at) : bitmapEnd(text, at, head)
    if (end === null) {
      problems.push({ at, command: 'BITMAP', reason: 'the bytes end before the bitmap does' })
      break
    }
    if (head === null) addLine(text.slice(at, end), at, commands, problems)
    else {
      const from = at + head[0].length
      const bytes = Buffer.from(text.slice(from, end), 'latin1')
      const rest = head[1] ?? ''
      commands.push({ name: 'BITMAP', arguments: split(rest) ?? [], rest, bytes, at })
      if (end < text.length && !/[\r\n]/.test(text[end] ?? ''))
        problems.push({ at: end, command: 'BITMAP', reason: 'more bytes than the bitmap has' })
    }
    at = head === null ? end : lineEnd(text, end)
  }
  return { commands, problems }
}

function lineEnd(text: string, from: number): number {
  const found = text.slice(from).search(/[\r\n]/)
  return found < 0 ? text.length : from + found
}

function bitmapEnd(text: string, at: number, head: RegExpExecArray): number | null {
  const [, , width, height] = (head[1] ?? '').split(',').map((part) => Number(part.trim()))
  const end = at + head[0].length + Number(width) * Number(height)
  return end <= text.length ? end : null
}

function addLine(line: string, at: number, commands: TsplCommand[], problems: Problem[]): void {
  if (line.length > lineBytesMax) {
    problems.push({ at, command: line.slice(0, 12), reason: 'a line that is too long' })
    return
  }
  const match = /^([A-Za-z_]+)\s*(.*?)\s*$/s.exec(line)
  if (match === null) {
    problems.push({ at, command: line.slice(0, 12), reason: 'no command' })
    return
  }
  const name = (match[1] ?? '').toUpperCase()
  const rest = match[2] ?? ''
  const found = name === 'REM' ? [] : split(rest)
  if (found === null) problems.push({ at, command: name, reason: 'a text without its end' })
  else commands.push({ name, arguments: found, rest, at })
}

/** At commas that are not inside quotation marks. A quotation mark in a text is `\["]`. */
function split(text: string): TsplArgument[] | null {
  if (text === '') return []
  const found: TsplArgument[] = []
  for (let at = 0; at <= text.length; ) {
    const rest = text.slice(at)
    const quoted = /^\s*"((?:\\\["\]|[^"])*)"\s*(?:,|$)/s.exec(rest)
    const plain = quoted ?? /^\s*([^",]*?)\s*(?:,|$)/s.exec(rest)
    if (plain === null) return null
    found.push({ text: plain[1] ?? '', isQuoted: quoted !== null })
    at += plain[0].length
    if (!plain[0].endsWith(',')) return at >= text.length ? found : null
    if (at === text.length) return [...found, { text: '', isQuoted: false }]
  }
  return found
}
