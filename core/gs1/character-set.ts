/** GS1 AI encodable character set 82 (General Specifications §7.11), in the order of its values 0–81. */
export const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
/** GS1 AI encodable character set 39 (§7.11): what a component or part identifier may hold. */
export const SET_39 = '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** GS1 AI encodable character set 64 (§7.11): file-safe base 64, RFC 4648 §5, with `=` as padding. */
export const SET_64 = '-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
export const DIGITS = '0123456789'

/** One entry for each ASCII character: 1 when the set holds it. */
export function membership(set: string): Uint8Array {
  const holds = new Uint8Array(128)
  for (let i = 0; i < set.length; i++) holds[set.charCodeAt(i)] = 1
  return holds
}

/** The offset of the first character of `text[start, end)` that the set does not hold, or -1. */
export function outside(holds: Uint8Array, text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    if (holds[text.charCodeAt(i)] !== 1) return i
  }
  return -1
}

const inSet82 = membership(SET_82)

/** The offset of the first character of `text[start, end)` outside character set 82, or -1. */
export function outsideSet82(text: string, start: number, end: number): number {
  return outside(inSet82, text, start, end)
}

/** The offset of the first character of `text[start, end)` that is not a digit, or -1. */
export function outsideDigits(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return i
  }
  return -1
}
