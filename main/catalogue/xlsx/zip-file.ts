import { createInflateRaw } from 'node:zlib'

/** Why a file is no workbook that is read here; `what` is for people. */
export class WorkbookProblem extends Error {
  readonly kind: 'malformed' | 'too-large'
  constructor(kind: 'malformed' | 'too-large', what: string) {
    super(what)
    this.kind = kind
  }
}

const malformed = (what: string): never => {
  throw new WorkbookProblem('malformed', what)
}
const tooLarge = (what: string): never => {
  throw new WorkbookProblem('too-large', what)
}

/** A workbook has a few dozen parts; each of its sheets is XML, which deflate makes 10 to 50 times smaller. */
const ENTRIES_MAX = 2000
const BYTES_MAX = 1024 * 1024 * 1024
const RATIO_MAX = 200
/** What is small is let be: its ratio says nothing. */
const RATIO_FROM_BYTES = 1024 * 1024

export interface ZipEntry {
  readonly name: string
  /** Not compressed, as its directory says; nothing more is ever inflated. */
  readonly bytes: number
  read(): AsyncIterable<Uint8Array>
}

const END = 0x06054b50
const END_BYTES = 22
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

/**
 * The parts of a zip file (PKWARE APPNOTE §4.3) by name: stored or deflated, without encryption and ZIP64. Bounded: the number
 * of parts, what they say they inflate to, how much smaller than that they are. Throws `WorkbookProblem`.
 */
export function openZip(file: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const start = bytes.readUInt32LE(end + 16)
  if (bytes.readUInt16LE(end + 4) !== 0 || start === 0xffffffff || count === 0xffff) malformed('zip: ZIP64')
  if (count > ENTRIES_MAX) tooLarge(`${count} parts`)
  const entries = new Map<string, ZipEntry>()
  let total = 0
  let at = start
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== CENTRAL) malformed('zip: directory')
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)]
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)]
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    if ((flags & 1) !== 0) malformed('zip: encrypted')
    if (method !== 0 && method !== 8) malformed(`zip: method ${method}`)
    total += size
    if (total > BYTES_MAX) tooLarge(`more than ${BYTES_MAX} bytes`)
    if (size > RATIO_FROM_BYTES && size > packed * RATIO_MAX) tooLarge(`${name}: ${packed} → ${size} bytes`)
    const place = bytes.readUInt32LE(at + 42)
    entries.set(name, {
      name,
      bytes: size,
      read: () => contentOf(bytes, { place, packed, size, method, name }),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** Its end record lies before a comment of at most 65,535 bytes. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - END_BYTES; at >= Math.max(0, bytes.length - END_BYTES - 0xffff); at--)
    if (bytes.readUInt32LE(at) === END && at + END_BYTES + bytes.readUInt16LE(at + 20) === bytes.length)
      return at
  return malformed('zip: no end')
}

interface Content {
  readonly place: number
  readonly packed: number
  readonly size: number
  readonly method: number
  readonly name: string
}

async function* contentOf(
  bytes: Buffer,
  { place, packed, size, method, name }: Content,
): AsyncGenerator<Uint8Array> {
  if (place + 30 > bytes.length || bytes.readUInt32LE(place) !== LOCAL) malformed(`zip: ${name}`)
  const from = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28)
  if (from + packed > bytes.length) malformed(`zip: ${name} is cut off`)
  const content = bytes.subarray(from, from + packed)
  if (method === 0) {
    if (packed !== size) malformed(`zip: ${name}`)
    yield content
    return
  }
  const inflate = createInflateRaw()
  inflate.end(content)
  let done = 0
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      done += piece.length
      if (done > size) malformed(`zip: ${name} is longer than it says`)
      yield piece
    }
  } catch (error) {
    if (error instanceof WorkbookProblem) throw error
    malformed(`zip: ${name}: ${error instanceof Error ? error.message : ''}`)
  } finally {
    inflate.destroy()
  }
  if (done !== size) malformed(`zip: ${name} is shorter than it says`)
}
