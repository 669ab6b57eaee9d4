/** What `JSON.parse` hides of a text that it takes. */
export interface JsonScan {
  /** Places of keys that stand in their object before already: `JSON.parse` keeps the last, other readers the first. */
  readonly repeatedKeys: readonly JsonPath[]
  /** Numbers that a double does not hold as they are written, with their text. */
  readonly impreciseNumbers: readonly { readonly path: JsonPath; readonly text: string }[]
}

/** Keys and indexes from the root. */
export type JsonPath = readonly (string | number)[]

/** How many of each are listed. */
export const LISTED_MAX = 100
/** Numbers that are nested deeper are not listed: no event, plan or record has them, and their paths would be long. */
const NUMBER_LEVELS_MAX = 100
/** Digits that every double holds. */
const SURE_DIGITS = 15

interface Frame {
  /** Keys so far, or null in a list. */
  readonly keys: Set<string> | null
  key: string
  index: number
}

/** The end of the string that starts at a quote. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  for (;;) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
}

/** Without the zeros at the end. A loop: a regular expression looks at every run of zeros again from each of them. */
function trimZeros(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 0x30) end--
  return digits.slice(0, end)
}

/** Whether a double, written out again, has the digits that the text has. */
function isPrecise(token: string): boolean {
  const digits = trimZeros(
    token
      .replace(/[eE].*$/, '')
      .replace(/[-.]/g, '')
      .replace(/^0+/, ''),
  )
  const value = Number(token)
  if (!Number.isFinite(value)) return false
  if (digits.length <= SURE_DIGITS) return value !== 0 || digits === ''
  return trimZeros(value.toExponential().replace(/e.*$/, '').replace(/[-.]/g, '')) === digits
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/**
 * Scans JSON for what two readers would not read alike. Without recursion, in time linear to the text.
 *
 * @param text JSON that `JSON.parse` has taken
 * @param numbersMax how many numbers are listed, where somebody needs them all
 */
export function scanJson(text: string, numbersMax: number = LISTED_MAX): JsonScan {
  const repeatedKeys: JsonPath[] = []
  const impreciseNumbers: { path: JsonPath; text: string }[] = []
  const frames: Frame[] = []
  let expectsKey = false
  const path = (): JsonPath => frames.map(({ keys, key, index }) => (keys === null ? index : key))

  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const top = frames.at(-1)
    if (code === 0x22) {
      const end = stringEnd(text, at)
      if (expectsKey && top?.keys) {
        const raw = text.slice(at, end + 1)
        top.key = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)
        if (top.keys.has(top.key) && repeatedKeys.length < LISTED_MAX) repeatedKeys.push(path())
        top.keys.add(top.key)
        expectsKey = false
      }
      at = end
    } else if (code === 0x7b) {
      frames.push({ keys: new Set(), key: '', index: 0 })
      expectsKey = true
    } else if (code === 0x5b) {
      frames.push({ keys: null, key: '', index: 0 })
      expectsKey = false
    } else if (code === 0x7d || code === 0x5d) {
      frames.pop()
      expectsKey = false
    } else if (code === 0x2c && top !== undefined) {
      if (top.keys === null) top.index++
      else expectsKey = true
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at
      const token = NUMBER.exec(text)?.[0] ?? ''
      const isListed = impreciseNumbers.length < numbersMax && frames.length <= NUMBER_LEVELS_MAX
      if (isListed && !isPrecise(token)) impreciseNumbers.push({ path: path(), text: token })
      at += Math.max(0, token.length - 1)
    }
  }
  return { repeatedKeys, impreciseNumbers }
}
