import { z } from 'zod'
import { standingWord } from './standing.ts'

const id = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * `GET /01/{gtin}/21/{serial}?s={seal}` with `Accept: application/json`: what a label's page says, for programs. `verdict`
 * is about the seal and the record, never about the goods.
 */
export const labelAnswer = z.object({
  format: z.literal('bondmark/label-answer/1'),
  /** Origin of the log of the ledger that answers. */
  origin: z.string(),
  training: z.boolean(),
  at: z.string(),
  /** Canonical link. */
  unit: z.string(),
  verdict: z.string(),
  /** How far the unit has come by what counts; null when nothing counts. */
  state: z.string().nullable(),
  onHold: z.boolean(),
  /** Null when the address has no seal. */
  seal: z
    .object({
      ok: z.boolean(),
      code: z.string(),
      sealer: z.object({ kid: id, consortium: z.string(), org: z.string(), name: z.string() }).nullable(),
    })
    .nullable(),
  product: z.object({
    gtin: z.string(),
    serial: z.string(),
    names: z.object({ en: z.string().nullable(), 'zh-CN': z.string().nullable() }),
    brand: z.string().nullable(),
    lot: z.string().nullable(),
    expiry: z.string().nullable(),
    /** ISO 3166-1 alpha-2, as stated. */
    origin: z.string().nullable(),
  }),
  timeline: z.array(
    z.object({
      id,
      /** Origin of the log that it stands in, and where. */
      log: z.string(),
      leaf: z.int().nonnegative(),
      standing: standingWord,
      about: z.enum(['unit', 'container', 'goods']),
      container: z.string().nullable(),
      contentType: z.string(),
      time: z.string().nullable(),
      bizStep: z.string().nullable(),
      disposition: z.string().nullable(),
      org: z.string().nullable(),
      station: z.string().nullable(),
      /** Paths of the statement's bytes and of its tlog-proof. */
      statement: z.string(),
      proof: z.string(),
    }),
  ),
  /** There is more on record than is told here. */
  more: z.boolean(),
  /** The log has entries that are not judged yet. */
  behind: z.boolean(),
})
export type LabelAnswer = z.infer<typeof labelAnswer>
