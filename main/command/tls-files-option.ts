import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TlsFiles } from '../../platform/tls/read-pem.ts'
import { personPath } from './terminal.ts'

/** The files that `--tls-cert` and `--tls-key` name; null for neither. Throws `tls-needs-both`. */
export function tlsFilesOf({ tlsCert, tlsKey }: { tlsCert?: string; tlsKey?: string }): TlsFiles | null {
  if (tlsCert === undefined && tlsKey === undefined) return null
  if (tlsCert === undefined || tlsKey === undefined) throw new BondmarkError('tls-needs-both', {})
  return { certFile: personPath(tlsCert), keyFile: personPath(tlsKey) }
}
