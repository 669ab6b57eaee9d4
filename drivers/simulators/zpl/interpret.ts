import { type Bitmap, fillRectangle, newBitmap, setDot } from '../../render/bitmap.ts'
import type { ReadLabel } from '../machine/language.ts'
import type { Problem } from '../machine/paper.ts'
import { cutCommands, type ZplCommand } from './commands.ts'
import { expandGraphicData } from './graphic-data.ts'

/** What a printer would put on paper. Places and sizes in dots. */
export type ZplField =
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly height: number
      readonly text: string
    }
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
    }
  | {
      readonly kind: 'graphic'
      readonly x: number
      readonly y: number
      readonly rowBytes: number
      /** A row of hex digits each. */
      readonly rows: readonly string[]
    }

/** A format that is taken; `fields` in the order in which they were given. */
export interface ZplLabel extends ReadLabel {
  readonly fields: readonly ZplField[]
}

export type ZplReading = ZplLabel | { readonly ok: false; readonly problems: readonly Problem[] }

interface Page {
  width: number
  height: number
  formats: number
  inside: boolean
  reprintsAfterError: boolean | null
  comments: string[]
  fields: ZplField[]
  /** The field being described since the last `^FS`. */
  origin: { x: number; y: number } | null
  font: number | null
  hexSign: string | null
  data: string | null
  shape: ZplField | null
}

/** Whole decimal numbers within bounds, comma-separated; null when they are not. */
function numbers(parameters: string, bounds: readonly (readonly [number, number])[]): number[] | null {
  const parts = parameters.split(',')
  if (parts.length !== bounds.length) return null
  const values = parts.map((part) => (/^\d{1,6}$/.test(part.trim()) ? Number(part) : -1))
  return values.every(
    (value, index) => value >= (bounds[index]?.[0] ?? 0) && value <= (bounds[index]?.[1] ?? 0),
  )
    ? values
    : null
}

const outOfBounds = 'parameters missing, surplus or out of bounds'
const place = [0, 32_000] as const

type Handler = (page: Page, parameters: string) => string | undefined

function withNumbers(
  bounds: readonly (readonly [number, number])[],
  apply: (page: Page, values: number[]) => string | undefined,
): Handler {
  return (page, parameters) => {
    const values = numbers(parameters, bounds)
    return values === null ? outOfBounds : apply(page, values)
  }
}

function graphic(page: Page, parameters: string): string | undefined {
  const match = /^A,(\d{1,6}),(\d{1,6}),(\d{1,4}),(.*)$/s.exec(parameters)
  if (match === null) return outOfBounds
  const [sent, total, rowBytes] = match.slice(1, 4).map(Number) as [number, number, number]
  if (sent !== total || rowBytes === 0 || total % rowBytes !== 0) return 'byte counts do not agree'
  const rows = expandGraphicData(match[4] ?? '', rowBytes, total / rowBytes)
  if (typeof rows === 'string') return rows
  if (rows.length * rowBytes !== total) return `${rows.length} rows of ${total / rowBytes}`
  if (page.origin === null) return 'no field origin'
  page.shape = { kind: 'graphic', ...page.origin, rowBytes, rows }
  return undefined
}

function unescapeHex(data: string, sign: string): string | null {
  let wrong = false
  const text = data.replace(new RegExp(`\\${sign}(.{0,2})`, 'g'), (_, hex: string) => {
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) return String.fromCharCode(Number.parseInt(hex, 16))
    wrong = true
    return ''
  })
  return wrong ? null : text
}

function endField(page: Page): string | undefined {
  const { origin, font, data, hexSign, shape } = page
  page.origin = null
  page.font = null
  page.data = null
  page.hexSign = null
  page.shape = null
  if (shape !== null) {
    page.fields.push(shape)
    return undefined
  }
  if (data === null) return origin === null ? undefined : 'a field without data'
  if (origin === null || font === null) return 'field data without origin or font'
  const text = hexSign === null ? data : unescapeHex(data, hexSign)
  if (text === null) return 'a broken hex escape'
  page.fields.push({ kind: 'text', ...origin, height: font, text })
  return undefined
}

