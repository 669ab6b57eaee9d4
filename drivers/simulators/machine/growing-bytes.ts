/** Bytes that come in at the end and are cut off at the front, without being copied for each of them. */
export class GrowingBytes {
  #room = new Uint8Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  at(index: number): number | undefined {
    return index < this.#length ? this.#room[index] : undefined
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#room.length) {
      const larger = new Uint8Array(Math.max(this.#room.length * 2, this.#length + bytes.length))
      larger.set(this.#room.subarray(0, this.#length))
      this.#room = larger
    }
    this.#room.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Cuts off the first `count` bytes, and answers them. */
  take(count: number): Uint8Array {
    const head = this.#room.slice(0, count)
    this.remove(0, count)
    return head
  }

  remove(from: number, count: number): void {
    this.#room.copyWithin(from, from + count, this.#length)
    this.#length -= count
    if (this.#length === 0 && this.#room.length > 65_536) this.#room = new Uint8Array(1024)
  }

  /** As text of one character a byte. */
  text(from: number, to: number): string {
    return Buffer.from(this.#room.buffer, from, Math.max(0, Math.min(to, this.#length) - from)).toString(
      'latin1',
    )
  }
}
