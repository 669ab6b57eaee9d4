import type { Framed } from './framed.ts'

const GS = 0x1d
const aimId = /^\][A-Za-z][0-9A-Za-z]/

/** Where text stops being what a GS1 symbol or a link can carry: control bytes other than GS, and DEL. */
function controlByteAt(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => (byte < 0x20 && byte !== GS) || byte === 0x7f)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of one symbol's data (without AIM id) → its text, or why it is refused. */
export function readSymbolText(bytes: Uint8Array, aim: string | null): Framed {
  const at = controlByteAt(bytes)
  if (at >= 0) {
    const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`
    return { ok: false, code: 'scan-control-byte', detail: { byte, at } }
  }
  try {
    return { ok: true, aim, text: utf8.decode(bytes) }
  } catch {
    const first = bytes.findIndex((byte) => byte >= 0x80)
    return { ok: false, code: 'scan-not-text', detail: { at: first } }
  }
}

/**
 * The bytes of one symbol as a stream carries it: AIM id (ISO/IEC 15424), then the data. Under `auto` it is taken off where
 * one is; `always` refuses a symbol without; `never` leaves everything to the data.
 */
export function readSymbolBytes(bytes: Uint8Array, aim: 'auto' | 'always' | 'never'): Framed {
  const head = String.fromCharCode(...bytes.subarray(0, 3))
  const isAim = aim !== 'never' && aimId.test(head)
  if (!isAim && aim === 'always')
    return { ok: false, code: 'scan-aim-missing', detail: { bytes: bytes.length } }
  return isAim ? readSymbolText(bytes.subarray(3), head) : readSymbolText(bytes, null)
}
