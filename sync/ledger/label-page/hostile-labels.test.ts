import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { commission, gtin, type LabelLedger, type MadeLabel, startLabelLedger } from './label-ledger.stub.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-hostile-'))
const name = `"><x9 onload='x9'>${'&'.repeat(3)}</title></style><x9>\u202e`
let ledger: LabelLedger
let label: MadeLabel
beforeAll(async () => {
  const productsFile = join(folder, 'products.json')
  const product = { gtin, names: { en: name, 'zh-CN': name }, brand: name }
  writeFileSync(productsFile, JSON.stringify({ format: 'bondmark/products/1', products: [product] }))
  ledger = await startLabelLedger({ productsFile })
  label = ledger.label()
  const station = ledger.station()
  await commission(station, label.serial)
  await ledger.enter(station)
})
afterAll(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

/** A request with whatever path and headers Node lets out. */
function ask(
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ status: number; text: string; headers: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      ledger.url,
      { path, headers, method: body === undefined ? 'GET' : 'POST' },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            headers: JSON.stringify(response.rawHeaders),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<x9>',
        '"><x9 ',
        "'",
        '&lt;x9&gt;',
        '%3Cx9%3E',
        '%22%3E%3Cx9',
        '%0d%0aX9: 1',
        '../',
        '//',
        ';',
        '%',
        '%00',
        '%ff',
        '#',
        '?',
        '&',
        '=',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll(/[^!-~]/g, 'x'))

it('never writes what it was sent as markup or as a header, and never fails', async () => {
  const property = fc.asyncProperty(
    nasty,
    nasty,
    fc.constantFrom(
      (a: string, b: string) => `/01/${a}/21/${b}`,
      (a: string, b: string) => `${label.typed}?s=${a}&lang=${b}`,
      (a: string, b: string) => `${label.path}&${a}=${b}`,
      (a: string, b: string) => `/?gtin=${a}&serial=${b}`,
      (a: string, b: string) => `/proof/${a}?${b}`,
    ),
    fc.boolean(),
    async (a, b, make, isPost) => {
      const headers = { 'Accept-Language': a.replaceAll(/[\r\n]/g, ''), Accept: b.replaceAll(/[\r\n]/g, '') }
      const form = { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' }
      const said = await (isPost ? ask(make(a, b), form, `pin=${a}`) : ask(make(a, b), headers))
      expect(said.status).toBeLessThan(500)
      expect(said.text).not.toMatch(/<x9/i)
      expect(said.headers).not.toMatch(/"x9/i)
    },
  )
  await fc.assert(property, { numRuns: 150 })
})

it('shows a hostile product name as the text that it is', async () => {
  const page = await ledger.text(label.path)
  expect(page).toContain(
    '&quot;&gt;&lt;x9 onload=&#39;x9&#39;&gt;&amp;&amp;&amp;&lt;/title&gt;&lt;/style&gt;&lt;x9&gt;\\u202e',
  )
  expect(page).not.toContain('<x9')
})
