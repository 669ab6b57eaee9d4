import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Equivocation, readEquivocationProof } from '../../core/statement/equivocation.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { answer, tell } from './terminal.ts'

/** Whether a file is JSON and so, of the two that `verify` reads, a proof of equivocation; evidence begins with a digest. */
export const isEquivocationProof = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 2)).toString('latin1') === '{"' &&
  Buffer.from(bytes.subarray(0, 64)).includes('"bondmark/equivocation-proof/1"')

/** Checks a proof of equivocation and says what it proves. True when it holds. */
export function tellEquivocation(bytes: Uint8Array, asJson: boolean): boolean {
  let found: Equivocation
  try {
    found = readEquivocationProof(bytes, verifyEd25519)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const nothing = { kid: null, seq: null, statements: [] }
    if (asJson)
      answer({ format: 'bondmark/verify-equivocation/1', ok: false, reason: error.code, ...nothing })
    else tell(error.toFailure())
    return false
  }
  const { kid, seq } = found
  const statements = found.statements.map(({ id, issuer }) => ({ id, issuer }))
  if (asJson)
    answer({ format: 'bondmark/verify-equivocation/1', ok: true, reason: null, kid, seq, statements })
  else tell({ code: 'equivocation-proven', detail: { kid, seq, issuer: statements[0]?.issuer ?? '' } })
  return true
}
