import type { ScannerSetting } from '../../../core/contract/devices.ts'

/** What a serial scanner's way of sending the set-up code tells of its settings. */
export interface Learnt {
  readonly sendsAim: boolean
  readonly framing: ScannerSetting['framing']
}

/** A scanner that ends a symbol with nothing is silent for so long before the next one can begin. */
const SILENT_END_MS = 100
const IDLE_MS = 500
/** As many as a setting holds. */
const MARK_BYTES_MAX = 16

/**
 * How the code stands in what came before a silence: `[prefix]` `[AIM id]` code `[suffix]`. What stands behind it ends a
 * symbol; when nothing does, silence ends it. null while the code is not in it.
 */
export function learnSerial(bytes: Uint8Array, code: string): Learnt | null {
  const text = Buffer.from(bytes).toString('latin1')
  const at = text.lastIndexOf(code)
  if (at < 0) return null
  const before = text.slice(0, at)
  const sendsAim = /\][A-Za-z][0-9A-Za-z]$/.test(before)
  const lead = sendsAim ? before.slice(0, -3) : before
  const after = text.slice(at + code.length)
  // CR alone ends a symbol with CR LF as well: LF after it says nothing.
  const suffix = after === '\r\n' ? '\r' : after.slice(0, after.length > MARK_BYTES_MAX ? 1 : MARK_BYTES_MAX)
  return {
    sendsAim,
    framing: {
      prefix: bytesOf(prefixIn(lead, after)),
      suffix: bytesOf(suffix),
      idleMs: suffix === '' ? SILENT_END_MS : IDLE_MS,
    },
  }
}

const bytesOf = (text: string): number[] => [...Buffer.from(text, 'latin1')]

/**
 * What stands before the code and not before that: the end of another symbol may have come first. A printable byte may be the
 * end of something else, so what frames a symbol is control bytes.
 */
function prefixIn(lead: string, end: string): string {
  const own = end === '' ? lead : lead.slice(lead.lastIndexOf(end) + (lead.includes(end) ? end.length : 1))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what is looked for
  const [marks = ''] = /[\x01-\x09\x0b-\x1c\x1e\x1f]*$/.exec(own) ?? []
  return marks === end ? '' : marks.slice(-MARK_BYTES_MAX)
}
