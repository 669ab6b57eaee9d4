import { createPrivateKey, X509Certificate } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** A chain of a dozen certificates, or the bundle of a whole consortium. */
const PEM_BYTES_MAX = 256 * 1024
const onePem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** A server's certificate with what stands between it and its authority, and its key, both as PEM. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
  /** When the certificate ends. */
  readonly until: Date
}

/** Files of a server's certificate chain, its own first, and of its private key. */
export interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** Throws `tls-file-unreadable` `{file, reason}` and `tls-key-differs` `{cert, key}`. An expired one is served: clients say so. */
export function readTlsFiles({ certFile, keyFile }: TlsFiles): TlsMaterial {
  const cert = readCertificates(certFile).join('\n')
  const key = readText(keyFile)
  const own = new X509Certificate(cert)
  if (!own.checkPrivateKey(privateKeyOf(key, keyFile)))
    throw new BondmarkError('tls-key-differs', { cert: certFile, key: keyFile })
  return { cert, key, until: new Date(own.validTo) }
}

/** The certificates of a PEM file, each one read once to see that it is one. Throws `tls-file-unreadable`. */
export function readCertificates(file: string): string[] {
  const pems = readText(file).match(onePem) ?? []
  if (pems.length === 0) throw unreadable(file, 'no certificate in PEM')
  for (const pem of pems) {
    try {
      new X509Certificate(pem)
    } catch (error) {
      throw unreadable(file, error instanceof Error ? error.message : 'not a certificate', error)
    }
  }
  return [...pems]
}

function privateKeyOf(key: string, file: string) {
  try {
    return createPrivateKey(key)
  } catch (error) {
    // OpenSSL's words may quote nothing of the key.
    throw unreadable(file, 'no private key in PEM without a passphrase', error)
  }
}

function readText(file: string): string {
  let fd: number | null = null
  try {
    fd = openSync(file, 'r')
    const bytes = Buffer.alloc(PEM_BYTES_MAX + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, null)
    if (length > PEM_BYTES_MAX) throw unreadable(file, 'too large')
    return bytes.toString('latin1', 0, length)
  } catch (error) {
    if (error instanceof BondmarkError) throw error
    throw unreadable(file, (error as NodeJS.ErrnoException).code ?? 'unreadable', error)
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

const unreadable = (file: string, reason: string, cause?: unknown) =>
  new BondmarkError('tls-file-unreadable', { file, reason }, { cause })
