import type { z } from 'zod'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import type { TableName } from '../../core/catalogue/tables.ts'
import type {
  CatalogueAnswer,
  CatalogueImportAnswer,
  ProductFacts,
  takeGoodsData,
} from '../../core/contract/catalogue.ts'
import type { applyVersion, PublisherDone } from '../../core/contract/publishers.ts'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type CatalogueReader, openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import type { Person } from '../store/people.ts'
import { catalogueAnswerOf } from './catalogue-answer.ts'
import { CatalogueImports } from './catalogue-imports.ts'
import { type ApplyPlace, destinationOf } from './publishers/apply-of-publisher.ts'
import { manifestIn } from './snapshot/pack-file.ts'

/** What the desk needs of its station. */
export interface CatalogueStation {
  readonly ctx: { readonly clock: { now(): string } }
  whoIs(badge: string, passcode: string): Promise<Pick<Person, 'badge' | 'name' | 'role'>>
  requireAttended(): void
  changed(): void
}

type Asked = z.infer<typeof takeGoodsData>

/** Products that a search lists. */
const FOUND_MAX = 30

/** The catalogue as people at the station see it: looked up beside the scans, and filled from files by a supervisor. */
export class CatalogueDesk {
  readonly #station
  readonly #file
  readonly #reader: CatalogueReader
  readonly #imports
  readonly #came
  readonly #place
  readonly #signedCame

  /**
   * `came`: called when goods data was taken; lines that wait for it are decided again. `place`: whose versions are applied;
   * `signedCame` is called when one was.
   */
  constructor(
    station: CatalogueStation,
    file: string,
    {
      came,
      place,
      signedCame,
    }: { came: () => Promise<void>; place: () => ApplyPlace; signedCame: () => Promise<void> },
  ) {
    this.#came = came
    this.#place = place
    this.#signedCame = signedCame
    this.#station = station
    this.#file = file
    this.#reader = openCatalogue(file)
    this.#imports = new CatalogueImports(() => station.changed())
  }

  show(): CatalogueAnswer {
    const { running } = this.#imports
    return catalogueAnswerOf(this.#reader.overview(), running)
  }

  /** By the digits of a GTIN, also within what a scanner sent, or by words. */
  find(text: string): ProductFacts['product'][] {
    const digits = /^(?:\](?:E0|C1|d2|Q3))?\(?(?:01)?\)?(\d{8}|\d{12,14})$/.exec(text.trim())?.[1]
    const known = digits === undefined ? null : this.#reader.product(digits.padStart(14, '0'))
    return known ? [known] : [...this.#reader.find(text, FOUND_MAX)]
  }

  /** All that is known of one product. Throws `catalogue-product-unknown`. */
  product(gtin: string): ProductFacts {
    const product = this.#reader.product(gtin)
    if (!product) throw new BondmarkError('catalogue-product-unknown', { gtin })
    const said = canonicalText(product)
    const tellers = this.#reader.told('products', gtin).map(({ row, origin, publisher }) => ({
      ...{ origin, publisher, isSame: canonicalText(row) === said },
    }))
    const maker = product.manufacturer === undefined ? null : this.#reader.manufacturer(product.manufacturer)
    const certificates = maker ? [...this.#reader.certificates(maker.id)] : []
    return { product, tellers, maker, certificates, category: this.#reader.category(product.category) }
  }

  /**
   * Takes a file, or says what taking it would do. Throws `sign-in-refused`, `catalogue-needs-supervisor`, and what
   * `CatalogueImports.take` throws.
   */
  async take(asked: Asked): Promise<CatalogueImportAnswer> {
    this.#station.requireAttended()
    const badge = asked.isDry ? '' : await this.#supervisor(asked)
    const task = {
      catalogue: this.#file,
      fileName: asked.fileName,
      table: asked.table as TableName | null,
      replace: asked.replace,
      isDry: asked.isDry,
      badge,
      t: this.#station.ctx.clock.now(),
    }
    const taken = await this.#imports.take(fromBase64Url(asked.bytes), task)
    this.#station.changed()
    if (!taken.ok) return { format: 'bondmark/catalogue-import/1', ...taken, problems: [...taken.problems] }
    if (!asked.isDry) await this.#came()
    return {
      format: 'bondmark/catalogue-import/1',
      ...taken,
      tables: taken.tables.map((counts) => ({ ...counts })),
      changes: taken.changes.map((change) => ({ ...change, fields: [...change.fields] })),
    }
  }

  /**
   * Applies a signed version that somebody brings, of the own organisation or of a member that is trusted. Throws `sign-in-refused`,
   * `catalogue-needs-supervisor`, those of `destinationOf`, and what `CatalogueImports.apply` throws.
   */
  async apply(asked: z.infer<typeof applyVersion>): Promise<PublisherDone> {
    this.#station.requireAttended()
    await this.#supervisor(asked)
    const bytes = fromBase64Url(asked.bytes)
    const { publisher, file, trust, word } = destinationOf(manifestIn(bytes), this.#place())
    const [membership] = trust.memberships
    if (!membership) throw new Error('nobody’s keys to check it by')
    const applied = await this.#imports.apply(bytes, {
      kind: 'apply',
      catalogue: file,
      fileName: asked.fileName,
      consortium: trust.consortium,
      membership: membership.payload,
      word,
      t: this.#station.ctx.clock.now(),
    })
    this.#station.changed()
    await this.#signedCame()
    const code = applied.outcome === 'current' ? 'catalogue-current' : 'catalogue-applied'
    return { sentence: { code, detail: { ...applied, publisher } } }
  }

  cancel(): boolean {
    return this.#imports.cancel()
  }

  async close(): Promise<void> {
    await this.#imports.close()
    this.#reader.close()
  }

  async #supervisor({ badge, passcode }: Pick<Asked, 'badge' | 'passcode'>): Promise<string> {
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator')
      throw new BondmarkError('catalogue-needs-supervisor', { name: person.name })
    return person.badge
  }
}
