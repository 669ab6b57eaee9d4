import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { type KeyPress, keyPress } from '../../core/contract/key-press.ts'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { fromUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Framed, Framer } from '../../drivers/scanners/framed.ts'
import { createScriptFramer } from '../../drivers/scanners/script-framer.ts'
import { readInstant } from '../../platform/clock/clock.ts'

/** One thing that happens in a replayed shift: a framed symbol, a read that was refused, or a key. */
export type ShiftAction = {
  readonly line: number
  readonly instantMs: number
  readonly offsetMin: number
} & (
  | { readonly kind: 'scan'; readonly device: string; readonly framed: Framed }
  | { readonly kind: 'key'; readonly press: KeyPress }
)

export interface ShiftScript {
  /** Hex SHA-256 of the file: what a replay is remembered by. */
  readonly hash: string
  readonly actions: readonly ShiftAction[]
}

const SCRIPT_BYTES_MAX = 64 * 1024 * 1024
const FORMAT = 'bondmark/shift-script/1'
/** A scanner that has sent part of a symbol and then nothing for this long will not send the rest. */
const SYMBOL_SILENCE_MS = 500

const deviceLine = z.object({
  t: z.string(),
  device: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/),
  bytes: z.string().max(16_384),
})

/** A time in a script, as the clock takes it. */
type Instant = Pick<ShiftAction, 'instantMs' | 'offsetMin'>

/** One scanner's framing, and when it last said something. */
interface Listening {
  readonly framer: Framer
  readonly at: Instant
  readonly line: number
}

/**
 * Reads a shift script (FORMATS, "Shift script") into the things that happen, in order. Framing is a function of the
 * script alone, so a replay that was killed finds the same actions at the same places. A scan keeps the time of the
 * bytes that completed it. Throws `script-malformed` `{file, line, reason}`.
 */
export function readShiftScript(bytes: Uint8Array, file: string): ShiftScript {
  const reader = new ScriptReader(file)
  if (bytes.length > SCRIPT_BYTES_MAX) reader.fail(0, `larger than ${SCRIPT_BYTES_MAX} bytes`)
  const text = fromUtf8(bytes) ?? reader.fail(0, 'not UTF-8')
  for (const [index, raw] of text.split('\n').entries()) if (raw.trim() !== '') reader.read(index + 1, raw)
  reader.silence(Number.POSITIVE_INFINITY)
  return { hash: toHex(sha256(bytes)), actions: reader.actions }
}

class ScriptReader {
  readonly actions: ShiftAction[] = []
  readonly #file: string
  readonly #scanners = new Map<string, Listening>()
  #lastMs = Number.NEGATIVE_INFINITY
  #first = true

  constructor(file: string) {
    this.#file = file
  }

  fail(line: number, reason: string): never {
    throw new BondmarkError('script-malformed', { file: this.#file, line, reason })
  }

  read(line: number, raw: string): void {
    const value = this.#object(line, raw)
    const isFirst = this.#first
    this.#first = false
    if (isFirst && value.format !== undefined && value.format !== FORMAT)
      this.fail(line, `format is not ${FORMAT}`)
    if (isFirst && value.format === FORMAT && !('t' in value)) return
    const at = this.#time(line, value.t)
    this.silence(at.instantMs)
    if ('device' in value) this.#scanned(line, at, value)
    else this.#pressed(line, at, value)
  }

  /** Scanners that have kept part of a symbol to themselves for too long: what they began is refused. */
  silence(untilMs: number): void {
    for (const [device, { framer, at, line }] of this.#scanners) {
      if (framer.pendingBytes === 0 || untilMs - at.instantMs < SYMBOL_SILENCE_MS) continue
      const then = { line, instantMs: at.instantMs + SYMBOL_SILENCE_MS, offsetMin: at.offsetMin }
      for (const framed of framer.flush()) this.actions.push({ ...then, kind: 'scan', device, framed })
    }
  }

  #object(line: number, raw: string): Record<string, unknown> {
    let value: unknown
    try {
      value = JSON.parse(raw)
    } catch {
      this.fail(line, 'not JSON')
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.fail(line, 'not a JSON object')
    return value as Record<string, unknown>
  }

  #time(line: number, t: unknown): Instant {
    const at = typeof t === 'string' ? readInstant(t) : null
    if (!at) return this.fail(line, 't is no RFC 3339 time with an offset')
    if (at.instantMs < this.#lastMs) this.fail(line, 't is earlier than the line before')
    this.#lastMs = at.instantMs
    return at
  }

  #scanned(line: number, at: Instant, value: unknown): void {
    const { device, bytes } = this.#parsed(line, deviceLine, value)
    const framer = this.#scanners.get(device)?.framer ?? createScriptFramer()
    this.#scanners.set(device, { framer, at, line })
    for (const framed of framer.push(this.#bytes(line, bytes))) {
      this.actions.push({ line, ...at, kind: 'scan', device, framed })
    }
  }

  #bytes(line: number, text: string): Uint8Array {
    try {
      return fromBase64Url(text)
    } catch {
      return this.fail(line, 'bytes are not base64url')
    }
  }

  #pressed(line: number, at: Instant, value: unknown): void {
    this.actions.push({ line, ...at, kind: 'key', press: this.#parsed(line, keyPress, value) })
  }

  #parsed<T>(line: number, schema: z.ZodType<T>, value: unknown): T {
    const parsed = schema.safeParse(value)
    return parsed.success ? parsed.data : this.fail(line, reasonOf(parsed.error))
  }
}

function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'invalid'}`
}
