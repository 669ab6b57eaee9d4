import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'

/**
 * What stands in `Bondmark-Signature` of a delivery: `t=UNIX,v1=HEX`, the HMAC-SHA256 under the hook's secret of the
 * decimal Unix seconds, a full stop, and the body as it is sent. Whoever takes it makes it again, compares in constant
 * time, and refuses one whose `t` is more than five minutes away.
 */
export function webhookSignature(secret: string, unixSeconds: number, body: string): string {
  const mac = hmac(sha256, toUtf8(secret), toUtf8(`${unixSeconds}.${body}`))
  return `t=${unixSeconds},v1=${toHex(mac)}`
}
