import { TLSSocket } from 'node:tls'
import { toBase64Url } from '../../core/encoding/base64.ts'

/**
 * What only the two ends of this very TLS connection can know (RFC 9266, `tls-exporter`): 32 bytes, base64url. Null without
 * TLS 1.3, whose older versions need more for it to be unique.
 */
export function channelOf(socket: unknown): string | null {
  if (!(socket instanceof TLSSocket) || socket.getProtocol() !== 'TLSv1.3') return null
  return toBase64Url(socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)))
}
