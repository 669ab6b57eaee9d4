import fc from 'fast-check'
import { expect, it } from 'vitest'
import { visible } from '../../../core/errors/words.ts'
import { html } from './html.ts'

const read = (text: string) =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  )

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '&lt;',
      '${',
      '</style>',
      '<script>',
      '\u202e',
      '\r\n',
      'x',
    ),
  }),
)

it('lets nothing that is put in become markup, and loses nothing of it', () => {
  fc.assert(
    fc.property(hostile, hostile, (inText, inAttribute) => {
      const { text } = html`<p title="${inAttribute}">${inText}</p>`
      const [, attribute = '', content = ''] = /^<p title="([^"<>]*)">([^<>"]*)<\/p>$/u.exec(text) ?? []
      expect(read(attribute)).toBe(visible(inAttribute))
      expect(read(content)).toBe(visible(inText))
    }),
  )
})

it('puts markup into markup once, and lists one after the other', () => {
  expect(html`<ul>${['a', '<b>'].map((each) => html`<li>${each}</li>`)}${null}${7}</ul>`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li>7</ul>',
  )
})
