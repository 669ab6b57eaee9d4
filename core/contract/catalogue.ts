import { z } from 'zod'
import { publisherScope } from '../catalogue/publisher/publisher-scope.ts'
import { category, certificate, manufacturer, product } from '../catalogue/rows.ts'
import { codes } from '../errors/codes.ts'
import { base } from './base.ts'
import { applyVersion, endTrust, publisherDone, trustPublisher } from './publishers.ts'

const tables = [
  'products',
  'manufacturers',
  'certificates',
  'brands',
  'sellers',
  'agencies',
  'categories',
  'figures',
] as const
const table = z.enum(tables)
const n = z.int().min(0)

const snapshotHere = z.object({
  version: n,
  hash: z.string(),
  /** When it was made, and when it was applied here. */
  createdAt: z.string(),
  t: z.string(),
})

/** How much is known of goods, and from where (`bondmark catalogue show --json`). */
export const catalogueAnswer = z.object({
  format: z.literal('bondmark/catalogue/1'),
  tables: z.array(z.object({ table, consortium: n, local: n })),
  /** The own organisation's version in force. */
  snapshot: snapshotHere.nullable(),
  /** Other members that are believed, in the order in which they count. */
  publishers: z.array(
    z.object({
      org: z.string(),
      since: z.string(),
      scope: publisherScope,
      snapshot: snapshotHere.nullable(),
      /** Whether that version counts: it was verified under the trust that is in force. */
      counts: z.boolean(),
      /** `isBelieved`: whether any row of the table can count. */
      tables: z.array(z.object({ table, rows: n, isBelieved: z.boolean() })),
    }),
  ),
  imports: z.array(
    z.object({ t: z.string(), badge: z.string(), file: z.string(), table, added: n, changed: n, removed: n }),
  ),
  /** A file that is being taken at the station; `done` of `total` units of it are behind. The command line has none. */
  running: z
    .object({ file: z.string(), stage: z.enum(['read', 'check', 'store']), rows: n, done: n, total: n })
    .nullable(),
})
export type CatalogueAnswer = z.infer<typeof catalogueAnswer>

const fieldChange = z.object({ field: z.string(), before: z.string(), after: z.string() })

/** A problem of a file, in the order of its rows. */
const problem = z.object({
  file: z.string(),
  /** Of a workbook; null for other files. */
  sheet: z.string().nullable(),
  row: n,
  column: z.string(),
  value: z.string(),
  code: z.enum(codes),
})

/** What taking a file of goods data did; of a dry run, what it would do. At most 200 changes and 100 problems are listed. */
export const catalogueImportAnswer = z.discriminatedUnion('ok', [
  z.object({
    format: z.literal('bondmark/catalogue-import/1'),
    ok: z.literal(true),
    isDry: z.boolean(),
    rows: n,
    tables: z.array(
      z.object({
        table,
        added: n,
        changed: n,
        removed: n,
        unchanged: n,
        /** Rows of which the consortium says something itself, which is what counts. */
        hidden: n,
        /** Figures older than those that are here: left out. */
        older: n,
      }),
    ),
    changes: z.array(
      z.object({
        table,
        key: z.string(),
        kind: z.enum(['added', 'changed', 'removed']),
        fields: z.array(fieldChange),
      }),
    ),
    moreChanges: n,
  }),
  z.object({
    format: z.literal('bondmark/catalogue-import/1'),
    ok: z.literal(false),
    problems: z.array(problem),
    total: n,
  }),
])
export type CatalogueImportAnswer = z.infer<typeof catalogueImportAnswer>

const teller = z.object({
  origin: z.enum(['consortium', 'publisher', 'local']),
  /** The member whose word it is; null for the own organisation and local files. */
  publisher: z.string().nullable(),
})

/** All that is known of one product. */
export const productFacts = z.object({
  product,
  /** Who says something of it, and whether it is the same as what counts; the first one counts. */
  tellers: z.array(teller.extend({ isSame: z.boolean() })),
  maker: manufacturer.nullable(),
  certificates: z.array(certificate),
  category: category.nullable(),
})
export type ProductFacts = z.infer<typeof productFacts>

/** A file of goods data, base64url; `table` says what a CSV is a table of. A dry run needs nobody's passcode. */
export const takeGoodsData = z.object({
  fileName: z.string().min(1).max(255),
  bytes: z.base64url().max(24 * 1024 * 1024),
  table: table.nullable(),
  replace: z.boolean(),
  isDry: z.boolean(),
  badge: z.string().max(64),
  passcode: z.string().max(128),
})

/** Goods data: what is known, and files that bring more. */
export const catalogueContract = {
  show: base.output(catalogueAnswer),
  /** By a GTIN, typed or scanned, or by words of names and brand. At most 30. */
  find: base.input(z.object({ text: z.string().max(200) })).output(z.object({ products: z.array(product) })),
  /** Throws `catalogue-product-unknown`. */
  product: base.input(z.object({ gtin: z.string().regex(/^\d{14}$/) })).output(productFacts),
  /** Throws `catalogue-needs-supervisor`, `catalogue-import-…`. */
  take: base.input(takeGoodsData).output(catalogueImportAnswer),
  /** Ends what is being taken, unless it is being stored already. */
  cancel: base.output(z.object({ ok: z.boolean() })),
  /** Throws `catalogue-…`, `publisher-…`, `key-…`, `sign-in-…`. */
  apply: base.input(applyVersion).output(publisherDone),
  /** Names of members that can be trusted without a list being brought. */
  members: base.output(z.object({ org: z.string(), members: z.array(z.string()) })),
  /** Throws `publisher-…`, `membership-…`, `trust-malformed`, `sign-in-…`. */
  trust: base.input(trustPublisher).output(publisherDone),
  /** Throws `publisher-…`, `sign-in-…`. */
  endTrust: base.input(endTrust).output(publisherDone),
}
