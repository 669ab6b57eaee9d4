import { membership, outside } from './character-set.ts'

/** A stretch of a link: its text, and where it stands in the input. */
export interface Piece {
  readonly text: string
  readonly at: number
}

/** `text[start, end)` cut at each `separator`, empty pieces included. */
export function pieces(text: string, start: number, end: number, separator: string): Piece[] {
  const out: Piece[] = []
  let from = start
  while (from <= end) {
    const next = text.indexOf(separator, from)
    const to = next < 0 || next > end ? end : next
    out.push({ text: text.slice(from, to), at: from })
    from = to + 1
  }
  return out
}

/**
 * `text[start, end)` cut into the parameters of a query: at `&`, and at `;` where another `name=` follows. The grammar
 * of Digital Link has both delimiters; a bare `;` inside of a value is taken as part of it.
 */
export function queryPieces(text: string, start: number, end: number): Piece[] {
  const parts = pieces(text, start, end, '&')
  const semicolon = text.indexOf(';', start)
  if (semicolon < 0 || semicolon >= end) return parts
  return parts.flatMap((piece) => {
    if (!piece.text.includes(';')) return [piece]
    let at = piece.at
    return piece.text.split(/;(?=[A-Za-z0-9_.-]+=)/).map((part) => {
      const cut = { text: part, at }
      at += part.length + 1
      return cut
    })
  })
}

/** The length of a leading `http://` or `https://` at `start`, in any case, or 0. */
export function schemeLength(text: string, start: number): number {
  const head = text.slice(start, start + 8).toLowerCase()
  if (head === 'https://') return 8
  return head.startsWith('http://') ? 7 : 0
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const inUri = membership(`${LETTERS_AND_DIGITS}-._~:/?#[]@!$&'()*+,;=%`)
const inHost = membership(`${LETTERS_AND_DIGITS}-._:[]`)

/** The offset of the first character of `text[start, end)` that no URI holds unescaped (RFC 3986 §2), or -1. */
export function outsideUri(text: string, start: number, end: number): number {
  return outside(inUri, text, start, end)
}

/** True when `text[start, end)` can name a server, with a port or not: names, IPv4 and IPv6, no user, no password. */
export function isHost(text: string, start: number, end: number): boolean {
  return end > start && outside(inHost, text, start, end) < 0
}

/** The name or value of an extension parameter for people: decoded as UTF-8 where it is, else as it stands. */
export function parameterText(raw: string): string {
  if (!raw.includes('%') && !raw.includes('+')) return raw
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '))
  } catch {
    return raw
  }
}

/** Two-digit beginnings of the identifiers that are primary keys, as a compressed link has them in four bits a digit. */
const KEY_BEGINNINGS = new Set(['00', '01', '25', '40', '41', '80'])

/**
 * True for a last path segment that can be a compressed Digital Link: base64url of at least ten symbols, several of
 * them capitals, whose first eight bits begin a primary key, or are a code of the compression's table (a digit, then
 * a letter A–F).
 */
export function looksCompressed(segment: string): boolean {
  const capitals = segment.match(/[A-Z]/g)?.length ?? 0
  if (!/^[\w-]{10,}$/.test(segment) || capitals < 3) return false
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const first = (alphabet.indexOf(segment.charAt(0)) << 2) | (alphabet.indexOf(segment.charAt(1)) >> 4)
  const code = first.toString(16).toUpperCase().padStart(2, '0')
  return KEY_BEGINNINGS.has(code) || /^\d[A-F]$/.test(code)
}
