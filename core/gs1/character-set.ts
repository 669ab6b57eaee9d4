/** GS1 AI encodable character set 82 (General Specifications §7.11): the symbols that an alphanumeric AI may hold. */
const SET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

const inSet82 = new Uint8Array(128)
for (let i = 0; i < SET_82.length; i++) inSet82[SET_82.charCodeAt(i)] = 1

/** The offset of the first character of `text[start, end)` outside character set 82, or -1. */
export function outsideSet82(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    if (inSet82[text.charCodeAt(i)] !== 1) return i
  }
  return -1
}

/** The offset of the first character of `text[start, end)` that is not a digit, or -1. */
export function outsideDigits(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return i
  }
  return -1
}
