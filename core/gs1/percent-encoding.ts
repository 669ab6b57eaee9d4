const plain = new Uint8Array(128)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~')
  plain[c.charCodeAt(0)] = 1

/**
 * A value as a segment or parameter of a canonical GS1 Digital Link: everything but RFC 3986's unreserved characters is
 * percent-encoded, hex in capitals, so that one value has one spelling.
 *
 * @param value ASCII text
 */
export function percentEncode(value: string): string {
  let i = 0
  while (i < value.length && plain[value.charCodeAt(i)] === 1) i++
  if (i === value.length) return value
  let out = value.slice(0, i)
  for (; i < value.length; i++) {
    const code = value.charCodeAt(i)
    out += plain[code] === 1 ? value[i] : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 0x20
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/**
 * Undoes percent-encoding of printable ASCII, the only characters that a GS1 value can hold.
 *
 * @returns the text, or the offset in `value` of a broken escape or of one that is not printable ASCII
 */
export function percentDecode(value: string): string | number {
  let percent = value.indexOf('%')
  if (percent < 0) return value
  let out = ''
  let from = 0
  while (percent >= 0) {
    const high = hexDigit(value.charCodeAt(percent + 1))
    const low = hexDigit(value.charCodeAt(percent + 2))
    const code = high * 16 + low
    if (high < 0 || low < 0 || code < 0x20 || code > 0x7e) return percent
    out += value.slice(from, percent) + String.fromCharCode(code)
    from = percent + 3
    percent = value.indexOf('%', from)
  }
  return out + value.slice(from)
}
