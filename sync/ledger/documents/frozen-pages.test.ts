import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frozenAnswer } from '../../../core/contract/frozen-documents.ts'
import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { documentRefusalBytes, openDocumentRefusal } from '../../documents/document-refusal.ts'
import { type DocumentShelf, openDocumentShelf } from './document-shelf.ts'
import { frozenPages } from './frozen-pages.ts'

const log = signerFromSeed(generateSeed())
const by = kidOf(log.publicKey)
const author = 'ab'.repeat(32)

let folder: string
let shelf: DocumentShelf
let server: Server
let url: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-frozen-'))
  shelf = openDocumentShelf(join(folder, 'documents.sqlite'))
  for (let n = 1; n <= 150; n += 1) {
    const document = `batch/LBL07/${n}`
    const { bytes, toSign } = documentRefusalBytes({
      format: 'bondmark/document-refusal/1',
      by,
      document,
      author,
      heads: [],
      changeHash: null,
      reason: { code: 'change-deletes', detail: { document, key: 'manifest' } },
      at: '2026-11-25T00:00:00.000Z',
    })
    shelf.freeze({ document, kid: author }, { bytes, signature: log.sign(toSign) }, new Uint8Array())
  }
  const logger = createLogger({ name: 'test', level: 'silent' })
  server = boundedHttpServer(answerBy([frozenPages(shelf)]), logger)
  url = await listen(server, '127.0.0.1', 0)
})
afterAll(async () => {
  await stop(server)
  shelf.close()
  rmSync(folder, { recursive: true, force: true })
})

it('tells frozen documents a page at a time, the newest first, each with its signed word', async () => {
  const read = async (query: string) =>
    frozenAnswer.parse(await (await fetch(`${url}/frozen${query}`)).json())
  const first = await read('')
  const second = await read(`?before=${first.next}`)
  expect([first.frozen.length, second.frozen.length, second.next]).toEqual([100, 50, null])
  const all = [...first.frozen, ...second.frozen]
  expect(all.map(({ document }) => document)).toEqual(
    Array.from({ length: 150 }, (_, i) => `batch/LBL07/${150 - i}`),
  )
  for (const { document, refusal, signature, code, detail } of all.slice(0, 3)) {
    const signed = { bytes: fromBase64Url(refusal), signature: fromBase64Url(signature) }
    const said = openDocumentRefusal(signed, { document, by, publicKey: log.publicKey }, verifyEd25519)
    expect(said.reason).toEqual({ code, detail })
  }
})

it('refuses a place that is no number', async () => {
  for (const before of ['0', '-1', 'x', '1e9', '9'.repeat(13)])
    expect((await fetch(`${url}/frozen?before=${before}`)).status).toBe(400)
})
