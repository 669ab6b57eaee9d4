import { toBase64 } from '../../../core/encoding/base64.ts'
import { decodeHash, parseCount } from '../../../core/log/checkpoint.ts'

/** RFC 6962 proofs of any tree have at most this many hashes (C2SP tlog-witness, "add-checkpoint"). */
const PROOF_LINES_MAX = 63

/** What a log asks of a witness: the size it last cosigned, the proof from there, and the new checkpoint. */
export interface WitnessRequest {
  readonly oldSize: number
  readonly proof: readonly Uint8Array[]
  /** The signed note. */
  readonly checkpoint: string
}

/** The body of `add-checkpoint` (C2SP tlog-witness). */
export function formatWitnessRequest({ oldSize, proof, checkpoint }: WitnessRequest): string {
  return `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** Reads the body of `add-checkpoint`, or null when it is not one. The checkpoint is not looked at. */
export function parseWitnessRequest(body: string): WitnessRequest | null {
  const end = body.indexOf('\n\n')
  if (end < 0) return null
  const [old = '', ...lines] = body.slice(0, end).split('\n')
  if (!old.startsWith('old ') || lines.length > PROOF_LINES_MAX) return null
  const oldSize = parseCount(old.slice('old '.length))
  const proof = lines.map(decodeHash).filter((hash) => hash !== null)
  if (oldSize === null || proof.length !== lines.length) return null
  return { oldSize, proof, checkpoint: body.slice(end + 2) }
}
