import { z } from 'zod'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { isSerial } from '../label/serial.ts'

const LINE_LENGTH_MAX = 200
const BOM = '\ufeff'

/** First line of a list in NDJSON. */
export const serialListHead = z.strictObject({ format: z.literal('bondmark/serial-list/1') })
const ndjsonLine = z.union([z.string(), z.strictObject({ serial: z.string() })])

/** A serial of a list, and the line that it stands in, from 1. */
export interface ListedSerial {
  readonly serial: string
  readonly line: number
}

/**
 * Reads a pool's list piece by piece, so that it needs no more memory than a line. Two forms, told apart by the first line:
 * CSV with the one column `serial`, and NDJSON of `"SERIAL"` or `{"serial":"SERIAL"}` under a line that names the format.
 * Throws `pool-list-malformed` `{line, reason}`.
 */
export class SerialListReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #form: 'csv' | 'ndjson' | null = null
  #line = 0
  #rest = ''

  push(bytes: Uint8Array): ListedSerial[] {
    return this.#take(this.#decode(() => this.#decoder.decode(bytes, { stream: true }), bytes))
  }

  /** The last line may have no end. */
  end(): ListedSerial[] {
    const read = this.#take(
      `${this.#decode(() => this.#decoder.decode(), NONE)}${this.#rest === '' ? '' : '\n'}`,
    )
    if (this.#form === null) this.#fail('it is empty')
    return read
  }

  #decode(decode: () => string, bytes: Uint8Array): string {
    try {
      return decode()
    } catch {
      this.#line += 1 + linesBeforeBroken(bytes)
      return this.#fail('not UTF-8')
    }
  }

  #take(text: string): ListedSerial[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    const read: ListedSerial[] = []
    for (const whole of lines) {
      this.#line++
      const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole
      if (line.length > LINE_LENGTH_MAX) this.#fail('the line is too long')
      if (this.#form === null) this.#form = this.#formOf(line)
      else if (line !== '') read.push({ serial: this.#serialIn(line), line: this.#line })
    }
    if (this.#rest.length > LINE_LENGTH_MAX) {
      this.#line++
      this.#fail('the line is too long')
    }
    return read
  }

  #formOf(first: string): 'csv' | 'ndjson' {
    const line = first.startsWith(BOM) ? first.slice(1) : first
    if (line === 'serial' || line === '"serial"') return 'csv'
    return serialListHead.safeParse(parsed(line)).success
      ? 'ndjson'
      : this.#fail('the first line names no list')
  }

  #serialIn(line: string): string {
    let serial = line
    if (this.#form === 'csv') serial = /^".*"$/.test(line) ? line.slice(1, -1) : line
    else {
      const read = ndjsonLine.safeParse(parsed(line))
      if (!read.success) return this.#fail('neither a text nor an object with a serial')
      serial = typeof read.data === 'string' ? read.data : read.data.serial
    }
    return isSerial(serial) ? serial : this.#fail('not 15 symbols of upper-case Crockford base 32')
  }

  #fail(reason: string): never {
    throw new BondmarkError('pool-list-malformed', { line: Math.max(1, this.#line), reason })
  }
}

const NONE = new Uint8Array()
const LF = 0x0a

/** Lines that end before the first one that is no UTF-8: no other character has the byte of a line's end in it. */
function linesBeforeBroken(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let from = 0
  for (let lines = 0; ; lines++) {
    const end = bytes.indexOf(LF, from)
    try {
      decoder.decode(bytes.subarray(from, end < 0 ? bytes.length : end))
    } catch {
      return lines
    }
    if (end < 0) return lines
    from = end + 1
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
