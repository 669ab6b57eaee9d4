import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

const MAGIC = 'SQLite format 3\0'
const PAGE_BYTES_USUAL = 4096
const WAL_HEADER = 32
const FRAME_HEADER = 24

/**
 * The pages of a SQLite file as they lie on the disk, with those that were committed to its WAL in place of the older
 * ones. It needs no sound header, schema or index, and asks SQLite nothing: it is for files that SQLite cannot read.
 * (sqlite.org/fileformat2.html)
 */
export class PageFile {
  readonly pageBytes: number
  /** Bytes of a page that SQLite uses: some builds reserve a few at its end. */
  readonly usable: number
  /** Whether the file is as long as its header says: only then is it known that no page is missing. */
  readonly isWhole: boolean
  /** Highest page there may be. */
  readonly pages: number
  readonly #file: number
  readonly #wal: number | null
  readonly #inWal: ReadonlyMap<number, number>
  /** A page's rows are read one by one: the page is read once. */
  #last: { readonly n: number; readonly page: Buffer } | null = null

  constructor(path: string) {
    this.#file = openSync(path, 'r')
    const header = readAt(this.#file, 0, 100)
    const isSound = header.toString('latin1', 0, 16) === MAGIC
    const said = header.length === 100 ? header.readUInt16BE(16) : 0
    const size = said === 1 ? 65_536 : said
    const isSize = isSound && size >= 512 && (size & (size - 1)) === 0
    this.pageBytes = isSize ? size : PAGE_BYTES_USUAL
    const reserved = isSize ? (header[20] ?? 0) : 0
    this.usable = this.pageBytes - (reserved < 64 ? reserved : 0)
    const walPath = `${path}-wal`
    this.#wal = existsSync(walPath) ? openSync(walPath, 'r') : null
    this.#inWal = this.#wal === null ? new Map() : committedFrames(this.#wal, this.pageBytes)
    const onDisk = Math.ceil(fstatSync(this.#file).size / this.pageBytes)
    let pages = onDisk
    for (const page of this.#inWal.keys()) pages = Math.max(pages, page)
    this.pages = pages
    this.isWhole = isSize && this.#hasPagesSaid(onDisk)
  }

  /** Page `n`, from 1; short or empty where the file ends. */
  page(n: number): Buffer {
    if (this.#last?.n !== n) this.#last = { n, page: this.#read(n) }
    return this.#last.page
  }

  #read(n: number): Buffer {
    const frame = this.#inWal.get(n)
    return frame !== undefined && this.#wal !== null
      ? readAt(this.#wal, frame, this.pageBytes)
      : readAt(this.#file, (n - 1) * this.pageBytes, this.pageBytes)
  }

  /** The first page, from the WAL when it is there, says how many there are; a checkpoint brings them into the file. */
  #hasPagesSaid(onDisk: number): boolean {
    const first = this.page(1)
    const said = first.length < 100 ? 0 : first.readUInt32BE(28)
    for (let n = onDisk + 1; n <= said; n++) if (!this.#inWal.has(n)) return false
    return said > 0 && fstatSync(this.#file).size % this.pageBytes === 0
  }

  close(): void {
    closeSync(this.#file)
    if (this.#wal !== null) closeSync(this.#wal)
  }
}

/** What can be read there; a sector that the disk does not give is as good as zeros. */
function readAt(fd: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  try {
    return buffer.subarray(0, readSync(fd, buffer, 0, length, at))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') return buffer
    throw error
  }
}

/** Where the newest committed version of each page begins in a WAL, by its checksums: what was torn off is left out. */
function committedFrames(wal: number, pageBytes: number): Map<number, number> {
  const header = readAt(wal, 0, WAL_HEADER)
  const committed = new Map<number, number>()
  if (header.length < WAL_HEADER || header.readUInt32BE(8) !== pageBytes) return committed
  const magic = header.readUInt32BE(0)
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return committed
  const isBigEndian = (magic & 1) === 1
  let sums = checksum([0, 0], header.subarray(0, 24), isBigEndian)
  const salts = header.subarray(16, 24)
  let pending = new Map<number, number>()
  for (let at = WAL_HEADER; ; at += FRAME_HEADER + pageBytes) {
    const frame = readAt(wal, at, FRAME_HEADER + pageBytes)
    if (frame.length < FRAME_HEADER + pageBytes || !frame.subarray(8, 16).equals(salts)) return committed
    sums = checksum(sums, frame.subarray(0, 8), isBigEndian)
    sums = checksum(sums, frame.subarray(FRAME_HEADER), isBigEndian)
    if (frame.readUInt32BE(16) !== sums[0] || frame.readUInt32BE(20) !== sums[1]) return committed
    pending.set(frame.readUInt32BE(0), at + FRAME_HEADER)
    // A frame that ends a transaction says how large the database is then.
    if (frame.readUInt32BE(4) === 0) continue
    for (const [page, place] of pending) committed.set(page, place)
    pending = new Map()
  }
}

function checksum([a, b]: readonly [number, number], bytes: Buffer, isBigEndian: boolean): [number, number] {
  let [s0, s1] = [a, b]
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const x = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    const y = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    s0 = (s0 + x + s1) >>> 0
    s1 = (s1 + y + s0) >>> 0
  }
  return [s0, s1]
}
