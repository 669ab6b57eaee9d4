import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Fork, readForkProof } from '../../core/log/fork-proof.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { answer, tell } from './terminal.ts'

/** Whether a file is a proof that a log signed two views of itself. */
export const isForkProof = (bytes: Uint8Array): boolean => {
  // RFC 8785 sorts the fields, and the notes come before the format: only they begin so.
  const beginning = Buffer.from(bytes.subarray(0, 128)).toString('latin1')
  return beginning.startsWith('{"checkpoints":["')
}

/** Checks a proof of a fork and says what it proves. True when it holds. */
export function tellFork(bytes: Uint8Array, asJson: boolean): boolean {
  let fork: Fork
  try {
    fork = readForkProof(bytes, verifyEd25519)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const nothing = { kind: null, origin: null, sizes: [] }
    if (asJson) answer({ format: 'bondmark/verify-fork/1', ok: false, reason: error.code, ...nothing })
    else tell(error.toFailure())
    return false
  }
  const { kind, origin } = fork
  const [{ size }, { size: larger }] = fork.checkpoints
  if (asJson)
    answer({ format: 'bondmark/verify-fork/1', ok: true, reason: null, kind, origin, sizes: [size, larger] })
  else if (kind === 'split-view') tell({ code: 'fork-proven-split-view', detail: { origin, size } })
  else tell({ code: 'fork-proven-rollback', detail: { origin, size, larger } })
  return true
}
