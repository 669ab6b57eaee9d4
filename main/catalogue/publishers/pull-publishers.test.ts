import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Product } from '../../../core/catalogue/rows.ts'
import { writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
import { answer, answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { cataloguePages } from '../../../sync/ledger/catalogue/catalogue-pages.ts'
import { CataloguePublisher, CatalogueShelf } from '../../../sync/ledger/catalogue/published-catalogue.ts'
import type { PublisherRow } from '../../store/publisher-words.ts'
import { openPack } from '../snapshot/pack-file.ts'
import { publishSnapshot } from '../snapshot/publish-snapshot.ts'
import { heedTrust } from './heed-trust.ts'
import { PublisherBook } from './publisher-book.ts'
import { listsIn } from './publisher-lists.ts'
import { ownMembership, root, SamplePublisher, t, trustWord } from './publishers.stub.ts'
import { pullAll } from './pull-publishers.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-pull-'))
afterAll(() => rmSync(folder, { recursive: true }))

const product = (en: string): Product => ({
  ...{ gtin: '09506000110011', names: { en }, category: 'infant-formula', hsCode: '1901101000' },
  country: 'AU',
})

it('what each member has published is offered, and taken of those that are trusted', async () => {
  const [koala, market] = [
    new SamplePublisher(folder, 'koala', 20),
    new SamplePublisher(folder, 'market', 30),
  ]
  const published = join(folder, 'published.sqlite')
  const publish = async (publisher: SamplePublisher, file: string) => {
    const shelf = new CataloguePublisher(published, publisher.org)
    const pack = openPack(file)
    const { consortium } = root
    await publishSnapshot(pack, shelf, {
      ...{ consortium, verify: verifyEd25519 },
      memberships: [publisher.membership()],
    })
    pack.close()
    shelf.close()
  }
  // The newest list of the first one, as the ledger has it: changed by the test.
  const first = koala.membership()
  let newest = first
  // Asked for the first one, a ledger that lies hands out another.
  let isLying = false
  const another = koala.membership({ roles: ['brand', 'marketplace'] })
  const answersFor = (head: string) => (!isLying ? head : head === another.head ? first.head : '')
  const shelf = new CatalogueShelf(published)
  const server = boundedHttpServer(
    answerBy([
      cataloguePages(shelf),
      (_, { pathname }, response) => {
        const found = [first, newest, another].find(
          ({ head }) =>
            pathname === `/membership/${answersFor(head)}` ||
            (pathname === '/members/koala' && head === newest.head),
        )
        if (found) answer(response, 200, writeMembershipFile(found.statements))
        return found !== undefined
      },
    ]),
    createLogger({ name: 'ledger', level: 'silent' }),
  )
  const url = await listen(server, '127.0.0.1', 0)
  const catalogue = join(folder, 'catalogue.sqlite')
  const words: PublisherRow[] = []
  const own = ownMembership()
  const book = new PublisherBook(
    () => words,
    () => own,
    catalogue,
  )
  const pull = () => pullAll(url, { catalogue, own, book }, { t, onProgress: () => {} })
  const reader = openCatalogue(catalogue)
  try {
    await expect(pull()).rejects.toMatchObject({ code: 'catalogue-snapshot-missing' })
    await publish(koala, koala.publish({ products: [product('Koala')] }))
    await publish(market, market.publish({ products: [product('Market')] }))
    // Nobody is trusted yet.
    expect(await pull()).toMatchObject({
      applied: [],
      refused: [],
      offered: [
        { publisher: 'koala', version: 1 },
        { publisher: 'market', version: 1 },
      ],
    })
    // Its list is not here: it comes from the ledger, from the one that the word names.
    words.push(trustWord(koala, { membership: first }))
    heedTrust(catalogue, book)
    isLying = true
    expect(await pull()).toMatchObject({ applied: [], refused: [{ code: 'publisher-membership-missing' }] })
    expect(listsIn(catalogue, 'koala')).toEqual([])
    isLying = false
    expect(await pull()).toMatchObject({
      applied: [{ publisher: 'koala', version: 1, outcome: 'applied' }],
      offered: [{ publisher: 'market' }],
    })
    expect(reader.product('09506000110011')?.names.en).toBe('Koala')
    // Who has signed it is revoked by a newer list, which comes with the next pull: nothing of it counts then.
    const revocations = [{ kid: koala.signer().kid, at: '2026-11-20T00:00:00.000Z' }]
    newest = koala.membership({ previous: first.head, revocations })
    expect(await pull()).toMatchObject({ applied: [], refused: [{ code: 'key-revoked' }] })
    expect(reader.product('09506000110011')).toBeNull()
    // A ledger hands out nothing of a publisher that it does not have.
    expect((await fetch(`${url}/catalogue/of/nobody/latest`)).status).toBe(404)
    expect((await fetch(`${url}/catalogue/publishers`, { method: 'POST' })).status).toBe(405)
  } finally {
    await stop(server)
    shelf.close()
    reader.close()
  }
})
