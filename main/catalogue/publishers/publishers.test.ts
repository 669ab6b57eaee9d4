import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canonicalText } from '../../../core/catalogue/canonical-row.ts'
import type { PublisherScope } from '../../../core/catalogue/publisher/publisher-scope.ts'
import type { Certificate, Manufacturer, Product } from '../../../core/catalogue/rows.ts'
import { keyOf, type RowOf, type TableName } from '../../../core/catalogue/tables.ts'
import { beginHistory } from '../../../core/membership/member-history.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { approvers } from '../../../core/rules/approvers.stub.ts'
import { openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
import { publisherFile } from '../../../platform/catalogue/publisher-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { PublisherRow } from '../../store/publisher-words.ts'
import { openCatalogueFile, RowWriter } from '../catalogue-file.ts'
import type { ChunkSource } from '../snapshot/chunk-source.ts'
import { openPack } from '../snapshot/pack-file.ts'
import { applyOfPublisher } from './apply-of-publisher.ts'
import { heedTrust } from './heed-trust.ts'
import { PublisherBook } from './publisher-book.ts'
import { keepLists } from './publisher-lists.ts'
import { endWord, ownMembership, SamplePublisher, t, trustWord } from './publishers.stub.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-publishers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const own = ownMembership()
const roots = {
  administrators: own.payload.keys.filter(({ role }) => role === 'administrator').map(({ key }) => key),
  threshold: 2,
}

const formula: Product = {
  gtin: '09506000110011',
  names: { en: 'Formula' },
  category: 'infant-formula',
  hsCode: '1901101000',
  country: 'AU',
  brand: 'Koala Meadow',
}
const called = (en: string): Product => ({ ...formula, names: { en } })
const works: Manufacturer = { id: 'M1', name: 'Gippsland Dairy Works', country: 'AU' }
const paper = (id: string, until = '2027-06-30'): Certificate => ({
  ...{ manufacturer: 'M1', id, kind: 'factory-evaluation', category: 'infant-formula' },
  ...{ from: '2025-07-01', until },
})

/** A workspace's goods data, without the rest of a station. */
class Place {
  static #made = 0
  readonly catalogue = join(folder, `${++Place.#made}.sqlite`)
  readonly words: PublisherRow[] = []
  readonly book = new PublisherBook(
    () => this.words,
    () => own,
    this.catalogue,
  )
  readonly reader = openCatalogue(this.catalogue)

  trust(publisher: SamplePublisher, scope?: PublisherScope, membership = publisher.membership()): this {
    this.learn(membership)
    this.words.push(trustWord(publisher, { membership, ...(scope && { scope }) }))
    heedTrust(this.catalogue, this.book)
    return this
  }

  /** The publisher's list comes here. */
  learn({ statements }: Membership, ...later: Membership[]): this {
    const history = beginHistory(statements, roots, verifyEd25519)
    const versions = later.map((membership) => ({ membership, by: roots }))
    keepLists(this.catalogue, { ...history, versions: [...history.versions, ...versions] }, t)
    return this
  }

  end(publisher: SamplePublisher): this {
    const word = this.words.findLast((one) => one.publisher === publisher.org)
    if (word) this.words.push(endWord(word))
    heedTrust(this.catalogue, this.book)
    return this
  }

  async apply(file: string | ChunkSource) {
    const source = typeof file === 'string' ? openPack(file) : file
    const place = { catalogue: this.catalogue, own, book: this.book }
    return applyOfPublisher(source, place, { t, onProgress: () => {} })
  }

  local<T extends TableName>(table: T, ...rows: RowOf<T>[]): this {
    const db = openCatalogueFile(this.catalogue)
    const writer = new RowWriter(db, 'local')
    for (const row of rows) writer.put(table, { key: keyOf(table, row), body: canonicalText(row) })
    db.close()
    return this
  }

  get name() {
    return this.reader.product(formula.gtin)?.names.en
  }

  get tellers() {
    return this.reader.told('products', formula.gtin).map(({ origin, publisher }) => publisher ?? origin)
  }
}

let seed = 20
const publisher = (org: string) => {
  seed += 2
  return new SamplePublisher(folder, `${org}-${seed}`, seed)
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error) => error.code,
  )

