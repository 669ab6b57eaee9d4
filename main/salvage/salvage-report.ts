import { z } from 'zod'

const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** Places in a chain, both inclusive. */
const span = z.object({ from: count, to: count })

/** What `bondmark salvage` says of a database that SQLite cannot read any more. */
export const salvageReport = z.object({
  format: z.literal('bondmark/salvage/1'),
  workspace: z.string(),
  /** Statements that are provable by their signature, those of people (manifests) included. */
  statements: count,
  manifests: count,
  /** Receipts that were found for them. */
  receipts: count,
  /** Whether the database is as long as it says. Where it is not, more than `gone` tells may be gone. */
  whole: z.boolean(),
  /** Rows that look like statements and are none that can be proven. */
  unproven: count,
  chains: z.array(
    z.object({
      kid: hash,
      issuer: z.string(),
      /** What is provable, and linked to what stands before it. */
      provable: z.array(span),
      /** Places whose statement is signed and does not cite the one before it. */
      broken: z.array(count),
      /**
       * What is gone, and where else it is: in the newest backup, or at the ledger. What is in neither is lost. Behind
       * `highest` there may be more that nothing here tells of.
       */
      gone: z.array(span.extend({ inBackup: z.boolean(), atLedger: z.boolean() })),
      /** Highest place that anything tells of: a statement, a manifest, a backup, the ledger. */
      highest: count,
    }),
  ),
  newestBackup: z
    .object({
      at: z.string(),
      file: z.string(),
      statements: count,
      encrypted: z.boolean(),
      there: z.boolean(),
    })
    .nullable(),
  /** Commands that bring the station back, in order. */
  restore: z.array(z.string()),
  /** File that everything provable was written to. */
  written: z.string().nullable(),
})
export type SalvageReport = z.infer<typeof salvageReport>
export type SalvagedChain = SalvageReport['chains'][number]
