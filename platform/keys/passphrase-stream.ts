import { Decrypter, Encrypter } from 'age-encryption'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** First line of every file in the age format (age-encryption.org/v1). */
export const AGE_LINE = 'age-encryption.org/v1\n'

/**
 * The only header that a file under a passphrase has: one scrypt stanza, then the MAC. Asked before the library is, so
 * that a hostile file decides neither how much of it is read as a header nor what scrypt costs.
 */
const header =
  /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9]\d?)\n[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n/
const HEADER_BYTES_MAX = 256

/** scrypt N = 2^18, r = 8, p = 1: what `age -p` uses. 256 MiB and about a second; no file may ask for more. */
const LOG_N = 18

export type ByteStream = ReadableStream<Uint8Array<ArrayBuffer>>

/** Encrypts under a passphrase as the age format has it: scrypt, then ChaCha20-Poly1305 in chunks of 64 KiB (STREAM). */
export async function encryptStream(plain: ByteStream, passphrase: string): Promise<ByteStream> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(LOG_N)
  return (await encrypter.encrypt(plain)) as ByteStream
}

/**
 * Decrypts what `encryptStream` made, in bounded memory; each chunk is authentic before it is given. `file` is its name
 * for messages. Throws `backup-damaged` for anything changed, cut off or put elsewhere, here or while it is read, and
 * `backup-passphrase-wrong`.
 */
export async function* decryptStream(
  sealed: AsyncIterable<Uint8Array>,
  passphrase: string,
  file: string,
): AsyncGenerator<Uint8Array> {
  const source = sealed[Symbol.asyncIterator]()
  const beginning = await readBeginning(source)
  const [, logN] = header.exec(beginning.toString('latin1')) ?? []
  if (logN === undefined || Number(logN) > LOG_N)
    throw new BondmarkError('backup-damaged', { file, at: 'header' })
  const rest = async function* () {
    yield new Uint8Array(beginning)
    for (let next = await source.next(); !next.done; next = await source.next())
      yield new Uint8Array(next.value)
  }
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  const plain = await decrypter.decrypt(ReadableStream.from(rest())).catch((error: unknown) => {
    if (isNoMatch(error)) throw new BondmarkError('backup-passphrase-wrong', { file }, { cause: error })
    throw asDamaged(error, file, 'header')
  })
  const reader = plain.getReader()
  try {
    for (;;) {
      const piece = await reader.read().catch((error: unknown) => {
        throw asDamaged(error, file, 'contents')
      })
      if (piece.done) return
      yield piece.value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

async function readBeginning(source: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for (let length = 0; length < HEADER_BYTES_MAX; ) {
    const next = await source.next()
    if (next.done) break
    pieces.push(next.value)
    length += next.value.length
  }
  return Buffer.concat(pieces)
}

const isNoMatch = (error: unknown): boolean =>
  error instanceof Error && /no identity matched/.test(error.message)

/** The library throws plain errors; the system's (an unreadable disk) say so by their code and stay what they are. */
function asDamaged(error: unknown, file: string, at: string): unknown {
  const isPlain = error instanceof Error && !('code' in error) && !(error instanceof BondmarkError)
  return isPlain ? new BondmarkError('backup-damaged', { file, at }, { cause: error }) : error
}
