/** IEEE 1284 §7.6: the first two bytes of an id are its length, so that it has at most this many. */
const ID_BYTES_MAX = 65_535
const VALUE_CHARACTERS_MAX = 200

/**
 * Reads an IEEE 1284 device id, by which a USB printer says what it is, `KEY:value;KEY:value;…`: keys in any spelling of case, the
 * first of each counts. Anything that is no pair is passed over; control characters are dropped, and a value is cut at 200
 * characters.
 */
export function readIeee1284Id(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const part of text.slice(0, ID_BYTES_MAX).split(';')) {
    const at = part.indexOf(':')
    if (at < 1) continue
    const key = clean(part.slice(0, at)).toUpperCase()
    if (key !== '' && !pairs.has(key)) pairs.set(key, clean(part.slice(at + 1)))
  }
  return pairs
}

const clean = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, VALUE_CHARACTERS_MAX)
