import type { ScannerSetting } from '../../../core/contract/devices.ts'

/** What a serial scanner's way of sending the set-up code tells of its settings. */
export interface Learnt {
  readonly sendsAim: boolean
  readonly framing: ScannerSetting['framing']
}

/** A scanner that ends a symbol with nothing is silent for so long before the next one can begin. */
const SILENT_END_MS = 100
const IDLE_MS = 500

/**
 * How the code stands in what came: `[prefix]` `[AIM id]` code `[suffix]`. The first byte after it ends a symbol; when none
 * came, silence does. null while the code is not in it.
 */
export function learnSerial(bytes: Uint8Array, code: string): Learnt | null {
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.lastIndexOf(code)
  if (at < 0) return null
  const before = text.slice(0, at)
  const sendsAim = /\][A-Za-z][0-9A-Za-z]$/.test(before)
  const lead = sendsAim ? before.slice(0, -3) : before
  // A printable byte may be the end of something else; what frames a symbol is a control byte.
  const prefix = lead === '' ? null : lead.charCodeAt(lead.length - 1)
  const after = text.slice(at + code.length)
  const suffix = after === '' ? null : after.charCodeAt(0)
  return {
    sendsAim,
    framing: {
      prefix: prefix !== null && prefix < 0x20 && prefix !== suffix && prefix !== 0x0a ? prefix : null,
      suffix,
      idleMs: suffix === null ? SILENT_END_MS : IDLE_MS,
    },
  }
}