describe('goods data of other members', () => {
  it('counts side by side, each in its own line of versions, by the order of trust, and both are told', async () => {
    const [koala, market] = [publisher('koala'), publisher('market')]
    const place = new Place().local('products', called('Local')).trust(koala).trust(market)
    await place.apply(market.publish({ products: [called('Market')] }))
    expect(place.name).toBe('Market')
    expect(await place.apply(koala.publish({ products: [called('Koala')] }))).toMatchObject({
      publisher: koala.org,
      version: 1,
    })
    expect([place.name, place.tellers]).toEqual(['Koala', [koala.org, market.org, 'local']])
    await place.apply(market.publish({ products: [called('Market again')] }))
    expect(place.name).toBe('Koala')
    // The own organisation's administrators go before all of them.
    const ours = new SamplePublisher(folder, 'harbour', 90)
    await place.apply(
      ours.publish({ products: [called('Ours')] }, { signer: { ...approvers.zhao, name: '' } }),
    )
    expect([place.name, place.tellers]).toEqual(['Ours', ['consortium', koala.org, market.org, 'local']])
    expect(
      place.reader.overview().publishers.map(({ org, snapshot, counts }) => [org, snapshot?.version, counts]),
    ).toEqual([
      [koala.org, 1, true],
      [market.org, 2, true],
    ])
  })

  it('is found by its words, and a local file never contradicts it', async () => {
    const koala = publisher('koala')
    const place = new Place().trust(koala).local('products', called('Something else'))
    await place.apply(koala.publish({ products: [called('Alpine Formula')] }))
    expect(place.reader.find('alpine', 5).map(({ names }) => names.en)).toEqual(['Alpine Formula'])
    expect(place.reader.find('something', 5).map(({ names }) => names.en)).toEqual(['Alpine Formula'])
  })

  it('of figures the newest day counts whoever says so, and at the same day who was trusted first', async () => {
    const [koala, market] = [publisher('koala'), publisher('market')]
    const place = new Place().trust(koala).trust(market)
    const figures = (refunded: number, asOf: string) => ({
      ...{ gtin: formula.gtin, lot: 'L1', sold: 100, refunded, complaints: 0, asOf },
    })
    await place.apply(market.publish({ figures: [figures(7, '2026-11-01')] }))
    await place.apply(koala.publish({ figures: [figures(1, '2026-11-01')] }))
    expect(place.reader.figures(formula.gtin, 'L1')?.refunded).toBe(1)
    await place.apply(market.publish({ figures: [figures(9, '2026-11-02')] }))
    expect(place.reader.figures(formula.gtin, 'L1')?.refunded).toBe(9)
  })

  it('has papers on the maker of that name, not on whom another calls by the same id', async () => {
    const [koala, market] = [publisher('koala'), publisher('market')]
    const place = new Place().trust(koala).trust(market)
    await place.apply(koala.publish({ manufacturers: [works], certificates: [paper('FE-1')] }))
    const other = { ...works, name: 'Another Dairy' }
    const same = { ...works, id: 'X9' }
    await place.apply(
      market.publish({
        manufacturers: [other, same],
        certificates: [paper('FE-2'), { ...paper('FE-1', '2029-12-31'), manufacturer: 'X9' }],
      }),
    )
    // FE-2 is on Another Dairy; of the two that are called FE-1 the first publisher's counts.
    expect(place.reader.factoryReports(works.name, 'infant-formula')).toEqual([
      { manufacturer: works.name, category: 'infant-formula', report: 'FE-1', expires: '2027-06-30' },
    ])
    expect(place.reader.certificates('M1').map(({ id }) => id)).toEqual(['FE-1'])
  })

  describe('outside of what it is believed of', () => {
    it('counts for nothing in tables that were not named, and at once when they are', async () => {
      const koala = publisher('koala')
      const place = new Place().trust(koala, { tables: ['products'], brands: null })
      await place.apply(
        koala.publish({ products: [formula], manufacturers: [works], certificates: [paper('FE-1')] }),
      )
      expect(place.name).toBe('Formula')
      expect(place.reader.manufacturer('M1')).toBeNull()
      expect(place.reader.hasAny('certificates')).toBe(false)
      expect(place.reader.factoryReports(works.name, 'infant-formula')).toEqual([])
      place.trust(koala)
      expect(place.reader.factoryReports(works.name, 'infant-formula')).toHaveLength(1)
    })

    it('counts for nothing on goods of other brands', async () => {
      const koala = publisher('koala')
      const place = new Place().trust(koala, { tables: null, brands: ['Koala Meadow'] })
      const foreign = { ...formula, gtin: '09506000110028', brand: 'Another' }
      const figures = (gtin: string) => ({
        ...{ gtin, lot: 'L1', sold: 100, refunded: 90, complaints: 0, asOf: '2026-11-01' },
      })
      const brand = { id: 'koala', name: 'Koala Meadow', owner: 'Koala' }
      await place.apply(
        koala.publish({
          products: [formula, foreign],
          brands: [brand, { ...brand, id: 'other', name: 'Another' }],
          manufacturers: [works],
          certificates: [paper('FE-1')],
          figures: [figures(formula.gtin), figures(foreign.gtin)],
        }),
      )
      const { reader } = place
      expect([reader.product(formula.gtin)?.brand, reader.product(foreign.gtin)]).toEqual([
        'Koala Meadow',
        null,
      ])
      expect([reader.brand('Koala Meadow')?.id, reader.brand('Another')]).toEqual(['koala', null])
      expect(reader.figures(formula.gtin, 'L1')?.refunded).toBe(90)
      expect(reader.figures(foreign.gtin, 'L1')).toBeNull()
      expect(reader.factoryReports(works.name, 'infant-formula')).toEqual([])
      expect(reader.find('formula', 5).map(({ gtin }) => gtin)).toEqual([formula.gtin])
    })
  })

  describe('is refused', () => {
    it('of a member that nobody trusts, and by another member’s key under a trusted name', async () => {
      const [koala, market] = [publisher('koala'), publisher('market')]
      const place = new Place().trust(koala)
      expect(await refusal(place.apply(market.publish({ products: [formula] })))).toBe(
        'publisher-not-trusted',
      )
      const { publicKey, sign, kid } = market.signer()
      const posing = { ...koala.signer(), publicKey, sign, kid }
      expect(await refusal(place.apply(koala.publish({ products: [formula] }, { signer: posing })))).toBe(
        'key-unlisted',
      )
      const { issuer } = koala.signer()
      const asOurs = { ...koala.signer(), issuer: issuer.replace(koala.org, 'harbour') }
      expect(await refusal(place.apply(koala.publish({ products: [formula] }, { signer: asOurs })))).toBe(
        'key-unlisted',
      )
      // Its right name and kid, and somebody else's signature.
      const forged = { ...koala.signer(), sign }
      expect(await refusal(place.apply(koala.publish({ products: [formula] }, { signer: forged })))).toBe(
        'statement-forged',
      )
      expect([place.name, place.reader.overview().publishers[0]?.snapshot]).toEqual([undefined, null])
    })

    it('when it is older, or a second history', async () => {
      const koala = new SamplePublisher(folder, 'koala-twice', 70)
      const place = new Place().trust(koala)
      const first = koala.publish({ products: [called('One')] })
      await place.apply(koala.publish({ products: [called('Two')] }))
      expect(await refusal(place.apply(first))).toBe('catalogue-snapshot-older')
      // The same keys, and another line of versions.
      const twin = new SamplePublisher(join(folder, 'twin'), koala.org, 70)
      twin.publish({ products: [called('Other one')] })
      expect(await refusal(place.apply(twin.publish({ products: [called('Other two')] })))).toBe(
        'catalogue-snapshot-forked',
      )
      expect(place.name).toBe('Two')
      // Nor after trust has ended and begun again: what lies there is remembered.
      place.end(koala)
      expect([place.name, await refusal(place.apply(first))]).toEqual([undefined, 'publisher-not-trusted'])
      place.trust(koala)
      expect([place.name, await refusal(place.apply(first))]).toEqual(['Two', 'catalogue-snapshot-older'])
    })

    it('of an administrator who was revoked, and what they had signed counts no more', async () => {
      const koala = publisher('koala')
      const before = koala.membership()
      const place = new Place().trust(koala, undefined, before)
      await place.apply(koala.publish({ products: [called('One')] }))
      expect(place.name).toBe('One')
      const revocations = [{ kid: koala.signer().kid, at: '2026-11-20T00:00:00.000Z' }]
      const after = koala.membership({ previous: before.head, revocations })
      place.learn(before, after)
      expect(heedTrust(place.catalogue, place.book)).toBe(true)
      expect(place.name).toBeUndefined()
      expect(place.reader.overview().publishers).toMatchObject([{ counts: false, snapshot: { version: 1 } }])
      expect(await refusal(place.apply(koala.publish({ products: [called('Two')] })))).toBe('key-revoked')
      // Another administrator of theirs goes on where the line stands.
      await place.apply(koala.publish({ products: [called('Three')] }, { signer: koala.signer(1) }))
      expect(place.name).toBe('Three')
    })

    it('of one whose list cannot be read, which keeps nobody else’s revocation from being heeded', async () => {
      const [broken, koala] = [publisher('broken'), publisher('koala')]
      const before = koala.membership()
      const place = new Place().trust(broken).trust(koala, undefined, before)
      await place.apply(broken.publish({ products: [called('Broken')] }))
      await place.apply(koala.publish({ products: [called('One')] }))
      const db = openCatalogueFile(publisherFile(place.catalogue, broken.org))
      db.exec("DROP TRIGGER membership_no_update; UPDATE membership SET json = 'x'")
      db.close()
      const revocations = [{ kid: koala.signer().kid, at: '2026-11-20T00:00:00.000Z' }]
      place.learn(before, koala.membership({ previous: before.head, revocations }))
      heedTrust(place.catalogue, place.book)
      expect(place.reader.overview().publishers.map(({ counts }) => counts)).toEqual([false, false])
    })

    it('when its list is not signed by all whom the word names, is of another consortium, or is not there', async () => {
      const koala = publisher('koala')
      const membership = koala.membership()
      const place = new Place()
      place.words.push(trustWord(koala, { membership }))
      heedTrust(place.catalogue, place.book)
      expect(await refusal(place.apply(koala.publish({ products: [formula] })))).toBe(
        'publisher-membership-missing',
      )
      // One of the two administrators is not enough.
      place.learn({ ...membership, statements: membership.statements })
      expect(await refusal(place.apply(koala.publish({ products: [formula] })))).toBe('taken')
      const lone = new Place()
      keepLists(
        lone.catalogue,
        {
          org: koala.org,
          next: roots,
          versions: [
            { by: roots, membership: { ...membership, statements: membership.statements.slice(0, 1) } },
          ],
        },
        t,
      )
      lone.words.push(trustWord(koala, { membership }))
      expect(await refusal(lone.apply(koala.publish({ products: [formula] })))).toBe(
        'publisher-membership-missing',
      )
    })
  })

  it('counts when it was signed before trust began, and not a moment after trust has ended', async () => {
    const koala = publisher('koala')
    const place = new Place().local('products', called('Local')).trust(koala)
    const early = koala.publish(
      { products: [called('Early')] },
      { createdAt: '2026-10-01T09:00:00.000+08:00' },
    )
    await place.apply(early)
    expect(place.name).toBe('Early')
    const watching = openCatalogue(place.catalogue)
    expect(watching.product(formula.gtin)?.names.en).toBe('Early')
    place.end(koala)
    expect([place.name, place.tellers]).toEqual(['Local', ['local']])
    // Also for who had it open.
    expect(watching.product(formula.gtin)?.names.en).toBe('Local')
    watching.close()
  })

  it('survives parts that are bombs: nothing is stored, and what was in force stays', async () => {
    const koala = publisher('koala')
    const place = new Place().trust(koala)
    await place.apply(koala.publish({ products: [called('One')] }))
    const pack = openPack(koala.publish({ products: [called('Two')] }))
    const { deflateRawSync } = await import('node:zlib')
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024))
    const source: ChunkSource = { name: 'bombs', latest: () => pack.latest(), chunk: async () => bomb }
    expect(await refusal(place.apply(source))).toBe('catalogue-chunk-changed')
    expect(place.name).toBe('One')
    pack.close()
  })
})
