import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { Frontier } from '../log/frontier.ts'
import { leafMessage } from '../log/tree-hash.ts'
import type { Sha256 } from '../statement/statement.ts'

/** The root of a pool's list, one serial at a time: RFC 6962 over the serials in ASCII, however the file writes them. */
export class SerialRoot {
  readonly #frontier = new Frontier()
  readonly #sha256

  constructor(sha256: Sha256) {
    this.#sha256 = sha256
  }

  get count(): number {
    return this.#frontier.size
  }

  add(serial: string): void {
    this.#frontier.append(this.#sha256(leafMessage(toUtf8(serial))))
  }

  /** hex */
  root(): string {
    return toHex(this.#frontier.root())
  }
}
