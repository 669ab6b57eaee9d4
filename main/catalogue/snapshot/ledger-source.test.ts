import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { canonicalText } from '../../../core/catalogue/canonical-row.ts'
import { readSnapshot } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { approvers, membershipOf } from '../../../core/rules/approvers.stub.ts'
import { openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { cataloguePages } from '../../../sync/ledger/catalogue/catalogue-pages.ts'
import { CataloguePublisher, CatalogueShelf } from '../../../sync/ledger/catalogue/published-catalogue.ts'
import { openCatalogueFile, RowWriter } from '../catalogue-file.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { ledgerSource } from './ledger-source.ts'
import { makeSnapshot } from './make-snapshot.ts'
import { openPack } from './pack-file.ts'
import { publishSnapshot } from './publish-snapshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-published-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('a catalogue is published at a ledger, fetched from it, and kept by whoever caches it', async () => {
  const trust = { consortium: 'trace.example', memberships: [membershipOf()], verify: verifyEd25519 }
  const published = join(folder, 'published.sqlite')
  const shelf = new CatalogueShelf(published)
  const server = boundedHttpServer(
    answerBy([cataloguePages(shelf)]),
    createLogger({ name: 'ledger', level: 'silent' }),
  )
  const url = await listen(server, '127.0.0.1', 0)
  const task = {
    catalogue: join(folder, 'catalogue.sqlite'),
    trust,
    t: '2026-11-22T09:00:00.000+08:00',
    onProgress: () => {},
  }
  try {
    await expect(applySnapshot(ledgerSource(url), task)).rejects.toMatchObject({
      code: 'catalogue-snapshot-missing',
    })

    const db = openCatalogueFile(join(folder, 'own.sqlite'))
    const writer = new RowWriter(db, 'local')
    db.transaction(() => {
      for (let n = 100; n < 900; n++)
        writer.put('categories', {
          key: `c${n}`,
          body: canonicalText({ id: `c${n}`, names: { en: `${n}` } }),
        })
    })()
    const out = join(folder, 'v1.catalogue')
    makeSnapshot({
      db,
      ...trust,
      before: null,
      createdAt: task.t,
      signer: approvers.zhao,
      out,
      isKnown: () => false,
    })
    db.close()
    const publisher = new CataloguePublisher(published)
    expect(await publishSnapshot(openPack(out), publisher, trust)).toMatchObject({
      version: 1,
      outcome: 'published',
    })
    expect(await publishSnapshot(openPack(out), publisher, trust)).toMatchObject({
      version: 1,
      outcome: 'current',
    })
    publisher.close()

    const applied = await applySnapshot(ledgerSource(url), task)
    expect(applied).toMatchObject({ outcome: 'applied', added: 800 })
    expect(openCatalogue(task.catalogue).category('c555')?.names).toEqual({ en: '555' })

    const latest = await fetch(`${url}/catalogue/latest`)
    const again = await fetch(`${url}/catalogue/latest`, {
      headers: { 'If-None-Match': latest.headers.get('etag') ?? '' },
    })
    const root = readSnapshot(openPack(out).manifest, trust).manifest.tables.categories?.sha256
    const chunk = await fetch(`${url}/catalogue/chunk/${root}`)
    expect([again.status, chunk.status, chunk.headers.get('cache-control')]).toEqual([
      304,
      200,
      'public, max-age=31536000, immutable',
    ])
    expect((await fetch(`${url}/catalogue/chunk/${'0'.repeat(64)}`)).status).toBe(404)
    expect((await fetch(`${url}/catalogue/latest`, { method: 'POST' })).status).toBe(405)
  } finally {
    await stop(server)
    shelf.close()
  }
})
