import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readProductNames } from './product-names.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-products-'))
afterAll(() => rmSync(folder, { recursive: true }))

const gtin = '09506000134352'
function file(content: unknown): string {
  const name = join(folder, 'products.json')
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content))
  return name
}
const made = (...products: unknown[]) => ({ format: 'bondmark/products/1', products })

it('names goods in the language that is wanted, else in the one that there is', () => {
  const names = readProductNames(
    file(
      made(
        { gtin, names: { en: 'Milk', 'zh-CN': '奶粉' }, brand: 'Koala' },
        { gtin: '09506000134369', names: { en: 'Tea' } },
      ),
    ),
  )
  expect(names.of(gtin, 'zh-CN')).toEqual({ name: '奶粉', language: 'zh-CN' })
  expect(names.of('09506000134369', 'zh-CN')).toEqual({ name: 'Tea', language: 'en' })
  expect([names.brandOf(gtin), names.brandOf('09506000134369'), names.of('x', 'en')]).toEqual([
    'Koala',
    null,
    null,
  ])
})

it.each([
  ['not JSON', '{'],
  ['another format', { format: 'bondmark/plan/1', products: [] }],
  ['a wrong check digit', made({ gtin: '09506000134353', names: {} })],
  ['a GTIN twice', made({ gtin, names: {} }, { gtin, names: {} })],
  ['a control character', made({ gtin, names: { en: 'a\u0000' } })],
  ['another language', made({ gtin, names: { de: 'Milch' } })],
  ['a name without end', made({ gtin, names: { en: 'x'.repeat(201) } })],
])('refuses %s', (_, content) => {
  expect(() => readProductNames(file(content))).toThrow(
    expect.objectContaining({ code: 'products-unreadable' }),
  )
})

it('refuses what is not there', () => {
  expect(() => readProductNames(join(folder, 'none.json'))).toThrow(
    expect.objectContaining({
      code: 'products-unreadable',
      detail: { file: join(folder, 'none.json'), reason: 'ENOENT' },
    }),
  )
})
