import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'

const codes: ReadonlyMap<string, Code> = new Map([
  ['CERT_HAS_EXPIRED', 'tls-certificate-expired'],
  ['CERT_NOT_YET_VALID', 'tls-certificate-early'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-wrong-host'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-unknown-ca'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls-unknown-ca'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-unknown-ca'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-unknown-ca'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-unknown-ca'],
  ['CERT_SIGNATURE_FAILURE', 'tls-unknown-ca'],
  ['INVALID_CA', 'tls-unknown-ca'],
])
/** Other words of OpenSSL on a certificate or a handshake: `ERR_SSL_…`, `EPROTO`, `CERT_…`. */
const otherTls =
  /^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|CRL_|HOSTNAME_MISMATCH$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/

/**
 * Why TLS did not come about, when an error of a connection to `url` says so; null for every other error. `fetch` hides
 * it in the cause of its own.
 */
export function tlsFailureOf(error: unknown, url: string): BondmarkError | null {
  for (let each = error, depth = 0; each instanceof Error && depth < 4; each = each.cause, depth += 1) {
    const said = (each as NodeJS.ErrnoException).code
    if (typeof said !== 'string') continue
    const code = codes.get(said)
    if (code !== undefined) return new BondmarkError(code, { url }, { cause: error })
    if (otherTls.test(said)) return new BondmarkError('tls-failed', { url, reason: said }, { cause: error })
  }
  return null
}
