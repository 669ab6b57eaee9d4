import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { RightTaken } from './right-imports.ts'

/** A list is taken by so many bytes at once: some thousand serials. */
export const LIST_PIECE_BYTES = 64 * 1024

/** Bytes that are in memory already, in the pieces that a list is taken by. */
export function* inPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += LIST_PIECE_BYTES) yield bytes.subarray(at, at + LIST_PIECE_BYTES)
}

/** What became of an import, in words. */
export function rightTakenSentence({ outcome, brand, serials: count }: RightTaken): Failure {
  return { code: `serials-taken-${outcome}`, detail: { brand, count } }
}
