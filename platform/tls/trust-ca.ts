import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { readCertificates } from './read-pem.ts'

/**
 * From now on this process, and every one that it starts, takes certificates that were signed by the authorities in the
 * PEM file `file` too, beside those that it takes anyway. Throws `tls-file-unreadable`.
 */
export function trustCa(file: string): void {
  const own = readCertificates(file)
  setDefaultCACertificates([...getCACertificates('default'), ...own])
  // What Node reads at its start; the processes of a sync inherit it.
  process.env.NODE_EXTRA_CA_CERTS = file
}
