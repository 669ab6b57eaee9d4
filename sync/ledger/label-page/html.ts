import { visible } from '../../../core/errors/words.ts'

/** Markup that is ready to be sent. Only {@link html} makes it, so whatever else is put into a page is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Markup | string | number | null | readonly Part[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it may stand between tags and in a quoted attribute; what nobody sees is written out. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')

function written(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  return typeof part === 'object' ? part.map(written).join('') : escapeHtml(String(part))
}

/**
 * A template of markup: its own text stands as it is, everything that is put in is escaped, unless it is markup of this
 * template. Attributes are always written in quotes.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(String.raw({ raw: strings }, ...parts.map(written)))
