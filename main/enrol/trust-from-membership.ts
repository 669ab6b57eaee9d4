import { fromBase64Url } from '../../core/encoding/base64.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import type { ListedKey, Membership, MembershipTrust } from '../../core/membership/membership.ts'

/**
 * A trust file that holds to a verified membership: to its administrators, and to the logs and witnesses that it lists and
 * has not revoked. `k`: how many of the witnesses must have cosigned.
 */
export function trustFromMembership(
  { payload, head }: Membership,
  { administrators, threshold }: MembershipTrust,
  k: number,
): TrustFile {
  const revoked = new Set(payload.revocations.map(({ kid }) => kid))
  const vkeys = (use: ListedKey['use'], type: Parameters<typeof formatVkey>[1]) =>
    payload.keys
      .filter((key) => key.use === use && !revoked.has(key.kid))
      .map(({ name, key }) => formatVkey(name, type, fromBase64Url(key)))
  return {
    format: 'bondmark/trust/1',
    administrators: [...administrators],
    threshold,
    logs: vkeys('log', noteSignatureTypes.ed25519),
    witnesses: vkeys('witness', noteSignatureTypes.cosignature),
    k,
    membershipHead: head,
    ...(payload.training !== undefined && { training: true as const }),
  }
}
