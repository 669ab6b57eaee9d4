import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type KeyPress, keyPress } from '../../core/contract/key-press.ts'
import { fromUtf8 } from '../../core/encoding/utf8.ts'
import type { Framed, Framer } from '../../drivers/scanners/framed.ts'
import { createScriptFramer } from '../../drivers/scanners/script-framer.ts'
import { readInstant } from '../../platform/clock/clock.ts'

/** One thing that happens in a replayed shift: a framed symbol, a read that was refused, or a key. */
export type ShiftAction = { readonly line: number; readonly instantMs: number; readonly offsetMin: number } & (
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

const deviceLine = z.object({ t: z.string(), device: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/), bytes: z.string().max(16_384) })

/**
 * Reads a shift script (FORMATS, "Shift script") into the things that happen, in order. Framing is a function of the
 * script alone, so a replay that was killed finds the same actions at the same places. A scan keeps the time of the
 * bytes that completed it. Throws `script-malformed` `{file, line, reason}`.
 */
export function readShiftScript(bytes: Uint8Array, file: string): ShiftScript {
  const bad = (line: number, reason: string): never => {
    throw new BondmarkError('script-malformed', { file, line, reason })
  }
  if (bytes.length > SCRIPT_BYTES_MAX) bad(0, `larger than ${SCRIPT_BYTES_MAX} bytes`)
  const text = fromUtf8(bytes) ?? bad(0, 'not UTF-8')
  const framers = new Map<string, { framer: Framer; lastMs: number; offsetMin: number; line: number }>()
  const actions: ShiftAction[] = []
  let lastMs = Number.NEGATIVE_INFINITY
  let first = true

  const silence = (untilMs: number) => {
    for (const [device, state] of framers) {
      if (state.framer.pendingBytes === 0 || untilMs - state.lastMs < SYMBOL_SILENCE_MS) continue
      const at = { line: state.line, instantMs: state.lastMs + SYMBOL_SILENCE_MS, offsetMin: state.offsetMin }
      for (const framed of state.framer.flush()) actions.push({ ...at, kind: 'scan', device, framed })
    }
  }

  text.split('\n').forEach((raw, index) => {
    const line = index + 1
    if (raw.trim() === '') return
    let value: Record<string, unknown>
    try {
      const parsed: unknown = JSON.parse(raw)
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return bad(line, 'not a JSON object')
      value = parsed as Record<string, unknown>
    } catch {
      return bad(line, 'not JSON')
    }
    if (first && value.format !== undefined && value.format !== FORMAT) bad(line, `format is not ${FORMAT}`)
    first = false
    if (!('t' in value) && value.format === FORMAT) return
    const at = typeof value.t === 'string' ? readInstant(value.t) : null
    if (!at) return bad(line, 't is no RFC 3339 time with an offset')
    if (at.instantMs < lastMs) bad(line, 't is earlier than the line before')
    lastMs = at.instantMs
    silence(at.instantMs)
    if ('device' in value) {
      const scanned = deviceLine.safeParse(value)
      if (!scanned.success) return bad(line, reasonOf(scanned.error))
      let chunk: Uint8Array
      try {
        chunk = fromBase64Url(scanned.data.bytes)
      } catch {
        return bad(line, 'bytes are not base64url')
      }
      const { device } = scanned.data
      const state = framers.get(device) ?? { framer: createScriptFramer(), lastMs: at.instantMs, offsetMin: at.offsetMin, line }
      framers.set(device, state)
      Object.assign(state, { lastMs: at.instantMs, offsetMin: at.offsetMin, line })
      for (const framed of state.framer.push(chunk)) actions.push({ line, ...at, kind: 'scan', device, framed })
      return
    }
    const press = keyPress.safeParse(value)
    if (!press.success) return bad(line, reasonOf(press.error))
    actions.push({ line, ...at, kind: 'key', press: press.data })
  })
  silence(Number.POSITIVE_INFINITY)
  return { hash: toHex(sha256(bytes)), actions }
}

function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'invalid'}`
}
