import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parseCount } from '../../../core/log/checkpoint.ts'
import { verifyCosignature } from '../../../core/log/cosignature.ts'
import { consistencyPathFrom, type NodeReader } from '../../../core/log/stored-tree.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { formatWitnessRequest } from './witness-request.ts'

export interface Witness {
  /** Submission prefix, without a slash at its end. */
  readonly url: string
  readonly vkey: string
}

/** What is to be cosigned: the signed note, its text, and the tree it speaks of. */
export interface ToCosign {
  readonly note: string
  readonly text: string
  readonly size: number
  readonly node: NodeReader
  /** The size that this witness probably cosigned last. */
  readonly lastSize: number
}

/** What a peer answered to a POST. */
export interface PostAnswer {
  readonly status: number
  readonly body: string
}

/** Sends a text to an address and brings the whole answer; rejects when there is none, or none of a lawful length. */
export type Post = (url: string, body: string) => Promise<PostAnswer>

/**
 * A witness's signature line for a checkpoint (C2SP tlog-witness), verified. When the witness knows another size than
 * expected, as after a crash on either side, it is asked once more with a proof from that size. Throws
 * `witness-unreachable`, `witness-refused`, and `witness-ahead` when it has cosigned more than this log has: then the log
 * was restored from an old copy, or the witness is wrong.
 */
export async function requestCosignature(
  witness: Witness,
  checkpoint: ToCosign,
  post: Post,
): Promise<string> {
  const first = await ask(witness, checkpoint, checkpoint.lastSize, post)
  const knownSize = first.status === 409 ? parseCount(first.body.trimEnd()) : null
  if (knownSize !== null && knownSize > checkpoint.size) {
    const detail = { url: witness.url, size: checkpoint.size, known: knownSize }
    throw new BondmarkError('witness-ahead', detail)
  }
  const response = knownSize === null ? first : await ask(witness, checkpoint, knownSize, post)
  if (response.status !== 200) {
    throw new BondmarkError('witness-refused', { url: witness.url, status: response.status })
  }
  // A witness may sign with several keys; the one that is trusted is looked for.
  for (const line of response.body.split(/(?<=\n)/)) {
    if (isCosignature(checkpoint.text, line, witness.vkey)) return line
  }
  throw new BondmarkError('witness-refused', { url: witness.url, status: response.status })
}

async function ask(
  { url }: Witness,
  { note, size, node }: ToCosign,
  oldSize: number,
  post: Post,
): Promise<PostAnswer> {
  const body = formatWitnessRequest({
    oldSize,
    proof: consistencyPathFrom(node, oldSize, size),
    checkpoint: note,
  })
  try {
    return await post(`${url}/add-checkpoint`, body)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new BondmarkError('witness-unreachable', { url, reason: reason.slice(0, 200) }, { cause: error })
  }
}

function isCosignature(noteText: string, line: string, vkey: string): boolean {
  try {
    verifyCosignature({ noteText, line, vkey, verify: verifyEd25519 })
    return true
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
