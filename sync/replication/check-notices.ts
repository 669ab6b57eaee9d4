import type { StationNotice } from '../../core/contract/station-notice.ts'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { verifyConflict, verifyLogConflict } from './signed-standing.ts'

/**
 * Checks that a log has signed every notice and speaks for itself in it.
 * @throws BondmarkError `notice-invalid` `{origin}`
 */
export function checkNotices(
  notices: readonly StationNotice[],
  { origin, publicKey }: { readonly origin: string; readonly publicKey: Uint8Array },
): void {
  for (const { record, signature } of notices) {
    const bytes = fromBase64Url(signature)
    const lawful =
      record.format === 'bondmark/conflict/1'
        ? record.origin === origin && verifyConflict(record, bytes, publicKey, verifyEd25519)
        : record.here.origin === origin && verifyLogConflict(record, bytes, publicKey, verifyEd25519)
    if (!lawful) throw new BondmarkError('notice-invalid', { origin })
  }
}
