import type { Values } from './fields.ts'

/** `{field}` or `{field|format:argument|…}`: a place in a text where a value stands. */
export interface Binding {
  readonly field: string
  readonly formats: readonly { readonly name: string; readonly argument: string }[]
}

/** A text taken apart: what is printed as it stands, and bindings. */
export type BoundText = readonly (string | Binding)[]

const bindingShape = /^[a-zA-Z]{1,30}(?:\|[a-z]{1,12}(?::[^{}|]{1,60})?){0,4}$/

/** Takes a text with bindings apart; `{{` and `}}` are braces. Null when its braces are no bindings. */
export function parseBoundText(text: string): BoundText | null {
  const parts: (string | Binding)[] = []
  let plain = ''
  for (let at = 0; at < text.length; ) {
    const letter = text.charAt(at)
    if (letter !== '{' && letter !== '}') {
      plain += letter
      at++
      continue
    }
    if (text.charAt(at + 1) === letter) {
      plain += letter
      at += 2
      continue
    }
    const end = text.indexOf('}', at)
    const inside = letter === '{' && end > 0 ? text.slice(at + 1, end) : ''
    if (!bindingShape.test(inside)) return null
    if (plain !== '') parts.push(plain)
    plain = ''
    parts.push(bindingOf(inside))
    at = end + 1
  }
  if (plain !== '') parts.push(plain)
  return parts
}

function bindingOf(inside: string): Binding {
  const [field = '', ...formats] = inside.split('|')
  return {
    field,
    formats: formats.map((format) => {
      const colon = format.indexOf(':')
      return colon < 0
        ? { name: format, argument: '' }
        : { name: format.slice(0, colon), argument: format.slice(colon + 1) }
    }),
  }
}

export const bindingsOf = (text: BoundText): Binding[] =>
  text.filter((part): part is Binding => typeof part !== 'string')

/** How a value is written. `of` says for which types of field, `argument` what may stand behind its colon. */
interface Format {
  readonly of: readonly string[]
  readonly argument: RegExp
  write(value: string, argument: string): string
}

const written = ['text', 'date', 'number', 'name']

/** The formats, by name. `or`, `before` and `after` are about whether there is a value and stand in {@link fillText}. */
export const formats: Readonly<Record<string, Format>> = {
  date: {
    of: ['date'],
    argument: /^(?:YYYY|YY|MM|DD|[-./ 年月日년월일])+$/,
    write: (value, pattern) =>
      pattern.replace(/YYYY|YY|MM|DD/g, (part) => {
        if (part === 'YYYY') return value.slice(0, 4)
        if (part === 'YY') return value.slice(2, 4)
        return part === 'MM' ? value.slice(5, 7) : value.slice(8, 10)
      }),
  },
  /** `groups:1,6,6,1` puts spaces between so many characters; what is left over is the last group. */
  groups: {
    of: ['text', 'number'],
    argument: /^[1-9]\d?(?:,[1-9]\d?){0,9}$/,
    write: (value, argument) => {
      let at = 0
      const groups = argument.split(',').map((length) => {
        const group = value.slice(at, at + Number(length))
        at += Number(length)
        return group
      })
      return [...groups, value.slice(at)].filter((group) => group !== '').join(' ')
    },
  },
  /** 1234567 as 1,234,567. */
  number: { of: ['number'], argument: /^$/, write: (value) => value.replace(/\B(?=(?:\d{3})+$)/g, ',') },
  upper: { of: ['text', 'name'], argument: /^$/, write: (value) => value.toUpperCase() },
  lower: { of: ['text', 'name'], argument: /^$/, write: (value) => value.toLowerCase() },
  or: { of: written, argument: /./, write: (value) => value },
  before: { of: written, argument: /./, write: (value, argument) => argument + value },
  after: { of: written, argument: /./, write: (value, argument) => value + argument },
}

/** Formats that say what stands where a value is missing. */
const answersMissing = new Set(['or', 'before', 'after'])
export const mayMiss = ({ formats: used }: Binding): boolean =>
  used.some(({ name }) => answersMissing.has(name))

function fill(binding: Binding, values: Values): string | null {
  const value = values[binding.field]
  if (typeof value !== 'string') {
    if (!mayMiss(binding)) return null
    return binding.formats.find(({ name }) => name === 'or')?.argument ?? ''
  }
  return binding.formats.reduce(
    (text, { name, argument }) => formats[name]?.write(text, argument) ?? text,
    value,
  )
}

/** The text with its values in place; null when one is missing and nothing says what stands there then. */
export function fillText(text: BoundText, values: Values): string | null {
  let filled = ''
  for (const part of text) {
    const piece = typeof part === 'string' ? part : fill(part, values)
    if (piece === null) return null
    filled += piece
  }
  return filled
}
