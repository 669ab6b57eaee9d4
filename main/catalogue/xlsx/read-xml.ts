import { WorkbookProblem } from './zip-file.ts'

/** What stands next in a document; names without their prefix. A tag that closes itself is opened and closed. */
export type XmlPiece =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Readonly<Record<string, string>> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly name: string }

/** One tag or one run of text is never longer: a cell holds 32,767 characters. */
const PIECE_LENGTH_MAX = 1024 * 1024

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Only the five names and the numbers of XML itself: a document that brings entities of its own is refused. */
function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{2,4}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole
    const point = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

const attribute = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const local = (name: string): string => name.slice(name.indexOf(':') + 1)

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', double, single] of text.matchAll(attribute))
    attributes[local(name)] = unescaped(double ?? single ?? '')
  return attributes
}

/** Where a tag ends: at the first `>` outside of quotation marks. -1 while it is not there yet. */
function endOfTag(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '>') return at
  }
  return -1
}

/**
 * Reads XML as spreadsheets write it, some pieces at a time in bounded memory: elements, attributes, text, CDATA. A DOCTYPE, and
 * with it every entity of a document's own, is refused. It does not check that tags match: what is read of a sheet is known by
 * name. Throws `WorkbookProblem`.
 */
export async function* readXml(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly XmlPiece[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  for await (const bytes of pieces) {
    rest += decoded(() => decoder.decode(bytes, { stream: true }))
    // All that came at once, at once: a sheet has millions of pieces, and each wait for the next one would cost more than it.
    const read: XmlPiece[] = []
    rest = rest.slice(cutPieces(rest, read))
    yield read
    if (rest.length > PIECE_LENGTH_MAX) throw new WorkbookProblem('too-large', 'XML: one piece')
  }
  rest += decoded(() => decoder.decode())
  if (rest.trim() !== '') throw new WorkbookProblem('malformed', 'XML: cut off')
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch {
    throw new WorkbookProblem('malformed', 'XML: not UTF-8')
  }
}

/** Adds the whole pieces of a text, and answers where the first one begins that is not whole. */
function cutPieces(text: string, read: XmlPiece[]): number {
  let at = 0
  for (;;) {
    const tag = text.indexOf('<', at)
    if (tag === -1) return at
    if (tag > at) read.push({ kind: 'text', text: unescaped(text.slice(at, tag)) })
    at = tag
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at)
      if (end === -1) return at
      at = end + 3
    } else if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at)
      if (end === -1) return at
      read.push({ kind: 'text', text: text.slice(at + 9, end) })
      at = end + 3
    } else {
      const end = endOfTag(text, at + 1)
      if (end === -1) return at
      if (text.startsWith('<!DOCTYPE', at)) throw new WorkbookProblem('malformed', 'XML: DOCTYPE')
      const inside = text.slice(at + 1, end)
      if (inside.startsWith('/')) read.push({ kind: 'close', name: local(inside.slice(1).trim()) })
      else if (!inside.startsWith('?') && !inside.startsWith('!')) pushOpened(inside, read)
      at = end + 1
    }
  }
}

function pushOpened(inside: string, read: XmlPiece[]): void {
  const isClosed = inside.endsWith('/')
  const text = isClosed ? inside.slice(0, -1) : inside
  const end = text.search(/\s/)
  const name = local(end === -1 ? text : text.slice(0, end))
  read.push({ kind: 'open', name, attributes: end === -1 ? {} : attributesOf(text.slice(end)) })
  if (isClosed) read.push({ kind: 'close', name })
}
