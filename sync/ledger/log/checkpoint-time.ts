import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parseNote } from '../../../core/log/note-text.ts'

/** Time and Ed25519 signature: what a cosignature/v1 line holds (C2SP tlog-cosignature). */
const COSIGNATURE_LENGTH = 8 + 64

/** When a stored checkpoint was cosigned last, in Unix seconds as its witnesses say, or null. Nothing is verified. */
export function cosignedAt(note: string): number | null {
  try {
    const times = parseNote(note).signatures.flatMap(({ signature }) => timeOf(signature))
    return times.length === 0 ? null : Math.max(...times)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

function timeOf(signature: Uint8Array): number[] {
  if (signature.length !== COSIGNATURE_LENGTH) return []
  return [Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))]
}
