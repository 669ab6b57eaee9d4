import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import { type Refusal, readRefusalsFile } from '../../core/statement/refusal.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { receivedFailure } from '../../sync/replication/session-message.ts'
import { answer, tell } from './terminal.ts'

/** Whether a file that begins so holds refusals; what they are worth is another question. */
export const isRefusals = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes).toString('latin1').startsWith('{"format":"bondmark/refusals/1"')

/** Checks a file of refusals against the first log of the trust file, and says what was refused and why. True when it holds. */
export function tellRefusals(bytes: Uint8Array, { logs }: TrustFile, asJson: boolean): boolean {
  let found: Refusal[]
  try {
    const { name, publicKey } = parseVkey(logs[0] ?? '')
    found = readRefusalsFile(bytes, publicKey, verifyEd25519)
    if (found.some(({ origin }) => origin !== name)) throw new BondmarkError('refusal-forged')
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    if (asJson) answer({ format: 'bondmark/verify-refusals/1', ok: false, reason: error.code, refusals: [] })
    else tell(error.toFailure())
    return false
  }
  if (asJson) answer({ format: 'bondmark/verify-refusals/1', ok: true, reason: null, refusals: found })
  else {
    for (const { origin, statement, at, code, detail } of found) {
      tell({ code: 'refusal-verified', detail: { origin, statement, at } })
      tell(receivedFailure({ code, detail }))
    }
  }
  return true
}
