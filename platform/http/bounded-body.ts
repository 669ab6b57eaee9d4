/**
 * The bytes of an answer's body, unpacked; null, and the rest is not fetched, when there are more than `bytesMax`. Rejects with what `fetch`
 * rejects with.
 */
export async function readBoundedBody(response: Response, bytesMax: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    // Leaving the loop cancels the rest.
    if (length > bytesMax) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
