import canonicalize from 'canonicalize'
import { toHex } from '../../encoding/hex.ts'
import { toUtf8 } from '../../encoding/utf8.ts'
import type { Sha256 } from '../../statement/statement.ts'
import { type ChunkEntry, chunkBytesMax, type TreeRoot } from './chunk-entry.ts'

/** A chunk ends behind one key of 64 on average, and after so many in any case. */
const ONE_IN = 64
const LINES_MAX = 1024

/** A finished chunk, for whoever keeps it. */
export interface MadeChunk extends ChunkEntry {
  readonly level: number
  readonly text: Uint8Array
}

/** A row on its way into a chunk; `line` is its RFC 8785 text. */
interface Line {
  readonly first: string
  readonly last: string
  readonly rows: number
  readonly line: string
}

/**
 * Whether a chunk ends behind this key. Only the key decides (FNV-1a and a finaliser; nothing secret hangs on it), so
 * that a row that changes, comes or goes moves no boundary but, at most, its own.
 */
function isBoundary(key: string, level: number): boolean {
  let hash = (0x811c9dc5 ^ level) >>> 0
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % ONE_IN === 0
}

/** Gathers lines of one level until a chunk is full. */
class Gathered {
  #lines: Line[] = []
  #bytes = 0
  /** Chunks finished so far. */
  made = 0

  get lines(): readonly Line[] {
    return this.#lines
  }

  isFullWith(line: Line): boolean {
    return this.#lines.length > 0 && this.#bytes + line.line.length * 3 + 1 > chunkBytesMax
  }

  /** Whether the chunk ends here. */
  add(line: Line, level: number): boolean {
    this.#lines.push(line)
    // At most three bytes a UTF-16 unit: nearer than this nobody needs to know.
    this.#bytes += line.line.length * 3 + 1
    return this.#lines.length >= LINES_MAX || isBoundary(line.last, level)
  }

  take(level: number, sha256: Sha256): MadeChunk | null {
    const [first] = this.#lines
    const last = this.#lines.at(-1)
    if (!first || !last) return null
    const text = toUtf8(`${this.#lines.map(({ line }) => line).join('\n')}\n`)
    const rows = this.#lines.reduce((sum, line) => sum + line.rows, 0)
    this.#lines = []
    this.#bytes = 0
    this.made++
    return {
      level,
      first: first.first,
      last: last.last,
      rows,
      bytes: text.length,
      sha256: toHex(sha256(text)),
      text,
    }
  }
}

/**
 * Builds the tree of a table from its rows in the order of their keys. The same rows give the same chunks, however the
 * table came to hold them. `keep` is handed every chunk, the lower ones first.
 */
export class TreeBuilder {
  readonly #sha256
  readonly #keep
  readonly #levels: Gathered[] = []
  chunks = 0

  constructor(sha256: Sha256, keep: (chunk: MadeChunk) => void) {
    this.#sha256 = sha256
    this.#keep = keep
  }

  add(key: string, body: string): void {
    this.#add({ first: key, last: key, rows: 1, line: body }, 0)
  }

  /** The root; null for a table without rows. */
  end(): TreeRoot | null {
    for (let level = 0; level < this.#levels.length; level++) {
      const gathered = this.#levels[level]
      const [only] = gathered?.lines ?? []
      // One entry, and never another at this level: what it names is the root.
      if (level > 0 && gathered?.made === 0 && gathered.lines.length === 1 && only)
        return { ...(JSON.parse(only.line) as ChunkEntry), level: level - 1 }
      this.#finish(level)
    }
    return null
  }

  #add(line: Line, level: number): void {
    const gathered = this.#levels[level] ?? new Gathered()
    this.#levels[level] = gathered
    if (gathered.isFullWith(line)) this.#finish(level)
    if (gathered.add(line, level)) this.#finish(level)
  }

  #finish(level: number): void {
    const chunk = this.#levels[level]?.take(level, this.#sha256)
    if (!chunk) return
    this.#keep(chunk)
    this.chunks++
    const { first, last, rows, bytes, sha256 } = chunk
    const line = canonicalize({ first, last, rows, bytes, sha256 }) ?? ''
    this.#add({ first, last, rows, line }, level + 1)
  }
}
