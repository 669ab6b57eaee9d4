import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../core/encoding/hex.ts'
import type { Administrator } from '../../core/membership/membership.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { kidOf, signStatement } from '../../core/statement/statement.ts'

/** The sample brand owner's delegation: a station may mint serials under the sample GTINs (FORMATS, "Events"). */
export function mintingRight(
  brand: Administrator,
  { to, prefix, iat, from }: { to: string; prefix: string; iat: number; from: string },
): Uint8Array {
  const bytes = canonicalBytes({
    format: 'bondmark/serial-delegation/1',
    to,
    prefix,
    gtins: '9506000*',
    from,
    training: true,
  })
  const contentType = contentTypes.record('serial-delegation')
  return signStatement(
    {
      contentType,
      kid: kidOf(brand.publicKey),
      issuer: brand.issuer,
      subject: toHex(sha256(bytes)),
      iat,
      payload: bytes,
    },
    brand.sign,
  )
}
