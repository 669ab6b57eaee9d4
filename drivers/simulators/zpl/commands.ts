import type { Problem } from '../machine/paper.ts'

/** One command of a ZPL II stream: `^` or `~`, its letters, and everything up to the next one. */
export interface ZplCommand {
  /** With its prefix: `^FO`, `^A` (the font's letter belongs to the parameters), `~SD`. */
  readonly name: string
  /** One character a byte. */
  readonly parameters: string
  /** Place in the input, bytes. */
  readonly at: number
}

const anyPrefix = /[\^~]/g
const commandsMax = 20_000
const rawGraphic = /\^GFB,(\d{1,6}),\d{1,6},\d{1,4},/iy

/**
 * Cuts a stream into commands. Control characters count for nothing, as the manual says, but in the raw bytes of a
 * `^GFB` field everything counts. Stray text is a problem. The text has one character a byte.
 */
export function cutCommands(text: string): { commands: ZplCommand[]; problems: Problem[] } {
  const commands: ZplCommand[] = []
  const problems: Problem[] = []
  let at = nextPrefix(text, 0)
  if (printable(text.slice(0, at)) !== '')
    problems.push({ at: 0, command: '', reason: 'text before the first command' })
  while (at < text.length) {
    if (commands.length === commandsMax) {
      problems.push({ at, command: '', reason: `more than ${commandsMax} commands` })
      break
    }
    rawGraphic.lastIndex = at
    const raw = rawGraphic.exec(text)
    const bodyEnd = raw === null ? at + 1 : rawGraphic.lastIndex + Number(raw[1])
    const end = nextPrefix(text, bodyEnd)
    const body = text.slice(at + 1, end)
    commands.push({
      ...(raw === null ? named(text[at] ?? '', printable(body)) : { name: '^GF', parameters: body.slice(2) }),
      at,
    })
    at = end
  }
  return { commands, problems }
}

function named(prefix: string, body: string): Pick<ZplCommand, 'name' | 'parameters'> {
  const letters = prefix === '^' && body.startsWith('A') && !body.startsWith('A@') ? 1 : 2
  return { name: prefix + body.slice(0, letters).toUpperCase(), parameters: body.slice(letters) }
}

function nextPrefix(text: string, from: number): number {
  anyPrefix.lastIndex = from
  return anyPrefix.exec(text)?.index ?? text.length
}

function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
  return text.replace(/[\x00-\x1f]/g, '')
}
