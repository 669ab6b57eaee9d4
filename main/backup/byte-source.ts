import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** Bytes in order from a stream of pieces, and never more of them in memory than a piece and what was asked for. */
export class ByteSource {
  readonly #pieces
  readonly #file
  #held: Uint8Array = new Uint8Array()

  /** `file` is its name for messages. */
  constructor(pieces: AsyncIterable<Uint8Array>, file: string) {
    this.#pieces = pieces[Symbol.asyncIterator]()
    this.#file = file
  }

  /** Exactly `count` bytes. Throws `backup-damaged` when there are fewer. */
  async take(count: number, at: string): Promise<Buffer> {
    const parts: Uint8Array[] = []
    await this.stream(count, at, async (piece) => void parts.push(piece))
    return Buffer.concat(parts)
  }

  /** Hands on exactly `count` bytes, piece by piece. */
  async stream(count: number, at: string, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw this.#damaged(at)
      const piece = this.#held.subarray(0, left)
      this.#held = this.#held.subarray(piece.length)
      left -= piece.length
      await take(piece)
    }
  }

  /** The next bytes must be these. */
  async expect(bytes: Buffer, at: string): Promise<void> {
    if (!(await this.take(bytes.length, at)).equals(bytes)) throw this.#damaged(at)
  }

  /** Nothing may follow. */
  async expectEnd(): Promise<void> {
    if (this.#held.length > 0 || (await this.#more())) throw this.#damaged('end')
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces.next()
      if (next.done) return false
      if (next.value.length === 0) continue
      this.#held = next.value
      return true
    }
  }

  #damaged(at: string): BondmarkError {
    return new BondmarkError('backup-damaged', { file: this.#file, at })
  }
}