/** Every command this printer knows. Anything else is refused: a renderer that skips it would hide the mistake. */
const handlers: Record<string, Handler> = {
  '^JZ': (page, parameters) => {
    if (parameters !== 'Y' && parameters !== 'N') return outOfBounds
    page.reprintsAfterError = parameters === 'Y'
    return undefined
  },
  '^CI': withNumbers([[28, 28]], () => undefined),
  '^PW': withNumbers([[2, 32_000]], (page, [width]) => {
    page.width = width ?? 0
    return undefined
  }),
  '^LL': withNumbers([[1, 32_000]], (page, [height]) => {
    page.height = height ?? 0
    return undefined
  }),
  '^LH': withNumbers(
    [
      [0, 0],
      [0, 0],
    ],
    () => undefined,
  ),
  '^FO': withNumbers([place, place], (page, [x, y]) => {
    if (page.origin !== null) return 'a field inside a field'
    page.origin = { x: x ?? 0, y: y ?? 0 }
    return undefined
  }),
  '^A': (page, parameters) => {
    const size = /^0N,/.test(parameters)
      ? numbers(parameters.slice(3), [
          [10, 32_000],
          [10, 32_000],
        ])
      : null
    if (size === null) return outOfBounds
    page.font = size[0] ?? null
    return undefined
  },
  '^FH': (page, parameters) => {
    if (parameters.length !== 1) return outOfBounds
    page.hexSign = parameters
    return undefined
  },
  '^FD': (page, parameters) => {
    page.data = parameters
    return undefined
  },
  '^GF': graphic,
  '^GB': withNumbers(
    [
      [1, 32_000],
      [1, 32_000],
      [1, 32_000],
    ],
    (page, [width, height]) => {
      if (page.origin === null) return 'no field origin'
      page.shape = { kind: 'box', ...page.origin, width: width ?? 0, height: height ?? 0 }
      return undefined
    },
  ),
  '^FX': (page, parameters) => {
    page.comments.push(parameters.trim())
    return undefined
  },
  '^FS': endField,
}

function obey(page: Page, { name, parameters }: ZplCommand): string | undefined {
  if (name === '^XA') {
    if (page.inside) return 'a format inside a format'
    page.inside = true
    page.formats++
    return parameters === '' ? undefined : 'text after the command'
  }
  if (!page.inside) return 'a command outside a format'
  if (name === '^XZ') {
    page.inside = false
    return page.origin === null && page.data === null ? undefined : 'the last field has no end'
  }
  const handler = handlers[name]
  return handler === undefined ? 'unknown command' : handler(page, parameters)
}

function extent(field: ZplField): { right: number; bottom: number } {
  switch (field.kind) {
    case 'text':
      return { right: field.x, bottom: field.y + field.height }
    case 'box':
      return { right: field.x + field.width, bottom: field.y + field.height }
    case 'graphic':
      return { right: field.x + field.rowBytes * 8 - 7, bottom: field.y + field.rows.length }
  }
}

/**
 * Reads ZPL as a strict printer would: every command known, every number in bounds, every field ended and on the label.
 * Never throws; what is wrong is listed with its place.
 */
export function interpretZpl(bytes: Uint8Array): ZplReading {
  const { commands, problems } = cutCommands(Buffer.from(bytes).toString('utf8'))
  const page: Page = {
    width: 0,
    height: 0,
    formats: 0,
    inside: false,
    reprintsAfterError: null,
    comments: [],
    fields: [],
    origin: null,
    font: null,
    hexSign: null,
    data: null,
    shape: null,
  }
  for (const command of commands) {
    const reason = obey(page, command)
    if (reason !== undefined) problems.push({ at: command.at, command: command.name, reason })
  }
  const end = bytes.length
  if (page.inside) problems.push({ at: end, command: '^XZ', reason: 'missing' })
  if (page.formats > 1) problems.push({ at: end, command: '^XA', reason: 'a second format' })
  if (page.formats === 0) problems.push({ at: end, command: '^XA', reason: 'missing' })
  if (page.width === 0 || page.height === 0)
    problems.push({ at: end, command: '^PW', reason: 'no label size' })
  const beyond = page.fields.some(
    (field) => extent(field).right > page.width || extent(field).bottom > page.height,
  )
  if (beyond) problems.push({ at: end, command: '^FO', reason: 'a field reaches beyond the label' })
  if (problems.length > 0) return { ok: false, problems }
  const { width, height, comments, fields, reprintsAfterError } = page
  const draw = () => drawFields(newBitmap(width, height), fields)
  return { ok: true, width, height, copies: 1, comments, fields, reprintsAfterError, draw }
}

function drawFields(onto: Bitmap, fields: readonly ZplField[]): Bitmap {
  for (const field of fields) {
    if (field.kind === 'box') fillRectangle(onto, field.x, field.y, field.width, field.height)
    if (field.kind !== 'graphic') continue
    for (const [row, hex] of field.rows.entries()) {
      for (const [at, byte] of Buffer.from(hex, 'hex').entries()) {
        for (let bit = 0; bit < 8; bit++)
          if (byte & (0x80 >> bit)) setDot(onto, field.x + at * 8 + bit, field.y + row)
      }
    }
  }
  return onto
}
