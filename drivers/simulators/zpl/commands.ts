import type { Problem } from '../machine/paper.ts'

/** One command of a ZPL II stream: `^` or `~`, its two letters, and everything up to the next one. */
export interface ZplCommand {
  /** With its prefix: `^FO`, `^A` (the font's letter belongs to the parameters), `~HS`. */
  readonly name: string
  readonly parameters: string
  /** Place in the input, bytes. */
  readonly at: number
}

/** Cuts a stream into commands. Control characters count for nothing, as the manual says; stray text is a problem. */
export function cutCommands(text: string): { commands: ZplCommand[]; problems: Problem[] } {
  const commands: ZplCommand[] = []
  const problems: Problem[] = []
  const lead = /^[^^~]*/.exec(text)?.[0] ?? ''
  if (printable(lead) !== '') problems.push({ at: 0, command: '', reason: 'text before the first command' })
  for (const match of text.matchAll(/[\^~]([^^~]*)/g)) {
    const prefix = match[0][0] ?? ''
    const body = printable(match[1] ?? '')
    const letters = prefix === '^' && body.startsWith('A') ? 1 : 2
    commands.push({
      name: prefix + body.slice(0, letters).toUpperCase(),
      parameters: body.slice(letters),
      at: match.index,
    })
  }
  return { commands, problems }
}

function printable(text: string): string {
  let kept = ''
  for (const letter of text) if (letter >= ' ') kept += letter
  return kept
}
