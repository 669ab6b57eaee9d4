/**
 * The lines of a text that comes in pieces, without their ends (LF, CR or both). Of a line longer than `charactersMax`
 * only one character more is kept and given, so that its reader sees that it is too long; the rest is let go as it comes.
 */
export async function* boundedLines(
  pieces: AsyncIterable<string>,
  charactersMax: number,
): AsyncGenerator<string> {
  let line = ''
  let afterCr = false
  const take = (text: string) => {
    line += text.slice(0, charactersMax + 1 - line.length)
  }
  for await (const piece of pieces) {
    let from = 0
    if (afterCr && piece.startsWith('\n')) from = 1
    if (piece !== '') afterCr = piece.endsWith('\r')
    for (const end of piece.matchAll(/\r\n|\n|\r/g)) {
      if (end.index < from) continue
      take(piece.slice(from, end.index))
      yield line
      line = ''
      from = end.index + end[0].length
    }
    take(piece.slice(from))
  }
  if (line !== '') yield line
}
