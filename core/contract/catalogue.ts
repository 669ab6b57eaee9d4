import { z } from 'zod'
import { codes } from '../errors/codes.ts'

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

/** How much is known of goods, and from where (`bondmark catalogue show --json`). */
export const catalogueAnswer = z.object({
  format: z.literal('bondmark/catalogue/1'),
  tables: z.array(z.object({ table, consortium: n, local: n })),
  snapshot: z
    .object({
      version: n,
      hash: z.string(),
      /** When it was made, and when it was applied here. */
      createdAt: z.string(),
      t: z.string(),
    })
    .nullable(),
  imports: z.array(
    z.object({ t: z.string(), badge: z.string(), file: z.string(), table, added: n, changed: n, removed: n }),
  ),
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
